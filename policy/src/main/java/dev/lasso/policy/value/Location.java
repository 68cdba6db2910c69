package dev.lasso.policy.value;

/** A place in the sandbox's file system, as far as it is known. */
public sealed interface Location {

  /** This path: absolute, without {@code .}, {@code ..}, doubled or trailing slashes. */
  record At(String path) implements Location {}

  /** This directory or something beneath it. */
  record Beneath(String directory) implements Location {}

  /** Cannot be said. */
  record Anywhere() implements Location {}
}
