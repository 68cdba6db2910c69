package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the audit log, as it stands in a line of the log and on {@link
 * Topics#AUDIT_APPENDED}.
 *
 * <p>The line is the authority: hashes and MACs are over its exact bytes (see {@link AuditLine}).
 * Fields stand in this order.
 *
 * @param seq 1 for the first entry of the log, then one more each
 * @param logId names the log for ever
 * @param epoch grows by one with every writer that opened the log
 * @param time when it was appended
 * @param type what kind, such as {@code command.decided}
 * @param eventId the event it records; no two entries of a log have the same
 * @param actor who caused it, as authenticated
 * @param sandboxId the sandbox, where there is one
 * @param executionId the execution, where there is one
 * @param source the record it was made from; absent for the log's own entries
 * @param data the evidence itself; payloads by digest and length
 * @param prev hex SHA-256 of the line before, without its line feed; 64 zeros for the first
 */
public record AuditAppended(
    long seq,
    String logId,
    long epoch,
    Instant time,
    String type,
    String eventId,
    @Nullable String actor,
    @Nullable SandboxId sandboxId,
    @Nullable ExecutionId executionId,
    @Nullable Source source,
    Map<String, Object> data,
    @JsonProperty("prev") String prev) {

  /**
   * The Kafka record that an entry covers.
   *
   * @param topic its topic
   * @param partition its partition
   * @param offset its offset
   */
  public record Source(String topic, int partition, long offset) {}
}
