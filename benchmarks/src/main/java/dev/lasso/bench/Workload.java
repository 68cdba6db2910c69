package dev.lasso.bench;

import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Commands in several sandboxes at once, until the node is gone. */
final class Workload {
  static final String FILE = "lines";
  private static final int THREADS_PER_SANDBOX = 2;
  private static final long END_SECONDS = 60;

  private final LassoClient client;
  private final String round;
  private final Queue<Attempt> attempts = new ConcurrentLinkedQueue<>();
  private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();

  Workload(LassoClient client, String round) {
    this.client = client;
    this.round = round;
  }

  void start(List<SandboxId> sandboxes) {
    for (int s = 0; s < sandboxes.size(); s++) {
      for (int t = 0; t < THREADS_PER_SANDBOX; t++) {
        SandboxId sandbox = sandboxes.get(s);
        String prefix = round + "-" + s + "-" + t + "-";
        threads.add(Thread.ofVirtual().start(() -> repeat(sandbox, prefix)));
      }
    }
  }

  /**
   * Waits for all threads, after the node was killed.
   *
   * @return every command that was sent
   */
  List<Attempt> end() throws InterruptedException {
    over.set(true);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_SECONDS);
    for (Thread thread : threads) {
      thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
      if (thread.isAlive()) {
        surprises.add("a client still waits for its answer " + END_SECONDS + " s after the kill");
      }
    }
    return List.copyOf(attempts);
  }

  /** What should not have happened. */
  List<String> surprises() {
    return List.copyOf(surprises);
  }

  private void repeat(SandboxId sandbox, String prefix) {
    for (int n = 0; !over.get(); n++) {
      String line = prefix + n;
      Command command =
          Command.of("tee", "-a", FILE)
              .reading((line + "\n").getBytes(StandardCharsets.UTF_8))
              .within(Duration.ofSeconds(20));
      try {
        attempts.add(new Attempt(sandbox, line, answer(client.exec(sandbox, command))));
      } catch (LassoException e) {
        attempts.add(new Attempt(sandbox, line, new Attempt.Answer.None()));
        boolean expected =
            e instanceof LassoException.ConnectionLost
                || e instanceof LassoException.NodeUnreachable;
        if (!expected && !over.get()) {
          surprises.add("while the node lived: " + e.getMessage());
        }
        return;
      }
    }
  }

  private Attempt.Answer answer(ExecOutcome outcome) {
    return switch (outcome) {
      case ExecOutcome.Denied denied -> {
        surprises.add("denied: " + denied.detail());
        yield new Attempt.Answer.Answered(denied.executionId());
      }
      case ExecOutcome.Underway underway -> {
        surprises.add("not ended: " + underway.state());
        yield new Attempt.Answer.Answered(underway.executionId());
      }
      case ExecOutcome.Finished finished -> {
        Integer code = finished.exitCode();
        yield finished.outcome() == Outcome.EXITED && code != null
            ? new Attempt.Answer.Ran(finished.executionId(), finished.audit().seq(), code)
            : new Attempt.Answer.Answered(finished.executionId());
      }
    };
  }
}
