package dev.lasso.runner;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.KafkaConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

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
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(2);

  /**
   * Reads both topics as far as needed. Blocks.
   *
   * @param deadline after which it gives up with a {@link TimeoutException}
   */
  static RecoveryScan of(KafkaConnection kafka, String group, NodeId node, Duration deadline) {
    long until = System.nanoTime() + deadline.toNanos();
    Map<String, Object> config = new HashMap<>(kafka.properties());
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("client.id", group + "-recovery");
    config.put("group.id", group);
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    config.put("allow.auto.create.topics", false);
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer())) {
      Map<ExecutionId, CommandDecided> mine = new LinkedHashMap<>();
      long[] oldest = {Long.MAX_VALUE};
      read(
          consumer,
          committed(consumer),
          until,
          message -> {
            if (message.value() == null) {
              return;
            }
            CommandDecided decided = decode(CommandDecided.class, message.value());
            if (decided != null
                && decided.nodeId().equals(node)
                && decided.decision().verdict() == Verdict.ALLOW) {
              mine.put(decided.executionId(), decided);
              oldest[0] = Math.min(oldest[0], message.timestamp());
            }
          });
      Set<ExecutionId> before = new HashSet<>();
      if (!mine.isEmpty()) {
        read(
            consumer,
            since(consumer, oldest[0] - CLOCK_SKEW.toMillis()),
            until,
            message -> {
              if (message.value() == null) {
                return;
              }
              ExecutionFinished finished = decode(ExecutionFinished.class, message.value());
              if (finished != null && mine.remove(finished.executionId()) != null) {
                before.add(finished.executionId());
              }
            });
      }
      return new RecoveryScan(Set.copyOf(before), List.copyOf(mine.values()));
    }
  }

  private static <V> @Nullable V decode(Class<V> type, byte[] bytes) {
    try {
      return Wire.decode(type, bytes);
    } catch (Wire.MalformedRecordException e) {
      return null; // the loop that handles it says so
    }
  }

  private static Set<TopicPartition> partitions(Topic<?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Where the group is. Where it never was, it will begin at the end. */
  private static Map<TopicPartition, Long> committed(KafkaConsumer<String, byte[]> consumer) {
    Set<TopicPartition> all = partitions(Topics.COMMAND_DECIDED);
    Map<TopicPartition, OffsetAndMetadata> found = consumer.committed(all, CALL);
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (TopicPartition partition : all) {
      OffsetAndMetadata offset = found.get(partition);
      if (offset != null) {
        starts.put(partition, offset.offset());
      }
    }
    return starts;
  }

  private static Map<TopicPartition, Long> since(
      KafkaConsumer<String, byte[]> consumer, long timestamp) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    partitions(Topics.EXECUTION_FINISHED)
        .forEach(partition -> wanted.put(partition, Math.max(0, timestamp)));
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(wanted, CALL).entrySet()) {
      if (found.getValue() != null) {
        starts.put(found.getKey(), found.getValue().offset());
      }
    }
    return starts;
  }

  /** From the given offsets to what is the end now. */
  private static void read(
      KafkaConsumer<String, byte[]> consumer,
      Map<TopicPartition, Long> starts,
      long until,
      Consumer<ConsumerRecord<String, byte[]>> each) {
    consumer.assign(starts.keySet());
    starts.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet(), CALL);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), CALL) < end.getValue())) {
      if (System.nanoTime() > until) {
        throw new TimeoutException("reading what an earlier life of the node did took too long");
      }
      consumer.poll(POLL).forEach(each);
    }
  }
}
