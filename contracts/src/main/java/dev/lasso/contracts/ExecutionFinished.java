package dev.lasso.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An execution ended, or it is certain that it never starts. Exactly one per allowed command.
 *
 * @param executionId the execution
 * @param sandboxId where
 * @param nodeId the node that ran it
 * @param outcome how it ended
 * @param exitCode the program's own; 128 + signal when signaled; 127 or 126 when it could not be
 *     started (as in POSIX 2.8.2); absent when unknown
 * @param signal the signal that ended it, if one did
 * @param stdout what it wrote, at most the limit of one execution
 * @param stderr likewise
 * @param stdoutTruncated whether more was written than is kept
 * @param stderrTruncated likewise
 * @param durationMicros from start to end on the node, in microseconds
 * @param detail a sentence for people, where the outcome alone does not explain itself
 * @param startedAt when the node started it; absent when it never did or cannot be known
 * @param at when it ended
 */
public record ExecutionFinished(
    ExecutionId executionId,
    SandboxId sandboxId,
    NodeId nodeId,
    Outcome outcome,
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    byte[] stdout,
    byte[] stderr,
    boolean stdoutTruncated,
    boolean stderrTruncated,
    long durationMicros,
    @Nullable String detail,
    @Nullable Instant startedAt,
    Instant at)
    implements Event {

  @Override
  public String eventId() {
    return executionId + "/finished";
  }
}
