package dev.lasso.contracts;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The form of a line of the audit log: the entry as a JSON object whose last member is {@code
 * "mac"}.
 *
 * <p>{@code line = body[0..n-1] + ,"mac":"<64 hex digits>"}} where {@code body} is the entry
 * without its MAC, ending in a brace. The MAC is HMAC-SHA256 (RFC 2104) over {@code body}; the next
 * line's {@code prev} is the SHA-256 of the whole line. Both are over exact bytes, so nothing
 * depends on how JSON is written.
 */
public final class AuditLine {
  private static final byte[] MAC_MEMBER = ",\"mac\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int MAC_HEX = 64;
  private static final int TAIL = MAC_MEMBER.length + MAC_HEX + 2;

  /** {@code prev} of the first entry. */
  public static final String GENESIS = "0".repeat(MAC_HEX);

  private AuditLine() {}

  /** The line, without line feed, of a body and its MAC (32 bytes). */
  public static byte[] join(byte[] body, byte[] mac) {
    byte[] hex = HexFormat.of().formatHex(mac).getBytes(StandardCharsets.US_ASCII);
    byte[] line = Arrays.copyOf(body, body.length - 1 + TAIL);
    int at = body.length - 1;
    System.arraycopy(MAC_MEMBER, 0, line, at, MAC_MEMBER.length);
    System.arraycopy(hex, 0, line, at + MAC_MEMBER.length, MAC_HEX);
    line[line.length - 2] = '"';
    line[line.length - 1] = '}';
    return line;
  }

  /**
   * Body and MAC of a line.
   *
   * @throws IllegalArgumentException when it does not have the form
   */
  public static Parts split(byte[] line) {
    int at = line.length - TAIL;
    if (at < 1
        || line[line.length - 1] != '}'
        || line[line.length - 2] != '"'
        || !Arrays.equals(line, at, at + MAC_MEMBER.length, MAC_MEMBER, 0, MAC_MEMBER.length)) {
      throw new IllegalArgumentException("the line does not end in a mac");
    }
    String hex = new String(line, at + MAC_MEMBER.length, MAC_HEX, StandardCharsets.US_ASCII);
    if (!hex.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
      throw new IllegalArgumentException("the mac is not 64 lower-case hex digits");
    }
    byte[] body = Arrays.copyOf(line, at + 1);
    body[at] = '}';
    return new Parts(body, HexFormat.of().parseHex(hex));
  }

  /**
   * A line taken apart.
   *
   * @param body the entry without its MAC
   * @param mac 32 bytes
   */
  public record Parts(byte[] body, byte[] mac) {}
}
