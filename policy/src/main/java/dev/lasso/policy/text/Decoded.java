package dev.lasso.policy.text;

/** What bytes are as UTF-8. */
public sealed interface Decoded {

  /** Well-formed text. */
  record Text(String text) implements Decoded {}

  /**
   * Not UTF-8.
   *
   * @param offset of the first byte of the first sequence that is ill-formed
   */
  record Malformed(int offset) implements Decoded {}
}
