package dev.lasso.runner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What a node counts. Thread-safe. */
final class RunnerMetrics {
  private final Timer spawn;
  private final Timer creation;
  private final Counter failedCreations;
  private final Counter lostSandboxes;
  private final Counter notStarted;
  private final AtomicInteger running;
  private final AtomicInteger sandboxes;

  RunnerMetrics(MeterRegistry meters, AtomicInteger running, AtomicInteger sandboxes) {
    this.running = running;
    this.sandboxes = sandboxes;
    spawn =
        Timer.builder("lasso.execution.spawn")
            .description("From the order to the program's start")
            .publishPercentiles(0.5, 0.99)
            .register(meters);
    creation =
        Timer.builder("lasso.sandbox.creation")
            .description("From the request to a sandbox that runs")
            .register(meters);
    failedCreations = Counter.builder("lasso.sandbox.creation.failed").register(meters);
    lostSandboxes = Counter.builder("lasso.sandbox.lost").register(meters);
    notStarted = Counter.builder("lasso.execution.not.started").register(meters);
    Gauge.builder("lasso.executions.running", running, AtomicInteger::get).register(meters);
    Gauge.builder("lasso.sandboxes.owned", sandboxes, AtomicInteger::get).register(meters);
  }

  AtomicInteger running() {
    return running;
  }

  AtomicInteger sandboxes() {
    return sandboxes;
  }

  void spawned(Duration time) {
    spawn.record(time);
  }

  void created(Duration time) {
    creation.record(time);
  }

  void creationFailed() {
    failedCreations.increment();
  }

  void lost() {
    lostSandboxes.increment();
  }

  void notStarted() {
    notStarted.increment();
  }
}
