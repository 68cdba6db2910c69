package dev.lasso.audit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gathers what is to be written together. What somebody waits for is due at once and takes along
 * everything that came before it; the rest is due a little later, so that an allowed command's
 * request, decision and end are one write and one fdatasync, and not three.
 *
 * <p>Any thread offers; one thread takes.
 */
final class Gathering<T> {
  /** How long what nobody waits for may be held back. */
  static final Duration LINGER = Duration.ofMillis(10);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private final int capacity;
  private long oldestNanos;
  private boolean urgent;

  Gathering(int capacity) {
    this.capacity = capacity;
  }

  /** False when it is full. */
  boolean offer(T item, boolean isUrgent) {
    lock.lock();
    try {
      if (waiting.size() >= capacity) {
        return false;
      }
      boolean first = waiting.isEmpty();
      waiting.add(item);
      if (first) {
        oldestNanos = System.nanoTime();
      }
      if (first || (isUrgent && !urgent)) {
        changed.signal();
      }
      urgent |= isUrgent;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Moves what is due to the end of a list, in the order in which it came.
   *
   * @param most how many at most
   * @param patience returns without any after this
   */
  void take(List<T> into, int most, Duration patience) throws InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (!isDue()) {
        long now = System.nanoTime();
        long wait = until - now;
        if (wait <= 0) {
          return;
        }
        if (!waiting.isEmpty()) {
          wait = Math.min(wait, oldestNanos + LINGER.toNanos() - now);
        }
        var _ = changed.awaitNanos(wait);
      }
      while (!waiting.isEmpty() && into.size() < most) {
        into.add(waiting.remove());
      }
      oldestNanos = System.nanoTime();
      urgent &= !waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private boolean isDue() {
    return urgent || (!waiting.isEmpty() && System.nanoTime() - oldestNanos >= LINGER.toNanos());
  }

  /** Everything that is there, due or not. */
  void takeAll(List<T> into) {
    lock.lock();
    try {
      into.addAll(waiting);
      waiting.clear();
      urgent = false;
    } finally {
      lock.unlock();
    }
  }
}
