package dev.lasso.runner;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.KafkaConnection;
import dev.lasso.kit.TopicScan;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out, before a node takes work, what became of the commands that will be delivered to it
 * again.
 *
 * <p>Those are the decisions from the committed offset of the node's group on. Each was decided
 * before its result was sent, so the results of all of them are in the other topic from the time of
 * the oldest on, less what clocks may differ. That is all that is read: how much depends on how
 * long a command ran and not on how old the topics are.
 *
 * @param before decisions that have a result
 * @param unsettled decisions for this node that have none: they may have run
 */
record RecoveryScan(Set<ExecutionId> before, Collection<CommandDecided> unsettled) {
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  /**
   * Reads both topics as far as needed. Blocks.
   *
   * @param deadline after which it gives up, with Kafka's {@code TimeoutException}
   */
  static RecoveryScan of(KafkaConnection kafka, String group, NodeId node, Duration deadline) {
    Map<ExecutionId, CommandDecided> mine = new LinkedHashMap<>();
    Set<ExecutionId> before = new HashSet<>();
    Instant[] oldest = {Instant.MAX};
    try (TopicScan scan = new TopicScan(kafka, group, deadline)) {
      scan.sinceCommitted(
          Topics.COMMAND_DECIDED,
          found -> {
            CommandDecided decided = found.value();
            if (decided.nodeId().equals(node) && decided.decision().verdict() == Verdict.ALLOW) {
              mine.put(decided.executionId(), decided);
              oldest[0] = oldest[0].isBefore(found.timestamp()) ? oldest[0] : found.timestamp();
            }
          });
      if (!mine.isEmpty()) {
        scan.since(
            Topics.EXECUTION_FINISHED,
            oldest[0].minus(CLOCK_SKEW),
            found -> {
              if (mine.remove(found.value().executionId()) != null) {
                before.add(found.value().executionId());
              }
            });
      }
    }
    return new RecoveryScan(Set.copyOf(before), List.copyOf(mine.values()));
  }
}
