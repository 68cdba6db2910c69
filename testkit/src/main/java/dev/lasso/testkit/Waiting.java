package dev.lasso.testkit;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for conditions, with a deadline; never for a fixed time. */
public final class Waiting {
  private static final Duration STEP = Duration.ofMillis(10);

  private Waiting() {}

  /** Until it gives something. */
  public static <T> T until(String what, Supplier<Optional<T>> probe) {
    long deadline = System.nanoTime() + KafkaFixture.PATIENCE.toNanos();
    while (true) {
      Optional<T> found = probe.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("waited " + KafkaFixture.PATIENCE + " in vain for " + what);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Until it holds. */
  public static void untilTrue(String what, BooleanSupplier condition) {
    until(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }
}
