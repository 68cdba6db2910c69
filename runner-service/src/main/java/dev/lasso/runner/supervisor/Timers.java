package dev.lasso.runner.supervisor;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** Makes the thread on which deadlines come due. */
public final class Timers {
  private Timers() {}

  /**
   * One daemon thread. What is cancelled leaves its queue at once: nearly every deadline is, and
   * each would otherwise keep the output of its command in memory until it came due.
   */
  public static ScheduledExecutorService create(String name) {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    timers.setRemoveOnCancelPolicy(true);
    return timers;
  }
}
