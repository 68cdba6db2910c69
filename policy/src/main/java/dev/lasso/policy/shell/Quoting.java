package dev.lasso.policy.shell;

/** What stands around an expansion. */
enum Quoting {
  NONE,
  DOUBLE,
  /** The text of a here-document, where a double quote is nothing special. */
  DOCUMENT
}
