package dev.lasso.policy.net;

/** Port numbers, and which a scheme has. */
final class Ports {
  /** No port is written. */
  static final int NONE = -1;

  /** What is written is no port, or is one that programs read differently. */
  static final int BAD = -2;

  private Ports() {}

  /**
   * A port from 1 to 65535 without leading zeros; {@link #NONE} where nothing is written, {@link
   * #BAD} for anything else.
   */
  static int read(String text, int from, int to) {
    if (from == to) {
      return NONE;
    }
    if (to - from > 5 || text.charAt(from) == '0') {
      return BAD;
    }
    int port = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return BAD;
      }
      port = port * 10 + digit;
    }
    return port > 65535 ? BAD : port;
  }

  /** The scheme's own port; {@link #NONE} where it has none that is known. */
  static int of(String scheme) {
    return switch (scheme) {
      case "http", "ws", "git+http" -> 80;
      case "https", "wss", "git+https" -> 443;
      case "ssh", "git+ssh" -> 22;
      case "ftp" -> 21;
      case "git" -> 9418;
      default -> NONE;
    };
  }
}
