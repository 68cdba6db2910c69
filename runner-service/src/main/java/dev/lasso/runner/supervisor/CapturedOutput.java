package dev.lasso.runner.supervisor;

/**
 * What a program wrote to one stream.
 *
 * @param bytes the beginning of it
 * @param truncated whether there was more
 */
public record CapturedOutput(byte[] bytes, boolean truncated) {
  /** Nothing was written. */
  public static final CapturedOutput EMPTY = new CapturedOutput(new byte[0], false);
}
