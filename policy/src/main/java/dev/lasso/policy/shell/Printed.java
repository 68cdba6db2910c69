package dev.lasso.policy.shell;

/** Text that is being printed, and the here-documents whose text is due after its next newline. */
final class Printed {
  private final StringBuilder text = new StringBuilder();
  private int due;

  StringBuilder text() {
    return text;
  }

  Printed add(String more) {
    text.append(more);
    return this;
  }

  /** A here-document without any text, the only kind that can't be a here-string. */
  void emptyDocument() {
    text.append("'E'");
    due++;
  }

  boolean hasDue() {
    return due > 0;
  }

  /** Ends the line, and gives the texts that are due. */
  void endLine() {
    text.append('\n');
    for (; due > 0; due--) {
      text.append("E\n");
    }
  }

  /** A substitution begins: its lines are its own. */
  int suspend() {
    int open = due;
    due = 0;
    return open;
  }

  void restore(int open, int start) {
    if (due > 0) {
      endLine();
    }
    if (open > 0 && text.indexOf("\n", start) >= 0) {
      throw new IllegalArgumentException("a newline between a here-document and its text");
    }
    due = open;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
