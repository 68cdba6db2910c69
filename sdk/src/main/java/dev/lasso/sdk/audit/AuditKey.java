package dev.lasso.sdk.audit;

import dev.lasso.contracts.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks HMAC-SHA256 (RFC 2104) under the log's key, with the JDK's crypto. For one thread. */
final class AuditKey {
  private static final String ALGORITHM = "HmacSHA256";
  private static final int HEX_DIGITS = 64;
  private static final int MAX_FILE_BYTES = 1 << 10;

  private final Mac mac;

  private AuditKey(byte[] secret) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java platform has HMAC-SHA256", e);
    }
  }

  /**
   * The key in a file: 64 lower-case hex digits, white space around them aside.
   *
   * @throws IOException when there is none
   */
  static AuditKey load(Path file) throws IOException {
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_FILE_BYTES + 1);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (content.length > MAX_FILE_BYTES
        || text.length() != HEX_DIGITS
        || !text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new IOException("it is no key: it does not hold 64 lower-case hex digits");
    }
    return new AuditKey(HexFormat.of().parseHex(text));
  }

  /**
   * The body of an authentic line.
   *
   * @throws IllegalArgumentException when it has no MAC or not the right one
   */
  byte[] open(byte[] line) {
    AuditLine.Parts parts = AuditLine.split(line);
    if (!MessageDigest.isEqual(mac.doFinal(parts.body()), parts.mac())) {
      throw new IllegalArgumentException(
          "the mac is not right: it was changed, or the key is another log's");
    }
    return parts.body();
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "AuditKey[redacted]";
  }
}
