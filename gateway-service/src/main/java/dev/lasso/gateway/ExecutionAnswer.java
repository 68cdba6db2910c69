package dev.lasso.gateway;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.ExecutionFinished;

/** How the wait for a command ended. */
sealed interface ExecutionAnswer {

  /** It was not allowed, and that is on record. */
  record Denied(CommandDecided decided, AuditAppended entry) implements ExecutionAnswer {}

  /** It was allowed and has ended, and both are on record. */
  record Finished(
      CommandDecided decided,
      ExecutionFinished finished,
      AuditAppended decidedEntry,
      AuditAppended finishedEntry,
      HopTimes times)
      implements ExecutionAnswer {}

  /** No decision came; it can't start any more. */
  record Undecided() implements ExecutionAnswer {}

  /** It was allowed, and nothing was heard of it since. */
  record Unfinished(CommandDecided decided) implements ExecutionAnswer {}

  /** It has ended or was denied, and the audit log did not confirm that. */
  record Unrecorded(CommandDecided decided) implements ExecutionAnswer {}
}
