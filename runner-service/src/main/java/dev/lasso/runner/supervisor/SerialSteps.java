package dev.lasso.runner.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs steps one at a time, and what they leave to be told to others after them, outside the lock:
 * whoever is told may come back with a step of its own. Thread-safe.
 */
final class SerialSteps {
  private final ReentrantLock lock = new ReentrantLock();
  private final List<Runnable> after = new ArrayList<>();

  /** What is to be run once the present step is over. Called within a step. */
  void afterwards(Runnable action) {
    after.add(action);
  }

  /** Runs a step, waiting for the one that runs now. */
  void run(Runnable step) {
    Boolean _ =
        call(() -> {
          step.run();
          return true;
        });
  }

  /** Likewise, a step that returns something. */
  <T extends @Nullable Object> T call(Supplier<T> step) {
    List<Runnable> due = List.of();
    T outcome;
    lock.lock();
    try {
      outcome = step.get();
      if (!after.isEmpty()) {
        due = List.copyOf(after);
        after.clear();
      }
    } finally {
      lock.unlock();
    }
    due.forEach(Runnable::run);
    return outcome;
  }
}
