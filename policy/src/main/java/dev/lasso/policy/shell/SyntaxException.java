package dev.lasso.policy.shell;

/**
 * A text is not in the part of the shell's language that the gate is sure of. It may well be valid
 * for bash. The message says what is wrong in words of its own and never quotes the text.
 */
public final class SyntaxException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Span span;

  /**
   * Without a stack trace: these are answers, not faults.
   *
   * @param span where in the source
   * @param what is not understood
   */
  public SyntaxException(Span span, String what) {
    super(what, null, false, false);
    this.span = span;
  }

  /** Where in the source. */
  public Span span() {
    return span;
  }
}
