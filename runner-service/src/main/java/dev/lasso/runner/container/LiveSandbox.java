package dev.lasso.runner.container;

import dev.lasso.contracts.Plan;
import dev.lasso.contracts.SandboxId;
import dev.lasso.runner.supervisor.ExecutionResult;
import dev.lasso.runner.supervisor.SpawnOrder;
import dev.lasso.runner.supervisor.SupervisorSession;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A sandbox that runs: its container, the session with its supervisor, and its workspace.
 *
 * <p>Thread-safe; no method blocks.
 */
public final class LiveSandbox {
  private static final Duration KILL_GRACE = Duration.ofMillis(500);
  private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(1);

  private final SandboxId id;
  private final String containerId;
  private final SupervisorSession session;
  private final Workspace workspace;
  private final Map<String, String> env;
  private final List<String> searchPath;

  LiveSandbox(
      SandboxId id,
      String containerId,
      SupervisorSession session,
      Workspace workspace,
      Map<String, String> env,
      List<String> searchPath) {
    this.id = id;
    this.containerId = containerId;
    this.session = session;
    this.workspace = workspace;
    this.env = Map.copyOf(env);
    this.searchPath = List.copyOf(searchPath);
  }

  /** Which. */
  public SandboxId id() {
    return id;
  }

  /** The engine's name of it. */
  public String containerId() {
    return containerId;
  }

  Workspace workspace() {
    return workspace;
  }

  /** Executes a plan. The result never completes exceptionally. */
  public CompletableFuture<ExecutionResult> execute(Plan plan) {
    Map<String, String> all = new HashMap<>(env);
    all.putAll(plan.env());
    return session.execute(
        new SpawnOrder(
            plan.argv(),
            plan.cwd(),
            all,
            searchPath,
            plan.stdin(),
            Duration.ofMillis(Math.max(1, plan.timeoutMs()))));
  }

  /** Completes when it does not run any more, whoever ended it, with a sentence that says why. */
  public CompletableFuture<String> ended() {
    return session.ended();
  }

  /** Ends its programs, then its supervisor; completes when both are gone or their time is over. */
  CompletableFuture<String> shutDown() {
    session.killAll();
    CompletableFuture<String> over = new CompletableFuture<>();
    var _ = session.ended().thenApply(over::complete);
    awaitIdle(System.nanoTime() + KILL_GRACE.toNanos(), over);
    return over.completeOnTimeout(
        "it did not end in time",
        KILL_GRACE.plus(SHUTDOWN_GRACE).toMillis(),
        TimeUnit.MILLISECONDS);
  }

  private void awaitIdle(long until, CompletableFuture<String> over) {
    if (over.isDone()) {
      return;
    }
    if (session.executions() == 0 || System.nanoTime() >= until) {
      session.shutdown();
      return;
    }
    CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS)
        .execute(() -> awaitIdle(until, over));
  }

  /** Gives the stream up. */
  void close(String reason) {
    session.close(reason);
  }
}
