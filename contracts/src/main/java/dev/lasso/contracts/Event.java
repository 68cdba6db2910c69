package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/**
 * Something that happened and that the audit log records.
 *
 * <p>{@link #eventId()} is derived from what happened, not from when it was sent: a second delivery
 * of the same event has the same id, so every consumer can deduplicate on it.
 */
public sealed interface Event
    permits SandboxRequested,
        SandboxStopRequested,
        SandboxState,
        CommandRequested,
        CommandDecided,
        ExecutionFinished,
        ProfilePublished,
        SandboxPause,
        Approval,
        ApprovalAnswered {

  /** The same for every delivery of this event, different from every other event's. */
  @JsonIgnore
  String eventId();

  /** When it happened, by the clock of the service that says so. */
  Instant at();
}
