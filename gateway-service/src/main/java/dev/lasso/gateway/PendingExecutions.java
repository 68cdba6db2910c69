package dev.lasso.gateway;

import dev.lasso.contracts.Approval;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The commands that callers wait for, or will ask for. An answer is complete when the command was
 * decided, has ended where it was allowed, and both are in the audit log; a caller never sees a
 * result that is not on record. Nor is a caller told that a person is asked before that is.
 *
 * <p>Confined to the gateway's event loop.
 */
final class PendingExecutions {
  /** Beyond a command's own deadlines: what its events may need on their way. */
  private static final Duration GRACE = Duration.ofSeconds(5);

  /** How long the audit log may take to confirm. */
  private static final Duration AUDIT_WITHIN = Duration.ofSeconds(10);

  /** What the gate may take to deny what nobody answered. */
  private static final Duration EXPIRY = Duration.ofSeconds(15);

  private final ServiceContext context;
  private final int capacity;
  private final AuditWaits records;
  private final ConsumerLoop loop;
  private final Map<ExecutionId, Pending> pending = new HashMap<>();
  private final RecentAnswers recent = new RecentAnswers();
  private int waiting;

  PendingExecutions(ServiceContext context, int capacity, AuditWaits records) {
    this.context = context;
    this.capacity = capacity;
    this.records = records;
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
    return Math.max(pending.size(), waiting) >= capacity;
  }

  /**
   * Waits for the answer to a command that is about to be sent. Always completes, with an {@link
   * ExecutionAnswer}.
   *
   * @param patience how long to wait where a person must be asked
   */
  Future<ExecutionAnswer> expect(CommandRequested command, Duration patience) {
    Pending expected = new Pending(command);
    pending.put(command.executionId(), expected);
    expected.expireAt(command.startBy().plus(GRACE));
    return expected.await(patience, true);
  }

  /** The answer to a command that was sent before, where it is still known. */
  Optional<Future<ExecutionAnswer>> find(ExecutionId id, Duration patience) {
    Pending known = pending.get(id);
    return known == null
        ? recent.find(id).map(Future::succeededFuture)
        : Optional.of(known.await(patience, false));
  }

  /** A person is asked about a command. */
  void asked(Approval approval) {
    CommandRequested command = approval.request();
    if (command == null) {
      return;
    }
    Pending known = pending.get(approval.executionId());
    if (known == null && recent.find(approval.executionId()).isEmpty()) {
      // Asked for by another gateway, or an earlier life of this one.
      known = new Pending(command);
      known.askedOnRecord = true;
      pending.put(approval.executionId(), known);
    }
    if (known != null && known.approval == null && known.decided == null) {
      known.approval = approval;
      known.expireAt(approval.expiresAt().plus(EXPIRY));
      known.askedHere();
    }
  }

  /** It was not sent after all. */
  void forget(ExecutionId id) {
    Pending known = pending.get(id);
    if (known != null) {
      known.complete(new ExecutionAnswer.Undecided());
    }
  }

  private Future<Void> onDecided(Received<CommandDecided> received) {
    CommandDecided decided = received.value();
    Pending known = pending.get(decided.executionId());
    if (known != null && known.decided == null) {
      known.decided = decided;
      boolean runs = decided.decision().verdict() == Verdict.ALLOW;
      known.expireAt(
          runs && known.finished == null
              ? decided.startBy().plusMillis(known.command.timeoutMs()).plus(GRACE)
              : context.clock().instant().plus(AUDIT_WITHIN));
      known.advance();
    }
    return Future.succeededFuture();
  }

  private Future<Void> onFinished(Received<ExecutionFinished> received) {
    Pending known = pending.get(received.value().executionId());
    if (known != null && known.finished == null) {
      known.finished = received.value();
      known.finishedHere = context.clock().instant();
      known.expireAt(context.clock().instant().plus(AUDIT_WITHIN));
      known.advance();
    }
    return Future.succeededFuture();
  }

  private Future<Void> onAppended(Received<AuditAppended> received) {
    AuditAppended entry = received.value();
    Pending known = entry.executionId() == null ? null : pending.get(entry.executionId());
    records.accept(entry);
    if (known != null) {
      String eventId = entry.eventId();
      if (eventId.equals(entry.executionId() + "/decided")) {
        known.decidedEntry = entry;
      } else if (eventId.equals(entry.executionId() + "/finished")) {
        known.finishedEntry = entry;
      } else if (eventId.equals(entry.executionId() + "/approval/pending")) {
        known.askedOnRecord = true;
        known.tell();
      }
      known.advance();
    }
    return Future.succeededFuture();
  }

  /**
   * Somebody who wants the answer.
   *
   * @param until when to be told how it stands, if there is none yet
   * @param unlessAsked whether to wait on then, as long as no person is asked
   */
  private record Waiter(Promise<ExecutionAnswer> promise, Instant until, boolean unlessAsked) {}

  /** What is known of one command so far. */
  private final class Pending {
    private final CommandRequested command;
    private final List<Waiter> waiters = new ArrayList<>();
    private @Nullable Approval approval;
    private boolean askedOnRecord;
    private @Nullable CommandDecided decided;
    private @Nullable ExecutionFinished finished;
    private @Nullable Instant finishedHere;
    private @Nullable AuditAppended decidedEntry;
    private @Nullable AuditAppended finishedEntry;
    private long timer = -1;

    Pending(CommandRequested command) {
      this.command = command;
    }

    private Future<ExecutionAnswer> await(Duration patience, boolean unlessAsked) {
      Waiter waiter =
          new Waiter(Promise.promise(), context.clock().instant().plus(patience), unlessAsked);
      waiters.add(waiter);
      waiting++;
      long alarm = context.vertx().setTimer(Math.max(1, patience.toMillis() + 1), fired -> tell());
      return waiter
          .promise()
          .future()
          .onComplete(told -> {
            context.vertx().cancelTimer(alarm);
            waiters.remove(waiter);
            waiting--;
          });
    }

    /** Says how it stands to those whose patience has ended. */
    private void tell() {
      Approval question = askedOnRecord ? approval : null;
      Instant now = context.clock().instant();
      for (Waiter waiter : List.copyOf(waiters)) {
        if (!now.isBefore(waiter.until()) && (question != null || !waiter.unlessAsked())) {
          waiter.promise().tryComplete(new ExecutionAnswer.Underway(command, question, decided));
        }
      }
    }

    /** The question is there; where the log does not confirm it, nobody is told of it. */
    private void askedHere() {
      tell();
      context
          .vertx()
          .setTimer(
              AUDIT_WITHIN.toMillis(),
              fired -> {
                if (!askedOnRecord) {
                  List.copyOf(waiters)
                      .forEach(
                          each -> each.promise().tryComplete(new ExecutionAnswer.Unrecorded(null)));
                }
              });
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
      recent.add(command.executionId(), answer);
      List.copyOf(waiters).forEach(waiter -> waiter.promise().tryComplete(answer));
    }
  }
}
