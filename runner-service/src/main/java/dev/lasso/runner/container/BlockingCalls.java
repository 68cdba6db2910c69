package dev.lasso.runner.container;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Runs what blocks on virtual threads, a bounded number at a time and each with a deadline. At its
 * deadline a call fails and its thread is interrupted, which closes the socket it waits on.
 *
 * <p>Thread-safe.
 */
public final class BlockingCalls implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("lasso-blocking-", 0).factory());
  private final Semaphore permits;
  private final ScheduledExecutorService timers;

  /** So many at a time. The timers stay the caller's. */
  public BlockingCalls(int concurrency, ScheduledExecutorService timers) {
    this.permits = new Semaphore(concurrency, true);
    this.timers = timers;
  }

  /**
   * What the work returns; fails with what it throws, or with an {@link EngineException} at the
   * deadline, which counts from now.
   */
  public <T> CompletableFuture<T> call(String what, Duration deadline, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Future<?> task = threads.submit(() -> run(work, result));
    Future<?> timer =
        timers.schedule(
            () -> {
              result.completeExceptionally(
                  new EngineException(
                      "%s took longer than %d s; the engine may be overloaded or hang"
                          .formatted(what, deadline.toSeconds())));
              task.cancel(true);
            },
            deadline.toMillis(),
            TimeUnit.MILLISECONDS);
    var _ = result.whenComplete((_, _) -> timer.cancel(false));
    return result;
  }

  private <T> void run(Callable<T> work, CompletableFuture<T> result) {
    try {
      permits.acquire();
      try {
        result.complete(work.call());
      } finally {
        permits.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result.completeExceptionally(e);
    } catch (Exception | LinkageError e) {
      result.completeExceptionally(e);
    }
  }

  /** Interrupts what still runs. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
