package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the question stands whether one command may run. The latest record of its key, the execution
 * id, on the compacted topic is the truth; a tombstone means that it was forgotten. Only the gate
 * writes it.
 *
 * <p>It is for this one execution: once it is settled, its decision is published, and nothing can
 * be run by it again.
 *
 * @param executionId the one execution that it is about
 * @param sandboxId where
 * @param state how it stands
 * @param input what the caller sent
 * @param argv the words that would be executed
 * @param cwd the directory they would be executed in
 * @param rule the rule that asks
 * @param reasons why a person is asked, at least one
 * @param profile the policy that asks, in its exact revision
 * @param planHash names the plan that would be executed, as {@link PlanHash} has it
 * @param actor who asked for the command
 * @param requestedAt when the gate asked
 * @param expiresAt from this moment on no answer counts: the command is denied
 * @param request the command itself, from which a gate that is started anew goes on; present
 *     exactly while it is pending
 * @param answer what a person said; absent where nobody did
 * @param detail a sentence for people, where the state alone does not explain itself
 * @param at when it came into this state
 */
public record Approval(
    ExecutionId executionId,
    SandboxId sandboxId,
    State state,
    CommandInput input,
    List<String> argv,
    String cwd,
    String rule,
    List<String> reasons,
    ProfileRef profile,
    String planHash,
    String actor,
    Instant requestedAt,
    Instant expiresAt,
    @Nullable CommandRequested request,
    @Nullable Answer answer,
    @Nullable String detail,
    Instant at)
    implements Event {

  /** The states of a question; all but the first are final. */
  public enum State {
    /** Nobody has answered yet. */
    @JsonProperty("pending")
    PENDING("pending"),
    /** A person approved, the gate judged anew, and its one execution was let through: used up. */
    @JsonProperty("approved")
    APPROVED("approved"),
    /** A person denied it. */
    @JsonProperty("denied")
    DENIED("denied"),
    /** Nobody answered in time: denied. */
    @JsonProperty("expired")
    EXPIRED("expired"),
    /** What was asked about is no more, whatever a person says: denied. */
    @JsonProperty("void")
    VOID("void");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /** The word used on the wire. */
    public String label() {
      return label;
    }

    /** Whether nothing follows. */
    public boolean isFinal() {
      return this != PENDING;
    }
  }

  /**
   * What a person said.
   *
   * @param approve whether it may run
   * @param actor who, as the gateway authenticated them
   * @param reason theirs; may be empty
   * @param at when
   */
  public record Answer(boolean approve, String actor, String reason, Instant at) {}

  /** A question goes on from its request; a settled one keeps no standard input. */
  public Approval {
    argv = List.copyOf(argv);
    reasons = List.copyOf(reasons);
    if ((state == State.PENDING) != (request != null)) {
      throw new IllegalArgumentException("a request is present exactly while it is pending");
    }
  }

  @Override
  public String eventId() {
    return executionId + "/approval/" + state.label();
  }

  /** The same question, settled. */
  public Approval settled(State next, @Nullable Answer said, @Nullable String why, Instant moment) {
    return new Approval(
        executionId,
        sandboxId,
        next,
        input,
        argv,
        cwd,
        rule,
        reasons,
        profile,
        planHash,
        actor,
        requestedAt,
        expiresAt,
        null,
        said,
        why,
        moment);
  }
}
