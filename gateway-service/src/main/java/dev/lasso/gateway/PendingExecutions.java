package dev.lasso.gateway;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commands that callers wait for. An answer is complete when the command was decided, has ended
 * where it was allowed, and both are in the audit log; a caller never sees a result that is not on
 * record.
 */
final class PendingExecutions {
  /** Beyond a command's own deadlines: what its events may need on their way. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long the audit log may take to confirm. */
  private static final Duration AUDIT_WITHIN = Duration.ofSeconds(10);

  private final ServiceContext context;
  private final int capacity;
  private final ConsumerLoop loop;
  private final Map<ExecutionId, Pending> pending = new HashMap<>();

  PendingExecutions(ServiceContext context, int capacity) {
    this.context = context;
    this.capacity = capacity;
    this.loop =
        ConsumerLoop.builder(context, "gateway-answers")
            .on(Topics.COMMAND_DECIDED, this::onDecided)
            .on(Topics.EXECUTION_FINISHED, this::onFinished)
            .on(Topics.AUDIT_APPENDED, this::onAppended)
            .tail()
            .build();
  }

  Future<Void> start() {
    return loop.start();
  }

  Future<Void> stop() {
    return loop.stop();
  }

  boolean isFull() {
    return pending.size() >= capacity;
  }

  /**
   * Waits for the answer to a command that is about to be sent. Always completes, with an {@link
   * ExecutionAnswer}.
   */
  Future<ExecutionAnswer> expect(CommandRequested command) {
    Pending waiting = new Pending(command);
    pending.put(command.executionId(), waiting);
    waiting.expireAt(command.startBy().plus(GRACE));
    return waiting.promise.future();
  }

  /** It was not sent after all. */
  void forget(ExecutionId id) {
    Pending waiting = pending.get(id);
    if (waiting != null) {
      waiting.complete(new ExecutionAnswer.Undecided());
    }
  }

  private Future<Void> onDecided(Received<CommandDecided> received) {
    CommandDecided decided = received.value();
    Pending waiting = pending.get(decided.executionId());
    if (waiting != null && waiting.decided == null) {
      waiting.decided = decided;
      boolean runs = decided.decision().verdict() == Verdict.ALLOW;
      waiting.expireAt(
          runs && waiting.finished == null
              ? decided.startBy().plusMillis(waiting.command.timeoutMs()).plus(GRACE)
              : context.clock().instant().plus(AUDIT_WITHIN));
      waiting.advance();
    }
    return Future.succeededFuture();
  }

  private Future<Void> onFinished(Received<ExecutionFinished> received) {
    Pending waiting = pending.get(received.value().executionId());
    if (waiting != null && waiting.finished == null) {
      waiting.finished = received.value();
      waiting.finishedHere = context.clock().instant();
      waiting.expireAt(context.clock().instant().plus(AUDIT_WITHIN));
      waiting.advance();
    }
    return Future.succeededFuture();
  }

  private Future<Void> onAppended(Received<AuditAppended> received) {
    AuditAppended entry = received.value();
    Pending waiting = entry.executionId() == null ? null : pending.get(entry.executionId());
    if (waiting != null) {
      String eventId = entry.eventId();
      if (eventId.equals(entry.executionId() + "/decided")) {
        waiting.decidedEntry = entry;
      } else if (eventId.equals(entry.executionId() + "/finished")) {
        waiting.finishedEntry = entry;
      }
      waiting.advance();
    }
    return Future.succeededFuture();
  }

  /** What is known of one command so far. */
  private final class Pending {
    private final CommandRequested command;
    private final Promise<ExecutionAnswer> promise = Promise.promise();
    private @Nullable CommandDecided decided;
    private @Nullable ExecutionFinished finished;
    private @Nullable Instant finishedHere;
    private @Nullable AuditAppended decidedEntry;
    private @Nullable AuditAppended finishedEntry;
    private long timer = -1;

    Pending(CommandRequested command) {
      this.command = command;
    }

    private void expireAt(Instant deadline) {
      context.vertx().cancelTimer(timer);
      long left = Duration.between(context.clock().instant(), deadline).toMillis();
      timer = context.vertx().setTimer(Math.max(1, left), fired -> complete(giveUp()));
    }

    private ExecutionAnswer giveUp() {
      if (decided == null) {
        return new ExecutionAnswer.Undecided();
      }
      boolean ended = finished != null || decided.decision().verdict() != Verdict.ALLOW;
      return ended
          ? new ExecutionAnswer.Unrecorded(decided)
          : new ExecutionAnswer.Unfinished(decided);
    }

    private void advance() {
      if (decided == null || decidedEntry == null) {
        return;
      }
      if (decided.decision().verdict() != Verdict.ALLOW) {
        complete(new ExecutionAnswer.Denied(decided, decidedEntry));
      } else if (finished != null && finishedEntry != null && finishedHere != null) {
        complete(
            new ExecutionAnswer.Finished(
                decided,
                finished,
                decidedEntry,
                finishedEntry,
                new HopTimes(
                    command.at(),
                    decided.at(),
                    finished.startedAt(),
                    finished.at(),
                    finishedHere,
                    context.clock().instant())));
      }
    }

    private void complete(ExecutionAnswer answer) {
      context.vertx().cancelTimer(timer);
      pending.remove(command.executionId());
      promise.tryComplete(answer);
    }
  }
}
