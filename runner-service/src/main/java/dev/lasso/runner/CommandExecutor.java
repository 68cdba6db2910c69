package dev.lasso.runner;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Received;
import dev.lasso.runner.container.LiveSandbox;
import dev.lasso.runner.domain.Finished;
import dev.lasso.runner.supervisor.ExecutionResult;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Executes the plans that the gate allowed, each at most once, and publishes how each ended before
 * its record counts as done.
 *
 * <p>Called on one event loop; results come from other threads.
 */
final class CommandExecutor {
  /** How many executions are remembered after their result was published. */
  private static final int REMEMBERED = 10_000;

  private final NodeParts parts;
  private final EventProducer producer;
  private final Function<SandboxId, Optional<OwnedSandbox>> sandboxes;
  private final Finished finished;
  private final Map<ExecutionId, Entry> known = new ConcurrentHashMap<>();
  private final Queue<ExecutionId> settled = new ArrayDeque<>();
  private volatile boolean stopping;

  /** What is known of an execution. */
  private sealed interface Entry {
    /** It was begun, or must not be; its result is or will be there, and is not yet published. */
    record Begun(Future<ExecutionFinished> result) implements Entry {}

    /** Its result is published. */
    record Published() implements Entry {}
  }

  CommandExecutor(
      NodeParts parts,
      EventProducer producer,
      Function<SandboxId, Optional<OwnedSandbox>> sandboxes) {
    this.parts = parts;
    this.producer = producer;
    this.sandboxes = sandboxes;
    this.finished = new Finished(parts.node());
  }

  /** What an earlier life of this node did or may have done: not to be done again. */
  void remember(Set<ExecutionId> finishedBefore, Collection<CommandDecided> unsettled) {
    finishedBefore.forEach(this::settle);
    Instant now = parts.context().clock().instant();
    unsettled.forEach(command ->
        known.put(
            command.executionId(),
            new Entry.Begun(
                Future.succeededFuture(
                    finished.unknown(
                        command,
                        "the node was restarted; whether the command ran cannot be known, and"
                            + " it is not run again",
                        now)))));
  }

  /** From now on nothing is started. */
  void stopping() {
    stopping = true;
  }

  /**
   * Completes when the result is published. Fails when it could not be; called again, it only
   * publishes.
   */
  Future<Void> decided(Received<CommandDecided> received) {
    CommandDecided command = received.value();
    if (!command.nodeId().equals(parts.node())) {
      return Future.succeededFuture();
    }
    if (command.decision().verdict() != Verdict.ALLOW) {
      // A gate that died may have decided twice. The first decision is the one the caller was told.
      if (known.putIfAbsent(command.executionId(), new Entry.Published()) == null) {
        forgetLater(command.executionId());
      }
      return Future.succeededFuture();
    }
    Entry entry =
        known.computeIfAbsent(command.executionId(), id -> new Entry.Begun(execute(command)));
    return switch (entry) {
      case Entry.Published published -> Future.succeededFuture();
      case Entry.Begun begun ->
          begun
              .result()
              .compose(event ->
                  producer.send(
                      Topics.EXECUTION_FINISHED,
                      command.sandboxId().value(),
                      event,
                      received.trace().child(parts.context().random())))
              .onSuccess(sent -> settle(command.executionId()));
    };
  }

  private Future<ExecutionFinished> execute(CommandDecided command) {
    Plan plan = command.plan();
    Instant now = parts.context().clock().instant();
    Optional<OwnedSandbox> sandbox = sandboxes.apply(command.sandboxId());
    @Nullable LiveSandbox live =
        sandbox.filter(OwnedSandbox::takesCommands).map(OwnedSandbox::live).orElse(null);
    if (plan == null) {
      return refuse(command, "there is no plan to execute");
    }
    if (now.isAfter(command.startBy())) {
      return refuse(command, "it reached its node too late; nothing ran, try again");
    }
    if (stopping) {
      return refuse(command, "the node is being stopped; nothing ran");
    }
    if (live == null) {
      return refuse(command, "the sandbox does not run; nothing ran");
    }
    AtomicInteger running = parts.metrics().running();
    if (running.incrementAndGet() > parts.settings().maxExecutions()) {
      running.decrementAndGet();
      return refuse(
          command,
          "the node already runs %d commands, the most it may; try again when one has ended"
              .formatted(parts.settings().maxExecutions()));
    }
    return Future.fromCompletionStage(live.execute(plan))
        .map(result -> {
          running.decrementAndGet();
          count(result);
          return finished.of(command, result, parts.context().clock().instant());
        });
  }

  private void count(ExecutionResult result) {
    if (result instanceof ExecutionResult.Ended ended) {
      parts.metrics().spawned(ended.spawn());
    }
  }

  private Future<ExecutionFinished> refuse(CommandDecided command, String reason) {
    parts.metrics().notStarted();
    return Future.succeededFuture(
        finished.notStarted(command, reason, parts.context().clock().instant()));
  }

  /** From here on only its id is kept, and that for a while. */
  private void settle(ExecutionId id) {
    known.put(id, new Entry.Published());
    forgetLater(id);
  }

  private void forgetLater(ExecutionId id) {
    synchronized (settled) {
      settled.add(id);
      while (settled.size() > REMEMBERED) {
        known.remove(settled.remove());
      }
    }
  }
}
