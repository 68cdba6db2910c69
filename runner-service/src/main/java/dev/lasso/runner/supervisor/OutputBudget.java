package dev.lasso.runner.supervisor;

import java.util.concurrent.atomic.AtomicLong;

/** How much output of running programs a node keeps in memory, all together. Thread-safe. */
public final class OutputBudget {
  private final AtomicLong left;

  /** That many bytes. */
  public OutputBudget(long bytes) {
    this.left = new AtomicLong(bytes);
  }

  boolean take(int bytes) {
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(int bytes) {
    left.addAndGet(bytes);
  }

  /** What is free now, in bytes. */
  public long free() {
    return left.get();
  }
}
