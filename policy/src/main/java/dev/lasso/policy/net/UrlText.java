package dev.lasso.policy.net;

import dev.lasso.policy.net.Destination.Refused;
import dev.lasso.policy.net.Destination.Unknown;
import dev.lasso.policy.net.Target.LocalFile;
import dev.lasso.policy.net.Target.Remote;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A URL where its readers agree on it.
 *
 * <p>The authority is that of RFC 3986, section 3.2, narrowed to what the WHATWG URL standard, curl
 * (urlapi.c, tool_urlglob.c), wget (url.c) and git (connect.c, url.c) read alike. Known
 * differences:
 *
 * <ul>
 *   <li>backslash: a slash to WHATWG, a character of the user information to curl;
 *   <li>tab, newline: removed by WHATWG; leading spaces too;
 *   <li>{@code http:/h}, {@code http:h}, {@code http:///h}: the host is h to WHATWG, to curl with
 *       one or three slashes; {@code ftp://http/h} to wget;
 *   <li>{@code h:path}: {@code ftp://h/path} to wget, with {@code ?} and {@code #} as part of h;
 *   <li>{@code ?} and {@code #} do not end the authority of an ssh URL in git, nor of an ftp URL in
 *       wget;
 *   <li>git decodes the user information of an ssh URL, slashes too, before it looks for the host;
 *   <li>the first or the last of several {@code @}; {@code ;} ends the user information in wget;
 *   <li>{@code %2e} in a host is decoded by all, but not by all that look at it;
 *   <li>braces and brackets are expanded by curl.
 * </ul>
 */
final class UrlText {
  static final Destination CONTROL = new Refused("a control character in a URL or remote");

  private static final String USERINFO_MARKS = "-._~%!$&'()*+,=:";

  private UrlText() {}

  static Target read(String url) {
    if (url.isEmpty()) {
      return unknown("an empty URL");
    }
    if (hasControl(url)) {
      return new Remote(CONTROL);
    }
    int colon = 0;
    while (colon < url.length() && isSchemeCharacter(url.charAt(colon))) {
      colon++;
    }
    if (colon == 0 || colon == url.length() || url.charAt(colon) != ':') {
      return new Remote(authority(url, 0, guessed(url)));
    }
    String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
    if (url.startsWith("//", colon + 1)) {
      return hierarchical(url, scheme, colon + 3);
    }
    if (scheme.equals("file")) {
      return file(url, colon + 1);
    }
    if (isPortAndEnd(url, colon + 1)) {
      return new Remote(authority(url, 0, guessed(url)));
    }
    return switch (scheme) {
      case "http", "https", "ftp", "ws", "wss" ->
          unknown("a URL without // after its scheme, which programs read differently");
      case "data", "javascript", "jar", "mailto", "about", "blob", "view-source" ->
          new Remote(scheme(scheme));
      default -> unknown("neither a URL nor a host with a port");
    };
  }

  static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || (c >= 0x7f && c < 0xa0)) {
        return true;
      }
    }
    return false;
  }

  private static Target hierarchical(String url, String scheme, int start) {
    return switch (scheme) {
      case "http", "https", "ws", "wss", "ftp", "ssh", "git", "git+ssh", "git+http", "git+https" ->
          new Remote(authority(url, start, scheme));
      case "file", "git+file" -> file(url, start - 2);
      default -> new Remote(scheme(scheme));
    };
  }

  private static Destination scheme(String scheme) {
    return new Refused("the scheme " + scheme);
  }

  /** What curl takes a URL without a scheme for, by the host's first label; wget takes http. */
  private static String guessed(String url) {
    int start = 0;
    int authority = end(url, 0);
    int at = url.lastIndexOf('@', authority);
    if (at >= 0 && at < authority) {
      start = at + 1;
    }
    if (url.regionMatches(true, start, "ftp.", 0, 4)) {
      return "ftp";
    }
    for (String name : new String[] {"dict.", "ldap.", "imap.", "smtp.", "pop3."}) {
      if (url.regionMatches(true, start, name, 0, name.length())) {
        return name.substring(0, name.length() - 1);
      }
    }
    return "http";
  }

  private static Destination authority(String url, int start, String scheme) {
    int end = end(url, start);
    if (end == start) {
      return new Unknown("a URL without a host, which programs read differently");
    }
    if (Ports.of(scheme) == Ports.NONE) {
      return scheme(scheme);
    }
    if (end < url.length() && url.charAt(end) != '/' && isDisputed(url, start, end, scheme)) {
      return new Unknown("? or # where programs differ on whether the host ends there");
    }
    int host = start;
    int at = url.lastIndexOf('@', end - 1);
    if (at >= start) {
      Destination bad =
          isHttp(scheme) ? userinfo(url, start, at) : plainUser(scheme, url, start, at);
      if (bad != null) {
        return bad;
      }
      host = at + 1;
    }
    return hostAndPort(url, host, end, scheme);
  }

  private static int end(String url, int start) {
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** Whether some program would look for the host beyond a ? or #. */
  private static boolean isDisputed(String url, int start, int end, String scheme) {
    if (!isHttp(scheme)) {
      return true;
    }
    for (int i = end; i < url.length() && url.charAt(i) != '/'; i++) {
      char c = url.charAt(i);
      if (c == '@' || c == '\\' || (c == ':' && start == 0)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isHttp(String scheme) {
    return scheme.startsWith("http") || scheme.startsWith("ws") || scheme.startsWith("git+http");
  }

  /** git decodes all of an ssh URL before it looks for the host; a password is for ftp alone. */
  private static @Nullable Destination plainUser(String scheme, String url, int start, int end) {
    int user = scheme.equals("ftp") ? url.indexOf(':', start) : -1;
    return HostName.isUser(url, start, user >= 0 && user < end ? user : end)
        ? userinfo(url, start, end)
        : new Refused("not a plain user name before a host");
  }

  private static @Nullable Destination userinfo(String url, int start, int end) {
    if (start == end) {
      return new Unknown("an empty user name before a host");
    }
    if (url.charAt(start) == '-') {
      return new Refused("a user name that begins with a dash is an option");
    }
    for (int i = start; i < end; i++) {
      char c = url.charAt(i);
      if (c == '{' || c == '}' || c == '[' || c == ']') {
        return new Unknown("a pattern before the host of a URL");
      }
      if (c == '@') {
        return new Unknown("more than one @ before a host");
      }
      if (c == ':' && start == 0) {
        return new Unknown("neither a URL nor a host with a port");
      }
      if (!HostName.isLetterOrDigit(c) && USERINFO_MARKS.indexOf(c) < 0) {
        return new Refused("before a host: a character that does not belong into a user name");
      }
    }
    return null;
  }

  private static Destination hostAndPort(String url, int start, int end, String scheme) {
    if (start == end) {
      return new Unknown("a URL without a host, which programs read differently");
    }
    if (url.charAt(start) == '[') {
      int close = url.indexOf(']', start);
      return close < 0 || close >= end
          ? new Unknown("a pattern in the host of a URL")
          : HostName.bracketed(url.substring(start, close + 1));
    }
    int colon = -1;
    for (int i = start; i < end; i++) {
      char c = url.charAt(i);
      if (c == '{' || c == '}' || c == '[' || c == ']') {
        return new Unknown("a pattern in the host of a URL");
      }
      if (c == ':') {
        if (colon >= 0) {
          return HostName.read(scheme, url.substring(start, end), Ports.NONE);
        }
        colon = i;
      }
    }
    if (colon < 0) {
      return HostName.read(scheme, url.substring(start, end), Ports.NONE);
    }
    int port = Ports.read(url, colon + 1, end);
    return port == Ports.BAD
        ? new Refused("not a port: what stands after the colon of a host")
        : HostName.read(scheme, url.substring(start, colon), port);
  }

  private static boolean isPortAndEnd(String url, int start) {
    int i = start;
    while (i < url.length() && url.charAt(i) >= '0' && url.charAt(i) <= '9') {
      i++;
    }
    return i > start && i == end(url, start);
  }

  /**
   * The path of a file URL (RFC 8089), in the two forms that all read alike: {@code file:/path} and
   * {@code file://[localhost]/path}, without dot segments (some remove them before the kernel
   * follows links), query, fragment or patterns.
   */
  private static Target file(String url, int start) {
    int path = start;
    if (url.startsWith("//", start)) {
      path = start + 2;
      if (url.regionMatches(true, path, "localhost/", 0, "localhost/".length())) {
        path += "localhost".length();
      }
    }
    if (!url.startsWith("/", path) || url.startsWith("//", path)) {
      return unknown("a file URL with a host or a relative path");
    }
    for (int i = path; i < url.length(); i++) {
      if ("?#{}[]\\".indexOf(url.charAt(i)) >= 0) {
        return unknown("a file URL with a pattern, a query or a fragment");
      }
    }
    String decoded = decoded(url, path);
    if (decoded == null || hasControl(decoded)) {
      return unknown("a file URL whose escapes are not text");
    }
    if ((decoded + "/").contains("/./") || (decoded + "/").contains("/../")) {
      return unknown("a file URL with dot segments");
    }
    return new LocalFile(decoded);
  }

  private static @Nullable String decoded(String url, int start) {
    if (url.indexOf('%', start) < 0) {
      return url.substring(start);
    }
    byte[] bytes = url.substring(start).getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] != '%') {
        out.put(bytes[i]);
        continue;
      }
      int high = i + 2 < bytes.length ? Character.digit(bytes[i + 1], 16) : -1;
      int low = i + 2 < bytes.length ? Character.digit(bytes[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      out.put((byte) (high << 4 | low));
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static boolean isSchemeCharacter(char c) {
    return HostName.isLetterOrDigit(c) || c == '+' || c == '-' || c == '.';
  }

  private static Target unknown(String why) {
    return new Remote(new Unknown(why));
  }
}
