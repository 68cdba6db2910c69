package dev.lasso.cli.node;

import dev.lasso.sdk.Connection;
import dev.lasso.sdk.Health;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.RunningNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** Watches a node that was just started until it is ready, dead, or too late. One thread. */
public final class NodeStart {
  /** Without any sign of progress. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** With progress: a first start builds images. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration ASK = Duration.ofSeconds(5);
  private static final int LOG_LINES = 15;

  /** How it went. */
  public sealed interface Outcome {

    /** Commands can run. */
    record Ready(RunningNode node) implements Outcome {}

    /**
     * Its process ended.
     *
     * @param exitCode of the process
     * @param log the last lines it wrote
     */
    record Died(int exitCode, List<String> log) implements Outcome {}

    /**
     * It was not ready in time. It still runs.
     *
     * @param waited how long
     * @param problems what it said stood in the way
     * @param log the last lines it wrote
     */
    record Late(Duration waited, List<String> problems, List<String> log) implements Outcome {}
  }

  private final NodeHome home;
  private final ProcessHandle process;
  private final IntSupplier exitCode;
  private final LogTail log;
  private final InstantSource clock;
  private final Consumer<String> progress;

  /**
   * Watches that process.
   *
   * @param exitCode of the process, once it has ended
   * @param log where its output goes
   * @param progress told in words what it is at, each time it is asked
   */
  public NodeStart(
      NodeHome home,
      ProcessHandle process,
      IntSupplier exitCode,
      LogTail log,
      InstantSource clock,
      Consumer<String> progress) {
    this.home = home;
    this.process = process;
    this.exitCode = exitCode;
    this.log = log;
    this.clock = clock;
    this.progress = progress;
  }

  /**
   * Waits for the outcome.
   *
   * @throws InterruptedException when the thread is; the process is left alone
   */
  public Outcome await() throws InterruptedException {
    Instant began = clock.instant();
    Instant lastProgress = began;
    List<String> problems = List.of();
    @Nullable LassoClient client = null;
    try {
      while (!Processes.ended(process, POLL)) {
        Optional<RunningNode> node = home.node().filter(n -> n.pid() == process.pid());
        if (node.isPresent() && client == null) {
          client = new LassoClient(new Connection(node.get().url(), null));
        }
        Optional<Health> health = client == null ? Optional.empty() : ask(client);
        if (health.isPresent() && node.isPresent() && health.get().isReady()) {
          return new Outcome.Ready(node.get());
        }
        problems = health.map(Health::problems).orElse(problems);
        @Nullable String preparing = health.map(Health::preparing).orElse(null);
        Instant now = clock.instant();
        if (preparing != null) {
          lastProgress = now;
        }
        progress.accept(describe(preparing, problems));
        if (Duration.between(lastProgress, now).compareTo(PATIENCE) > 0
            || Duration.between(began, now).compareTo(LONGEST) > 0) {
          return new Outcome.Late(Duration.between(began, now), problems, log.last(LOG_LINES));
        }
      }
      return new Outcome.Died(exitCode.getAsInt(), log.last(LOG_LINES));
    } finally {
      if (client != null) {
        client.close();
      }
    }
  }

  private static Optional<Health> ask(LassoClient client) {
    try {
      return Optional.of(client.health(ASK));
    } catch (LassoException e) {
      // not listening yet, or too busy to answer
      return Optional.empty();
    }
  }

  private static String describe(@Nullable String preparing, List<String> problems) {
    if (preparing != null) {
      return preparing;
    }
    return problems.isEmpty() ? "starting the node" : "starting the node: " + problems.getFirst();
  }
}
