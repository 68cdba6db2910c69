package dev.lasso.sdk.audit;

import java.time.Duration;

/**
 * How long one verification waits, all in all, for a writer to finish what it is just writing. A
 * write takes microseconds; a second is for machines that have stalled.
 */
final class Patience {
  static final int PAUSES = 20;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Pause pause;
  private int left = PAUSES;

  /** Lets time pass. */
  interface Pause {
    /** By the clock. */
    Pause REAL = Thread::sleep;

    void pause(Duration time) throws InterruptedException;
  }

  Patience(Pause pause) {
    this.pause = pause;
  }

  /** Waits a little; false where there was enough of that, or the thread is interrupted. */
  boolean pause() {
    if (left == 0) {
      return false;
    }
    left--;
    try {
      pause.pause(PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      left = 0;
      return false;
    }
  }
}
