package dev.lasso.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The commands of a sandbox are all denied, or no longer. The latest of a sandbox holds. The gate
 * pauses, by a rule of behavior; a person resumes, and the gateway sends it.
 *
 * @param sandboxId which
 * @param paused whether its commands are denied
 * @param rule the rule that paused it
 * @param reason why, a sentence for people
 * @param actor whose command it was at which it was paused, or who resumed it
 * @param at when
 */
public record SandboxPause(
    SandboxId sandboxId,
    boolean paused,
    @Nullable String rule,
    @Nullable String reason,
    String actor,
    Instant at)
    implements Event {

  @Override
  public String eventId() {
    return sandboxId + (paused ? "/paused/" : "/resumed/") + at.toEpochMilli();
  }
}
