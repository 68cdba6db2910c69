package dev.lasso.kit;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own consumer, with what must happen on the polling thread put where it happens in time:
 * it commits within the revocation (the wrapping stream hands revocations over to an event loop,
 * which is too late), finds its start position within the assignment, and pauses partitions rather
 * than the polling, so that a slow consumer is not taken for a dead one.
 *
 * <p>Confined to the stream's polling thread, except {@link #progress}.
 */
final class PolledConsumer extends KafkaConsumer<String, byte[]> {
  private static final Logger log = LoggerFactory.getLogger(PolledConsumer.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PAUSED_POLL = Duration.ofMillis(10);
  private static final long COMMIT_EVERY_NANOS = Duration.ofMillis(200).toNanos();

  private final ConsumptionMode mode;
  private final BooleanSupplier full;

  /** What is assigned now, and how far each is. */
  private final ConcurrentHashMap<TopicPartition, PartitionProgress> progress =
      new ConcurrentHashMap<>();

  /** Where replay is complete; shrinks as partitions get there. */
  private final ConcurrentHashMap<TopicPartition, Long> replayEnds = new ConcurrentHashMap<>();

  private long lastCommit = System.nanoTime();
  private boolean commitPending;

  PolledConsumer(Map<String, Object> config, ConsumptionMode mode, BooleanSupplier full) {
    super(config, new StringDeserializer(), new ByteArrayDeserializer());
    this.mode = mode;
    this.full = full;
  }

  ConcurrentHashMap<TopicPartition, PartitionProgress> progress() {
    return progress;
  }

  /** Whether everything that was there at the assignment has been polled. */
  boolean isReplayed() {
    return replayEnds.isEmpty();
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Rebalance(listener));
  }

  @Override
  public void assign(Collection<TopicPartition> partitions) {
    super.assign(partitions);
    Set<TopicPartition> all = new HashSet<>(partitions);
    switch (mode) {
      case ConsumptionMode.Owned owned -> resume(all);
      case ConsumptionMode.Tail tail -> endOffsets(all, CALL_TIMEOUT).forEach(this::startAt);
      case ConsumptionMode.Replay replay -> {
        Map<TopicPartition, Long> begins = beginningOffsets(all, CALL_TIMEOUT);
        Map<TopicPartition, Long> ends = endOffsets(all, CALL_TIMEOUT);
        begins.forEach(this::startAt);
        ends.forEach((tp, end) -> {
          if (end > begins.getOrDefault(tp, 0L)) {
            replayEnds.put(tp, end);
          }
        });
      }
      case ConsumptionMode.Shared shared ->
          throw new IllegalStateException("a shared consumer is assigned by its group");
    }
  }

  private void startAt(TopicPartition tp, long offset) {
    seek(tp, offset);
    progress.put(tp, new PartitionProgress(offset));
  }

  /**
   * At the group's committed offset; where there is none, at the end, which is committed at once so
   * that it stays.
   */
  private void resume(Set<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> found = committed(partitions, CALL_TIMEOUT);
    Set<TopicPartition> unknown = new HashSet<>();
    for (TopicPartition tp : partitions) {
      OffsetAndMetadata offset = found.get(tp);
      if (offset == null) {
        unknown.add(tp);
      } else {
        startAt(tp, offset.offset());
      }
    }
    if (!unknown.isEmpty()) {
      Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
      endOffsets(unknown, CALL_TIMEOUT)
          .forEach((tp, end) -> {
            startAt(tp, end);
            first.put(tp, new OffsetAndMetadata(end));
          });
      commitSync(first, CALL_TIMEOUT);
    }
  }

  @Override
  public ConsumerRecords<String, byte[]> poll(Duration timeout) {
    boolean wait = full.getAsBoolean();
    if (wait) {
      pause(assignment());
    } else if (!paused().isEmpty()) {
      resume(paused());
    }
    commitWhenDue();
    ConsumerRecords<String, byte[]> records = super.poll(wait ? PAUSED_POLL : timeout);
    for (TopicPartition tp : replayEnds.keySet()) {
      if (position(tp, CALL_TIMEOUT) >= replayEnds.getOrDefault(tp, 0L)) {
        replayEnds.remove(tp);
      }
    }
    return records;
  }

  private void commitWhenDue() {
    if (!mode.commits() || commitPending || System.nanoTime() - lastCommit < COMMIT_EVERY_NANOS) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> due = committable(progress.keySet());
    if (due.isEmpty()) {
      return;
    }
    lastCommit = System.nanoTime();
    commitPending = true;
    // The callback runs within a later poll, on this thread. A commit that fails is made up for by
    // the next one.
    commitAsync(
        due,
        (offsets, failure) -> {
          commitPending = false;
          if (failure == null) {
            noteCommitted(offsets);
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> committable(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> due = new HashMap<>();
    for (TopicPartition tp : partitions) {
      PartitionProgress state = progress.get(tp);
      if (state != null && state.hasNews()) {
        due.put(tp, new OffsetAndMetadata(state.committable()));
      }
    }
    return due;
  }

  private void noteCommitted(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach((tp, offset) -> {
      PartitionProgress state = progress.get(tp);
      if (state != null) {
        state.committed(offset.offset());
      }
    });
  }

  private void commitNow(Collection<TopicPartition> partitions) {
    if (!mode.commits()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> due = committable(partitions);
    if (due.isEmpty()) {
      return;
    }
    try {
      commitSync(due, CALL_TIMEOUT);
      noteCommitted(due);
    } catch (KafkaException e) {
      // What was handled is delivered once more, to handlers that can take that.
      log.atWarn().addKeyValue("problem", e.toString()).log("the last offsets were not committed");
    }
  }

  /** Commits what is done, then leaves. */
  @Override
  public void close() {
    commitNow(progress.keySet());
    super.close(CloseOptions.timeout(CALL_TIMEOUT));
  }

  /** Acts within the rebalance, before it lets the stream's own listener know. */
  private final class Rebalance implements ConsumerRebalanceListener {
    private final ConsumerRebalanceListener stream;

    Rebalance(ConsumerRebalanceListener stream) {
      this.stream = stream;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      for (TopicPartition tp : partitions) {
        OptionalLong start = mode.startOf(tp.topic(), tp.partition());
        if (start.isPresent()) {
          startAt(tp, start.getAsLong());
        } else {
          progress.put(tp, new PartitionProgress(position(tp, CALL_TIMEOUT)));
        }
      }
      stream.onPartitionsAssigned(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commitNow(partitions);
      onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition tp : partitions) {
        PartitionProgress state = progress.remove(tp);
        if (state != null) {
          state.revoke();
        }
      }
      stream.onPartitionsRevoked(partitions);
    }
  }
}
