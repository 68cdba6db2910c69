package dev.lasso.contracts;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A caller wants a command run in a sandbox. Sent by the gateway; once it is acknowledged, the
 * command is accepted.
 *
 * @param executionId names this execution for ever
 * @param sandboxId where
 * @param nodeId the node that owns the sandbox
 * @param profile the revision the sandbox was created with
 * @param input what
 * @param cwd working directory inside the sandbox; absent: the workspace
 * @param env added to the sandbox's environment
 * @param stdin bytes for its standard input; absent: nothing to read
 * @param timeoutMs how long it may run, in milliseconds
 * @param actor who asked, as the gateway authenticated them
 * @param at when the gateway accepted it
 * @param startBy after this moment it must not be started any more: the caller has been told that
 *     it did not run
 */
public record CommandRequested(
    ExecutionId executionId,
    SandboxId sandboxId,
    NodeId nodeId,
    ProfileRef profile,
    CommandInput input,
    @Nullable String cwd,
    Map<String, String> env,
    byte @Nullable [] stdin,
    long timeoutMs,
    String actor,
    Instant at,
    Instant startBy)
    implements Event {

  @Override
  public String eventId() {
    return executionId + "/requested";
  }
}
