package dev.lasso.gateway;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.ExecutionFinished;
import org.jspecify.annotations.Nullable;

/** How the wait for a command ended. */
sealed interface ExecutionAnswer {

  /** What is told as it is, and is no problem. */
  sealed interface Told extends ExecutionAnswer {}

  /** It was not allowed, and that is on record. */
  record Denied(CommandDecided decided, AuditAppended entry) implements ExecutionAnswer {}

  /** It was allowed and has ended, and both are on record. */
  record Finished(
      CommandDecided decided,
      ExecutionFinished finished,
      AuditAppended decidedEntry,
      AuditAppended finishedEntry,
      HopTimes times)
      implements Told {}

  /**
   * It has not ended yet, and its caller's patience has.
   *
   * @param command what was asked for
   * @param approval the question to a person that it waits for or waited for, once on record
   * @param decided the decision, once there is one
   */
  record Underway(
      CommandRequested command, @Nullable Approval approval, @Nullable CommandDecided decided)
      implements Told {}

  /** No decision came; it can't start any more. */
  record Undecided() implements ExecutionAnswer {}

  /** It was allowed, and nothing was heard of it since. */
  record Unfinished(CommandDecided decided) implements ExecutionAnswer {}

  /**
   * It has ended, was denied, or a person is asked (then without a decision), and the audit log did
   * not confirm that.
   */
  record Unrecorded(@Nullable CommandDecided decided) implements ExecutionAnswer {}
}
