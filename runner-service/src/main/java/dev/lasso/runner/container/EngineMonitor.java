package dev.lasso.runner.container;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the engine is there and fit to be used, by asking it again and again.
 *
 * <p>Thread-safe; no method blocks.
 */
public final class EngineMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EngineMonitor.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  private final EngineClient engine;
  private final BlockingCalls calls;
  private final boolean allowVulnerable;
  private final ScheduledExecutorService timers;
  private volatile @Nullable Future<?> timer;
  private final CompletableFuture<Void> firstAnswer = new CompletableFuture<>();
  private volatile @Nullable EngineFacts facts;
  private volatile @Nullable String problem = "the container engine has not answered yet";
  private volatile @Nullable String warning;
  private volatile boolean asking;

  /**
   * Asks nothing yet.
   *
   * @param allowVulnerable whether a runtime with a known escape is used all the same
   */
  public EngineMonitor(
      EngineClient engine,
      BlockingCalls calls,
      ScheduledExecutorService timers,
      boolean allowVulnerable) {
    this.engine = engine;
    this.calls = calls;
    this.timers = timers;
    this.allowVulnerable = allowVulnerable;
  }

  /**
   * Begins to ask.
   *
   * @param onSeen called at every answer of an engine that can be used; must not block, and the
   *     next question waits for what it returns
   */
  public void start(Function<EngineFacts, CompletableFuture<Void>> onSeen) {
    timer =
        timers.scheduleWithFixedDelay(
            () -> ask(onSeen), 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What the engine is; null while there is none that can be used. */
  public @Nullable EngineFacts facts() {
    return problem == null ? facts : null;
  }

  /** Why there is none, and what to do. */
  public @Nullable String problem() {
    return problem;
  }

  /** What the operator should know of an engine that is used. */
  public @Nullable String warning() {
    return warning;
  }

  /** Completes when the first question is answered or has failed. */
  public CompletableFuture<Void> firstAnswer() {
    return firstAnswer;
  }

  private void ask(Function<EngineFacts, CompletableFuture<Void>> onSeen) {
    if (asking) {
      return;
    }
    asking = true;
    var _ =
        calls
            .call("asking the engine", ANSWER, engine::facts)
            .thenCompose(seen -> judge(seen, onSeen).exceptionally(EngineMonitor::untidy))
            .exceptionally(this::unreachable)
            .thenRun(() -> {
              asking = false;
              firstAnswer.complete(null);
            });
  }

  private static @Nullable Void untidy(Throwable failure) {
    log.atWarn()
        .addKeyValue("problem", String.valueOf(failure.getMessage()))
        .log("what dead sandboxes left could not be removed yet");
    return null;
  }

  private CompletableFuture<Void> judge(
      EngineFacts seen, Function<EngineFacts, CompletableFuture<Void>> onSeen) {
    RuntimeSafety safety = RuntimeSafety.of(seen.runcVersion(), seen.runcBuild());
    facts = seen;
    warning =
        safety == RuntimeSafety.SAFE
            ? null
            : "runc " + seen.runcVersion() + " may have a known escape (CVE-2024-21626)";
    if (safety == RuntimeSafety.VULNERABLE && !allowVulnerable) {
      say(
          "the engine's runc %s has a known container escape (CVE-2024-21626): update it to 1.1.12 or newer, or set LASSO_ALLOW_VULNERABLE_RUNTIME=true"
              .formatted(seen.runcVersion()));
      return CompletableFuture.completedFuture(null);
    }
    say(null);
    return onSeen.apply(seen);
  }

  private @Nullable Void unreachable(Throwable failure) {
    say(
        String.valueOf(
            EngineException.of("the container engine does not answer", failure).getMessage()));
    return null;
  }

  private void say(@Nullable String now) {
    if (now != null && !now.equals(problem)) {
      log.atWarn().addKeyValue("problem", now).log("the container engine cannot be used");
    } else if (now == null && problem != null) {
      log.atInfo().addKeyValue("host", engine.host()).log("the container engine can be used");
      String doubt = warning;
      if (doubt != null) {
        log.atWarn().addKeyValue("warning", doubt).log("the container engine is old");
      }
    }
    problem = now;
  }

  @Override
  public void close() {
    Future<?> started = timer;
    if (started != null) {
      started.cancel(false);
    }
  }
}
