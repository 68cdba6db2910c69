package dev.lasso.audit.domain;

import dev.lasso.contracts.AuditLine;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** HMAC-SHA256 (RFC 2104) over bodies and SHA-256 over lines. Confined to one thread. */
final class Sealer {
  private final HMac hmac = new HMac(new SHA256Digest());
  private final MessageDigest sha256 = newSha256();

  Sealer(byte[] secret) {
    hmac.init(new KeyParameter(secret));
  }

  /** The line of a body, without line feed. */
  byte[] seal(byte[] body) {
    return AuditLine.join(body, mac(body));
  }

  /**
   * The body of a line.
   *
   * @throws IllegalArgumentException when the line has no MAC or not the right one
   */
  byte[] open(byte[] line) {
    AuditLine.Parts parts = AuditLine.split(line);
    if (!MessageDigest.isEqual(mac(parts.body()), parts.mac())) {
      throw new IllegalArgumentException("the mac is not right");
    }
    return parts.body();
  }

  /** What the next line's {@code prev} says of this one. */
  String hash(byte[] line) {
    return HexFormat.of().formatHex(sha256.digest(line));
  }

  private byte[] mac(byte[] body) {
    byte[] mac = new byte[hmac.getMacSize()];
    hmac.update(body, 0, body.length);
    hmac.doFinal(mac, 0); // and is as new again
    return mac;
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
