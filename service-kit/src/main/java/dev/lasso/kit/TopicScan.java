package dev.lasso.kit;

import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
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

/**
 * Reads a stretch of a topic once, to what is its end now: for a service that must know what was
 * before it takes part. Joins no group and commits nothing. Tombstones and records that are not
 * what their topic promises are passed over; the loop that handles them says so.
 *
 * <p>Confined to one thread; its methods block, all together no longer than the deadline.
 */
public final class TopicScan implements AutoCloseable {
  private static final Duration CALL = Duration.ofSeconds(10);
  private static final Duration POLL = Duration.ofMillis(200);

  private final KafkaConsumer<String, byte[]> consumer;
  private final long until;

  /**
   * Connects when first used.
   *
   * @param group whose committed offsets can be asked for
   * @param deadline from now; then reading fails with Kafka's {@code TimeoutException}
   */
  public TopicScan(KafkaConnection kafka, String group, Duration deadline) {
    Map<String, Object> config = kafka.clientProperties();
    config.put("client.id", group + "-scan");
    config.put("group.id", group);
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("isolation.level", "read_committed");
    config.put("allow.auto.create.topics", false);
    this.consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    this.until = System.nanoTime() + deadline.toNanos();
  }

  /**
   * A record.
   *
   * @param value what it says
   * @param timestamp when it was sent, by its sender's clock
   */
  public record Scanned<V>(V value, Instant timestamp) {}

  /** From the group's committed offsets on; nothing of a partition in which it never committed. */
  public <V> void sinceCommitted(Topic<V> topic, Consumer<Scanned<V>> each) {
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> found :
        consumer.committed(partitions(topic), CALL).entrySet()) {
      if (found.getValue() != null) {
        starts.put(found.getKey(), found.getValue().offset());
      }
    }
    read(topic, starts, each);
  }

  /** What was sent at this moment or later. */
  public <V> void since(Topic<V> topic, Instant moment, Consumer<Scanned<V>> each) {
    Map<TopicPartition, Long> wanted = new HashMap<>();
    partitions(topic)
        .forEach(partition -> wanted.put(partition, Math.max(0, moment.toEpochMilli())));
    Map<TopicPartition, Long> starts = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndTimestamp> found :
        consumer.offsetsForTimes(wanted, CALL).entrySet()) {
      if (found.getValue() != null) {
        starts.put(found.getKey(), found.getValue().offset());
      }
    }
    read(topic, starts, each);
  }

  private static Set<TopicPartition> partitions(Topic<?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
        .collect(Collectors.toUnmodifiableSet());
  }

  private <V> void read(
      Topic<V> topic, Map<TopicPartition, Long> starts, Consumer<Scanned<V>> each) {
    consumer.assign(starts.keySet());
    starts.forEach(consumer::seek);
    Map<TopicPartition, Long> ends = consumer.endOffsets(starts.keySet(), CALL);
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), CALL) < end.getValue())) {
      if (System.nanoTime() - until > 0) {
        throw new TimeoutException("reading " + topic.name() + " took too long");
      }
      consumer.poll(POLL).forEach(message -> hand(topic, message, each));
    }
  }

  private static <V> void hand(
      Topic<V> topic, ConsumerRecord<String, byte[]> message, Consumer<Scanned<V>> each) {
    if (message.value() == null) {
      return;
    }
    V value;
    try {
      value = Wire.decode(topic.type(), message.value());
    } catch (Wire.MalformedRecordException e) {
      return;
    }
    each.accept(new Scanned<>(value, Instant.ofEpochMilli(message.timestamp())));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
