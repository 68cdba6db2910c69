package dev.lasso.policy.shell;

/** What one parse may use, over all the texts within texts that it looks at. */
final class Budget {
  /** UTF-16 characters of a source. */
  static final int MAX_SOURCE = 256 * 1024;

  /** Constructs within constructs. */
  static final int MAX_DEPTH = 64;

  /** Statements and parts of words. */
  static final int MAX_NODES = 20_000;

  private int depth;
  private int nodes;
  private long steps;

  /** Whether there is room for one more level. */
  boolean enter() {
    return ++depth <= MAX_DEPTH;
  }

  void leave() {
    depth--;
  }

  /** Whether there is room for one more node. */
  boolean node() {
    return ++nodes <= MAX_NODES;
  }

  void step() {
    steps++;
  }

  void steps(int more) {
    steps += more;
  }

  /** Characters looked at, a character that is looked at twice counted twice. */
  long steps() {
    return steps;
  }
}
