package dev.lasso.kit;

import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Wire;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events. What is acknowledged is in every in-sync replica, once, and in the order it was
 * sent in per key.
 *
 * <p>Thread-safe; never blocks its caller: Kafka's own producer is called right here, with no time
 * to wait in ({@code max.block.ms} is 0). What it can't take at once, because it must learn of the
 * topic first or has no memory left, waits in line and is offered to it again.
 */
public final class EventProducer {
  /**
   * After this, a record that was not acknowledged is given up and its Future fails. It may still
   * have been written: whoever sends must be ready for both.
   */
  public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

  /** The largest record of any topic, and room for its envelope. */
  private static final int MAX_REQUEST_BYTES = 9 << 20;

  /** How long a record may wait in line. */
  private static final Duration TAKEN_WITHIN = Duration.ofSeconds(5);

  private static final long OFFER_AGAIN_MS = 10;
  private static final int MAX_IN_LINE = 10_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final KafkaWriteStream<String, byte[]> stream;
  private final Producer<String, byte[]> producer;
  private final ArrayDeque<Sending> line = new ArrayDeque<>();

  /** A record on its way, and whom to tell. */
  private record Sending(
      ProducerRecord<String, byte[]> message,
      Promise<Void> promise,
      @Nullable Context caller,
      long takenUntilNanos) {

    void complete(@Nullable Exception failure) {
      if (caller == null) {
        completeHere(failure);
      } else {
        caller.runOnContext(v -> completeHere(failure));
      }
    }

    private void completeHere(@Nullable Exception failure) {
      if (failure == null) {
        promise.tryComplete();
      } else {
        promise.tryFail(failure);
      }
    }
  }

  /** A producer of its own connections, named for the broker's logs. */
  public EventProducer(ServiceContext context, String clientId) {
    Map<String, Object> config = context.kafka().clientProperties();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0L);
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    this.vertx = context.vertx();
    this.stream =
        KafkaWriteStream.create(vertx, config, new StringSerializer(), new ByteArraySerializer());
    this.producer = stream.unwrap();
  }

  /**
   * Completes, on the caller's context where it has one, once the record is acknowledged by all
   * in-sync replicas. Fails with a {@link NotSentException} within 5 s where it was certainly not
   * sent; with anything else, within {@link #DELIVERY_TIMEOUT} more, it may have been.
   */
  public <V> Future<Void> send(Topic<V> topic, String key, V value, TraceContext trace) {
    byte[] bytes = Wire.encode(value);
    if (bytes.length > topic.maxRecordBytes()) {
      return Future.failedFuture(
          new IllegalArgumentException(
              "a record of %d bytes is more than %s takes (%d)"
                  .formatted(bytes.length, topic.name(), topic.maxRecordBytes())));
    }
    return send(topic, key, bytes, trace);
  }

  /** Says that a key of a compacted topic is no more. */
  public Future<Void> tombstone(Topic<?> topic, String key, TraceContext trace) {
    return send(topic, key, (byte @Nullable []) null, trace);
  }

  private Future<Void> send(
      Topic<?> topic, String key, byte @Nullable [] bytes, TraceContext trace) {
    @SuppressWarnings("NullAway") // a record without a value is a tombstone
    ProducerRecord<String, byte[]> message = new ProducerRecord<>(topic.name(), key, bytes);
    message.headers().add(TraceContext.HEADER, trace.header().getBytes(StandardCharsets.US_ASCII));
    Sending mine =
        new Sending(
            message,
            Promise.promise(),
            Vertx.currentContext(),
            System.nanoTime() + TAKEN_WITHIN.toNanos());
    synchronized (line) {
      if (!line.isEmpty() || !offer(mine)) {
        waitInLine(mine);
      }
    }
    return mine.promise().future();
  }

  /** Gives a record to Kafka's producer; false where that can't take it now. */
  private boolean offer(Sending record) {
    AtomicBoolean within = new AtomicBoolean(true);
    AtomicBoolean refused = new AtomicBoolean();
    try {
      var _ =
          producer.send(
              record.message(),
              (metadata, failure) -> {
                // Within the call, a time-out says that it was not taken; after it, that it was not
                // acknowledged.
                if (within.get() && failure instanceof TimeoutException) {
                  refused.set(true);
                } else {
                  record.complete(failure);
                }
              });
    } catch (RuntimeException e) {
      record.complete(e);
    } finally {
      within.set(false);
    }
    return !refused.get();
  }

  private void waitInLine(Sending record) {
    if (line.size() >= MAX_IN_LINE) {
      record.complete(new NotSentException("too many records wait for Kafka to take them"));
      return;
    }
    line.add(record);
    if (line.size() == 1) {
      vertx.setTimer(OFFER_AGAIN_MS, id -> offerAgain());
    }
  }

  private void offerAgain() {
    synchronized (line) {
      while (!line.isEmpty()) {
        Sending first = line.getFirst();
        if (!offer(first)) {
          if (System.nanoTime() - first.takenUntilNanos() <= 0) {
            vertx.setTimer(OFFER_AGAIN_MS, id -> offerAgain());
            return;
          }
          first.complete(new NotSentException("Kafka could not be reached in time"));
        }
        line.removeFirst();
      }
    }
  }

  /** Sends what is left, within a bounded time. */
  public Future<Void> close() {
    return stream.close(CLOSE_TIMEOUT.toMillis());
  }
}
