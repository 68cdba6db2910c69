package dev.lasso.policy.shell;

/**
 * A piece of the source text.
 *
 * @param start its first character (UTF-16), counted from 0
 * @param end the first character after it
 */
public record Span(int start, int end) {
  /** Of what is not from a source text. */
  public static final Span NONE = new Span(0, 0);

  /** From the start of this to the end of the other. */
  public Span to(Span other) {
    return new Span(start, other.end);
  }
}
