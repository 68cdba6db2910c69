package dev.lasso.audit.domain;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.SandboxId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry that is not in the log yet.
 *
 * @param type as in {@link AuditAppended}
 * @param eventId the same for every delivery of the same event
 * @param actor who caused it
 * @param sandboxId where there is one
 * @param executionId where there is one
 * @param source the record it is made from
 * @param data the evidence
 */
public record Draft(
    String type,
    String eventId,
    @Nullable String actor,
    @Nullable SandboxId sandboxId,
    @Nullable ExecutionId executionId,
    AuditAppended.Source source,
    Map<String, Object> data) {

  Draft with(Map<String, Object> other) {
    return new Draft(type, eventId, actor, sandboxId, executionId, source, other);
  }
}
