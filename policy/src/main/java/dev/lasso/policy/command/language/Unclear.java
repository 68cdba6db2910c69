package dev.lasso.policy.command.language;

/** The parser met what it can't be sure of. Caught in this package; carries no stack. */
final class Unclear extends Exception {
  private static final long serialVersionUID = 1;

  Unclear(String why) {
    super(why, null, false, false);
  }

  /** Why, for people. */
  String why() {
    String message = getMessage();
    return message == null ? "unknown construct" : message;
  }
}
