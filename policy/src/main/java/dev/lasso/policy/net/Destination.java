package dev.lasso.policy.net;

/** What a command would connect to. */
public sealed interface Destination {

  /**
   * A host by its name.
   *
   * @param scheme lower case, such as {@code https}, {@code ssh}, {@code tcp}
   * @param host lower case, plain ASCII, without a trailing dot
   * @param port -1 for the scheme's own
   */
  record Named(String scheme, String host, int port) implements Destination {}

  /** What the tool is configured to use: a git remote, a package manager's registry. */
  record Configured(String what) implements Destination {}

  /** The sandbox itself, by its address or by the name localhost, and how it is written. */
  record Loopback(String why) implements Destination {}

  /** An address or a name that no rule can allow, and why. */
  record Refused(String why) implements Destination {}

  /** Cannot be said before it runs. */
  record Unknown(String why) implements Destination {}
}
