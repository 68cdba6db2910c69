package dev.lasso.kit;

import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Wire;
import io.vertx.core.Future;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events. What is acknowledged is in every in-sync replica, once, and in the order it was
 * sent in per key.
 *
 * <p>Thread-safe; never blocks its caller.
 */
public final class EventProducer {
  /**
   * After this, a record that was not acknowledged is given up and its Future fails. It may still
   * have been written: whoever sends must be ready for both.
   */
  public static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(10);

  /** The largest record of any topic, and room for its envelope. */
  private static final int MAX_REQUEST_BYTES = 9 << 20;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaWriteStream<String, byte[]> stream;

  /** A producer of its own connections, named for the broker's logs. */
  public EventProducer(ServiceContext context, String clientId) {
    Map<String, Object> config = context.kafka().clientProperties();
    config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000L);
    config.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERY_TIMEOUT.toMillis()));
    config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    this.stream =
        KafkaWriteStream.create(
            context.vertx(), config, new StringSerializer(), new ByteArraySerializer());
  }

  /**
   * Completes once the record is acknowledged by all in-sync replicas; fails within {@link
   * #DELIVERY_TIMEOUT}.
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
    return stream.send(message).mapEmpty();
  }

  /** Sends what is left, within a bounded time. */
  public Future<Void> close() {
    return stream.close(CLOSE_TIMEOUT.toMillis());
  }
}
