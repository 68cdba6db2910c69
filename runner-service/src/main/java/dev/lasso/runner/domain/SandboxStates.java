package dev.lasso.runner.domain;

import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.contracts.SandboxStopRequested;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first states of a sandbox; later ones follow from those.
 *
 * @param node the node that owns it
 */
public record SandboxStates(NodeId node) {

  /** It is being made. */
  public SandboxState creating(SandboxRequested request, Instant now) {
    return state(request, Phase.CREATING, null, now);
  }

  /** Commands can run in it. */
  public SandboxState running(SandboxRequested request, Instant now) {
    return state(request, Phase.RUNNING, null, now);
  }

  /** It never comes up. */
  public SandboxState failed(SandboxRequested request, String why, Instant now) {
    return state(request, Phase.FAILED, why, now);
  }

  private SandboxState state(
      SandboxRequested request, Phase phase, @Nullable String why, Instant now) {
    return new SandboxState(
        request.sandboxId(),
        request.name(),
        request.profile(),
        request.isolation(),
        phase,
        node,
        request.workingDir(),
        request.labels(),
        request.actor(),
        why,
        request.at(),
        now);
  }

  /** The answer to whoever wants to stop a sandbox that nobody knows any more. */
  public SandboxState unheardOf(SandboxStopRequested request, Instant now) {
    return new SandboxState(
        request.sandboxId(),
        request.sandboxId().value(),
        new ProfileRef("unknown", "unknown"),
        Isolation.CONTAINER,
        Phase.REMOVED,
        node,
        null,
        Map.of(),
        request.actor(),
        "its node does not know it any more",
        request.at(),
        now);
  }
}
