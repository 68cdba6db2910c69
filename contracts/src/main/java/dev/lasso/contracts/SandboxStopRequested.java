package dev.lasso.contracts;

import java.time.Instant;

/**
 * A caller wants a sandbox stopped, and perhaps forgotten. The owning node acts on it.
 *
 * @param sandboxId which
 * @param nodeId its node
 * @param remove also take it off the list
 * @param actor who asked
 * @param at when
 */
public record SandboxStopRequested(
    SandboxId sandboxId, NodeId nodeId, boolean remove, String actor, Instant at) implements Event {

  @Override
  public String eventId() {
    return sandboxId + (remove ? "/remove-requested/" : "/stop-requested/") + at.toEpochMilli();
  }
}
