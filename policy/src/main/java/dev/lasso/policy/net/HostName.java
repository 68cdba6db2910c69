package dev.lasso.policy.net;

import dev.lasso.policy.net.Destination.Loopback;
import dev.lasso.policy.net.Destination.Named;
import dev.lasso.policy.net.Destination.Refused;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A host's name, by its plain syntax: labels of letters, digits, dashes and underscores (RFC 1123,
 * section 2.1; underscores because names with them are in use), at most 63 characters each and 253
 * together (RFC 1035), not beginning or ending with a dash. Anything else is refused: what one
 * program decodes or repairs, another passes on.
 */
final class HostName {
  private static final int MAX_LABEL = 63;
  private static final int MAX_NAME = 253;

  private HostName() {}

  static Destination read(String scheme, String text, int port) {
    int end = text.endsWith(".") ? text.length() - 1 : text.length();
    if (end == 0) {
      return new Refused("no host");
    }
    char first = text.charAt(0);
    if (first == '-') {
      return new Refused("a host that begins with a dash is an option");
    }
    if (first == '[') {
      return bracketed(text);
    }
    if (text.indexOf(':') >= 0) {
      return Addresses.read6(text);
    }
    String wrong = fault(text, end);
    if (wrong != null) {
      return new Refused(wrong);
    }
    if (isNumber(text, text.lastIndexOf('.', end - 1) + 1, end)) {
      return Addresses.read4(text.substring(0, end));
    }
    String host = text.substring(0, end).toLowerCase(Locale.ROOT);
    if (host.equals("localhost")) {
      return new Loopback("a name of this host: localhost");
    }
    String inside = PrivateNames.why(host);
    return inside == null ? new Named(scheme, host, port) : new Refused(inside);
  }

  /** What stands in brackets: an IPv6 address in a URL. */
  static Destination bracketed(String text) {
    return text.endsWith("]")
        ? Addresses.read6(text.substring(1, text.length() - 1))
        : new Refused("colons or brackets in a host");
  }

  static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Whether this is a plain user name, which no program takes for anything else. */
  static boolean isUser(String text, int start, int end) {
    if (start == end || text.charAt(start) == '-') {
      return false;
    }
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '-' && c != '_' && c != '.' && c != '+') {
        return false;
      }
    }
    return true;
  }

  /** What is wrong with its syntax; null where nothing is. */
  private static @Nullable String fault(String text, int end) {
    if (end > MAX_NAME) {
      return "a host name of more than 253 characters";
    }
    int label = 0;
    for (int i = 0; i <= end; i++) {
      char c = i == end ? '.' : text.charAt(i);
      if (c == '.') {
        if (i == label || i - label > MAX_LABEL) {
          return "a host name with an empty or overlong part";
        }
        if (text.charAt(label) == '-' || text.charAt(i - 1) == '-') {
          return "a host name with a part that begins or ends with a dash";
        }
        label = i + 1;
      } else if (c >= 0x7f) {
        return "a host name that is not plain ASCII";
      } else if (c == '%') {
        return "a percent-encoded host name";
      } else if (!isLetterOrDigit(c) && c != '-' && c != '_') {
        return "a character that does not belong into a host name";
      }
    }
    return null;
  }

  /**
   * Whether the last label makes all of it an IPv4 address, or nothing at all.
   *
   * @see <a href="https://url.spec.whatwg.org/#ends-in-a-number-checker">WHATWG URL, ends in a
   *     number</a>
   */
  private static boolean isNumber(String text, int start, int end) {
    boolean hex =
        end - start >= 2 && text.charAt(start) == '0' && (text.charAt(start + 1) | 0x20) == 'x';
    for (int i = hex ? start + 2 : start; i < end; i++) {
      if (Character.digit(text.charAt(i), hex ? 16 : 10) < 0) {
        return false;
      }
    }
    return true;
  }
}
