package dev.lasso.policy.net;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a profile allows. A rule is a name, or {@code *.} and a name for everything beneath
 * it at any depth (not for the name itself), perhaps with {@code :port}. Without one, the ports of
 * http, https and ssh are meant; with one, that port alone.
 *
 * <p>Immutable. {@link #allows} allocates nothing and takes time by the number of rules and the
 * length of the name.
 */
public final class HostRules {
  private final boolean any;
  private final Rule[] rules;

  private HostRules(boolean any, Rule[] rules) {
    this.any = any;
    this.rules = rules;
  }

  /**
   * Rules of a profile.
   *
   * @param any whether every name is allowed, on every port; the rules do not matter then
   * @throws IllegalArgumentException if a rule is none, or names what no rule can allow
   */
  public static HostRules of(boolean any, List<String> allow) {
    return new HostRules(any, allow.stream().map(HostRules::rule).toArray(Rule[]::new));
  }

  /** What is wrong with a rule; null where nothing is. */
  public static @Nullable String fault(String rule) {
    try {
      rule(rule);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Whether a rule allows this. */
  public boolean allows(Destination.Named destination) {
    String host = destination.host();
    if (!isPlain(host)) {
      return false;
    }
    if (any) {
      return true;
    }
    int port =
        destination.port() == Ports.NONE ? Ports.of(destination.scheme()) : destination.port();
    for (Rule rule : rules) {
      if (rule.allows(host, port)) {
        return true;
      }
    }
    return false;
  }

  /** Names come from {@link Destinations}, which makes no others; this does not rely on it. */
  private static boolean isPlain(String host) {
    for (int i = 0; i < host.length(); i++) {
      char c = host.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      if (!plain && (c != '.' || i == 0 || host.charAt(i - 1) == '.')) {
        return false;
      }
    }
    return !host.isEmpty() && !host.endsWith(".") && !host.startsWith("-");
  }

  private static Rule rule(String text) {
    boolean beneath = text.startsWith("*.");
    String named = beneath ? text.substring(2) : text;
    return switch (Destinations.ofHostPort(named)) {
      case Destination.Named(String scheme, String host, int port)
          when plainlyWritten(named, host) ->
          new Rule(host, beneath, port);
      case Destination.Loopback(String why) -> throw new IllegalArgumentException(why);
      case Destination.Refused(String why) -> throw new IllegalArgumentException(why);
      case Destination other -> throw new IllegalArgumentException("not the name of a host");
    };
  }

  private static boolean plainlyWritten(String text, String host) {
    return text.toLowerCase(Locale.ROOT).startsWith(host);
  }

  private record Rule(String name, boolean beneath, int port) {

    boolean allows(String host, int asked) {
      boolean portFits =
          port == Ports.NONE ? asked == 443 || asked == 80 || asked == 22 : asked == port;
      if (!portFits) {
        return false;
      }
      if (!beneath) {
        return host.equals(name);
      }
      int dot = host.length() - name.length() - 1;
      return dot > 0 && host.charAt(dot) == '.' && host.endsWith(name);
    }
  }
}
