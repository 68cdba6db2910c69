package dev.lasso.policy.request;

/**
 * Ends the judging of a command at the first thing that must not be. Carries no stack: it is an
 * answer, not a fault.
 */
final class Denial extends Exception {
  private static final long serialVersionUID = 1L;
  private final String rule;

  Denial(String rule, String reason) {
    super(reason, null, false, false);
    this.rule = rule;
  }

  String rule() {
    return rule;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
