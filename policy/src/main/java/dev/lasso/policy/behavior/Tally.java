package dev.lasso.policy.behavior;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many there were within a window, exactly up to the most that is of interest. Memory is at
 * most that many entries.
 */
final class Tally {
  private final long windowMs;
  private final int most;
  private final Deque<Counted> counted = new ArrayDeque<>();
  private long total;

  private record Counted(long at, int number) {}

  Tally(long windowMs, int most) {
    this.windowMs = windowMs;
    this.most = most;
  }

  /** Those that count at this moment. */
  long at(long now) {
    while (!counted.isEmpty() && counted.getFirst().at() <= now - windowMs) {
      total -= counted.removeFirst().number();
    }
    return total;
  }

  void add(long now, int number) {
    if (number <= 0) {
      return;
    }
    counted.addLast(new Counted(now, number));
    total += number;
    while (counted.size() > 1 && total - counted.getFirst().number() >= most) {
      total -= counted.removeFirst().number();
    }
  }
}
