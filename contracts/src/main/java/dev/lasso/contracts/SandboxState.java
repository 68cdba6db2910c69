package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a sandbox stands. The latest record of its key on the compacted topic is the truth; a
 * tombstone means it was removed. Only the owning node writes it.
 *
 * @param sandboxId which
 * @param name a name for people
 * @param profile the revision that holds for its whole life
 * @param isolation how it is kept apart
 * @param phase where it stands
 * @param nodeId the node that owns it
 * @param workingDir the host's directory that is its workspace; absent: an empty one
 * @param labels free key-values of the caller
 * @param actor who created it
 * @param detail why, where the phase alone does not explain itself; always present for an end
 * @param createdAt when it was asked for
 * @param at when it came into this phase
 */
public record SandboxState(
    SandboxId sandboxId,
    String name,
    ProfileRef profile,
    Isolation isolation,
    Phase phase,
    NodeId nodeId,
    @Nullable String workingDir,
    Map<String, String> labels,
    String actor,
    @Nullable String detail,
    Instant createdAt,
    Instant at)
    implements Event {

  /** The phases of a sandbox's life; the last three are final. */
  public enum Phase {
    @JsonProperty("creating")
    CREATING("creating"),
    @JsonProperty("running")
    RUNNING("running"),
    /** Ended because somebody asked. */
    @JsonProperty("stopped")
    STOPPED("stopped"),
    /** Never came up. */
    @JsonProperty("failed")
    FAILED("failed"),
    /** Ended without anybody asking: its container or its node died. */
    @JsonProperty("lost")
    LOST("lost"),
    /** Ended and taken off the list. */
    @JsonProperty("removed")
    REMOVED("removed");

    private final String label;

    Phase(String label) {
      this.label = label;
    }

    /** The word used on the wire. */
    public String label() {
      return label;
    }

    /** Whether nothing follows but removal. */
    public boolean isFinal() {
      return this != CREATING && this != RUNNING;
    }
  }

  @Override
  public String eventId() {
    return sandboxId + "/" + phase.label();
  }

  /** The same sandbox in another phase. */
  public SandboxState in(Phase next, @Nullable String why, Instant now) {
    return new SandboxState(
        sandboxId,
        name,
        profile,
        isolation,
        next,
        nodeId,
        workingDir,
        labels,
        actor,
        why,
        createdAt,
        now);
  }
}
