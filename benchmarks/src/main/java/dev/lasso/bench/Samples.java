package dev.lasso.bench;

import java.time.Duration;
import java.util.Arrays;

/** Durations of the same thing, measured many times. One thread. */
final class Samples {
  private static final double MICROS_PER_MILLI = 1_000_000.0;
  private long[] nanos = new long[256];
  private int count;

  void add(long durationNanos) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = durationNanos;
  }

  void add(Duration duration) {
    add(duration.toNanos());
  }

  int count() {
    return count;
  }

  double p50() {
    return percentile(50);
  }

  double p99() {
    return percentile(99);
  }

  /**
   * The smallest sample that at least that share of all do not exceed (nearest rank), in
   * milliseconds.
   *
   * @throws IllegalStateException when there is no sample
   */
  double percentile(double percent) {
    if (count == 0) {
      throw new IllegalStateException("no samples");
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int rank = (int) Math.ceil(percent / 100 * count);
    return sorted[Math.clamp(rank - 1, 0, count - 1)] / MICROS_PER_MILLI;
  }
}
