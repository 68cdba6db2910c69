package dev.lasso.runner.supervisor;

import java.util.Arrays;

/**
 * Keeps the beginning of a stream, up to a limit and as far as the node's budget goes. Not
 * thread-safe.
 */
final class OutputCapture {
  private static final int FIRST = 256;
  private final OutputBudget budget;
  private final int limit;
  private byte[] kept = new byte[0];
  private int size;
  private int taken;
  private boolean truncated;

  OutputCapture(int limit, OutputBudget budget) {
    this.limit = limit;
    this.budget = budget;
  }

  void add(byte[] bytes) {
    int n = Math.min(bytes.length, limit - size);
    if (n > kept.length - size) {
      n = grow(n);
    }
    System.arraycopy(bytes, 0, kept, size, n);
    size += n;
    truncated |= n < bytes.length;
  }

  /** Makes room for {@code more} bytes, or for as many as the budget still allows. */
  private int grow(int more) {
    int wanted = Math.clamp(2L * kept.length, Math.max(FIRST, size + more), Math.max(FIRST, limit));
    if (!budget.take(wanted - taken)) {
      return kept.length - size;
    }
    taken = wanted;
    kept = Arrays.copyOf(kept, wanted);
    return more;
  }

  /** What there is. The capture gives its share of the budget back and must not be used again. */
  CapturedOutput finish() {
    budget.giveBack(taken);
    taken = 0;
    return new CapturedOutput(Arrays.copyOf(kept, size), truncated);
  }
}
