package dev.lasso.policy.shell;

/** Where a word stands, which decides what is special in it. */
enum Where {
  /** Of a command, of {@code for}: everything is expanded. */
  ARGUMENT,
  /** An element of an array. */
  ELEMENT,
  /** Of an assignment: no braces, no patterns; tildes after colons too. */
  VALUE,
  /** A redirection's file: a pattern there would be looked up by some shells only. */
  TARGET,
  /** What is matched by {@code case} and {@code [[}, a here-string: no braces, no patterns. */
  SUBJECT,
  /** What is matched with: no braces. */
  PATTERN;

  boolean hasBraces() {
    return this == ARGUMENT || this == ELEMENT;
  }

  boolean hasPatterns() {
    return this == ARGUMENT || this == ELEMENT || this == PATTERN;
  }

  boolean hasProcesses() {
    return this == ARGUMENT || this == ELEMENT || this == VALUE || this == TARGET;
  }
}
