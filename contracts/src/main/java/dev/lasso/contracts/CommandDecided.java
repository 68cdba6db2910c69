package dev.lasso.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The gate decided. A runner acts on it only when the verdict is {@link Verdict#ALLOW} and the node
 * is its own; everybody else only learns of it.
 *
 * @param executionId the execution
 * @param sandboxId where
 * @param nodeId the node that owns the sandbox
 * @param decision the verdict and why
 * @param plan what to execute; present exactly when allowed
 * @param actor who asked
 * @param at when it was decided
 * @param startBy after this moment it must not be started any more
 */
public record CommandDecided(
    ExecutionId executionId,
    SandboxId sandboxId,
    NodeId nodeId,
    Decision decision,
    @Nullable Plan plan,
    String actor,
    Instant at,
    Instant startBy)
    implements Event {

  /** A plan comes with an allowance and with nothing else. */
  public CommandDecided {
    if ((decision.verdict() == Verdict.ALLOW) != (plan != null)) {
      throw new IllegalArgumentException("a plan is present exactly when the verdict is allow");
    }
  }

  @Override
  public String eventId() {
    return executionId + "/decided";
  }
}
