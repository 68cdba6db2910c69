package dev.lasso.policy.net;

/** What the operand of a program that transfers things names. */
public sealed interface Target {

  /** Something over the network. */
  record Remote(Destination destination) implements Target {}

  /**
   * A file or directory of the sandbox.
   *
   * @param path as the program would give it to the kernel: escapes of a URL are decoded; not
   *     normalised, relative where it was written so
   */
  record LocalFile(String path) implements Target {}
}
