package dev.lasso.policy.net;

import dev.lasso.policy.net.Destination.Refused;
import dev.lasso.policy.net.Destination.Unknown;
import dev.lasso.policy.net.Target.LocalFile;
import dev.lasso.policy.net.Target.Remote;

/**
 * Reads what a command line says about where it connects to.
 *
 * <p>A {@link Destination.Named} is only given where curl, wget, git, OpenSSH, RFC 3986 and the
 * WHATWG URL standard agree on the host; where they would connect to different hosts, or one of
 * them would repair what the others reject, the answer is unknown or refused. Addresses in any
 * spelling and names that lead to the machine, its network or its cluster are refused. Nothing is
 * looked up.
 *
 * <p>Pure, and linear in the length of the text.
 */
public final class Destinations {
  private static final String TCP = "tcp";
  private static final String SSH = "ssh";

  private Destinations() {}

  /**
   * A URL as curl, wget and package managers take it: where the scheme is missing, it is http (or
   * what curl guesses from the name).
   */
  public static Target ofUrl(String url) {
    return UrlText.read(url);
  }

  /** A host and nothing else. The scheme is {@code tcp}. */
  public static Destination ofHost(String host) {
    return HostName.read(TCP, host, -1);
  }

  /** A host, or {@code host:port}. The scheme is {@code tcp}. */
  public static Destination ofHostPort(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || colon != text.lastIndexOf(':') || text.startsWith("[")) {
      return HostName.read(TCP, text, -1);
    }
    int port = Ports.read(text, colon + 1, text.length());
    return port <= 0
        ? new Refused("not a port: what stands after the colon of a host")
        : HostName.read(TCP, text.substring(0, colon), port);
  }

  /** A host, {@code host:port} or {@code user@host}, for options that take any of these. */
  public static Destination ofEndpoint(String text) {
    return text.indexOf('@') < 0 ? ofHostPort(text) : ofUserHost(text);
  }

  /** What ssh connects to: {@code [user@]host} or {@code ssh://[user@]host[:port]}. */
  public static Destination ofUserHost(String text) {
    if (text.indexOf("://") >= 0) {
      return switch (UrlText.read(text)) {
        case Remote(Destination.Named(String scheme, String host, int port))
            when !scheme.equals(SSH) ->
            new Refused("ssh does not speak " + scheme);
        case Remote(Destination destination) -> destination;
        case LocalFile file -> new Refused("a file is no host");
      };
    }
    int at = text.indexOf('@');
    if (at < 0) {
      return HostName.read(SSH, text, -1);
    }
    if (at != text.lastIndexOf('@')) {
      return new Unknown("more than one @ before a host");
    }
    if (!HostName.isUser(text, 0, at)) {
      return new Refused("not a plain user name before a host");
    }
    return HostName.read(SSH, text.substring(at + 1), -1);
  }

  /**
   * An operand of git, scp or rsync: a local path, {@code [user@]host:path}, or a URL. As these
   * programs have it, a colon before the first slash makes it remote. What a path is to the program
   * (git first looks for a remote of that name) is the caller's to know.
   *
   * @see <a href="https://git-scm.com/docs/git-clone#_git_urls">Git URLs</a>
   * @see <a href="https://git-scm.com/docs/gitremote-helpers">{@code transport::address}</a>
   */
  public static Target ofRemote(String text) {
    if (text.isEmpty()) {
      return new Remote(new Unknown("an empty name"));
    }
    if (UrlText.hasControl(text)) {
      return new Remote(UrlText.CONTROL);
    }
    if (text.charAt(0) == '-') {
      return new Remote(new Refused("a remote that begins with a dash is an option"));
    }
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    if (colon < 0 || (slash >= 0 && slash < colon)) {
      return new LocalFile(text);
    }
    if (text.startsWith("://", colon)) {
      return UrlText.read(text);
    }
    if (text.startsWith("::", colon)) {
      return new Remote(new Refused("a transport helper or an rsync daemon (::)"));
    }
    if (text.startsWith("-", colon + 1)) {
      return new Remote(new Refused("a remote path that begins with a dash is an option"));
    }
    return new Remote(ofUserHost(text.substring(0, colon)));
  }
}
