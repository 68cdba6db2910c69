package dev.lasso.contracts;

import java.time.Instant;

/**
 * A person answered the question that a command asks. Sent by the gateway; what comes of it, the
 * gate says ({@link Approval}).
 *
 * @param executionId the one execution that it is about
 * @param sandboxId where
 * @param approve whether it may run
 * @param reason theirs; may be empty where it may run
 * @param planHash the plan that was shown to them, as {@link PlanHash} has it
 * @param profile the policy that asked, in its exact revision
 * @param actor who, as the gateway authenticated them
 * @param at when
 */
public record ApprovalAnswered(
    ExecutionId executionId,
    SandboxId sandboxId,
    boolean approve,
    String reason,
    String planHash,
    ProfileRef profile,
    String actor,
    Instant at)
    implements Event {

  /** What all ids of answers to one question begin with. */
  public static String idPrefix(ExecutionId id) {
    return id + "/answered/";
  }

  @Override
  public String eventId() {
    return idPrefix(executionId) + (approve ? "approve/" : "deny/") + at.toEpochMilli();
  }
}
