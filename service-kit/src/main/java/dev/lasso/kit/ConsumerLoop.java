package dev.lasso.kit;

import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Wire;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.kafka.client.consumer.KafkaReadStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one way in which services read topics.
 *
 * <p>Handlers are called on the loop's own event loop, in offset order within a partition; they
 * must not block, and may complete later and in any order. A handler that fails is called again
 * with the same record after a pause, for as long as the partition is assigned: delivery is at
 * least once and nothing is committed past a record that is not done, so handlers must be
 * idempotent. Records in flight are bounded by number and by bytes; beyond that, partitions are
 * paused.
 */
public final class ConsumerLoop {
  private static final Logger log = LoggerFactory.getLogger(ConsumerLoop.class);
  private static final Duration POLL = Duration.ofMillis(250);
  private static final Duration RETRY_AFTER_POLL_FAILURE = Duration.ofSeconds(1);
  private static final long FIRST_RETRY_MS = 100;
  private static final long LAST_RETRY_MS = 5_000;
  private static final long MAX_IN_FLIGHT_BYTES = 64L << 20;
  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ServiceContext context;
  private final String name;
  private final Map<String, TopicHandler<?>> handlers;
  private final Function<Malformed, Future<Void>> onMalformed;
  private final int maxInFlight;
  private final PolledConsumer consumer;
  private final ConsumptionMode mode;
  private final KafkaReadStream<String, byte[]> stream;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong inFlightBytes = new AtomicLong();
  private final Promise<Void> caughtUp = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private final Counter retries;
  private final Counter malformed;
  private volatile boolean stopping;
  private volatile boolean started;

  private record TopicHandler<V>(
      Topic<V> topic, Function<Received<V>, Future<Void>> onRecord, Consumer<String> onTombstone) {}

  private ConsumerLoop(Builder builder, ConsumptionMode mode) {
    this.context = builder.context;
    this.name = builder.name;
    this.handlers = Map.copyOf(builder.handlers);
    this.onMalformed = builder.onMalformed;
    this.maxInFlight = builder.maxInFlight;
    this.mode = mode;
    this.consumer =
        new PolledConsumer(
            ConsumerConfigs.of(context.kafka(), name, mode, builder.instanceId),
            mode,
            this::isFull);
    this.stream = KafkaReadStream.create(context.vertx(), consumer);
    this.retries =
        Counter.builder("lasso.records.retried").tag("loop", name).register(context.meters());
    this.malformed =
        Counter.builder("lasso.records.malformed").tag("loop", name).register(context.meters());
    Gauge.builder("lasso.records.in.flight", inFlight, AtomicInteger::get)
        .tag("loop", name)
        .register(context.meters());
  }

  /** A loop that is named in logs, metrics and at the broker. */
  public static Builder builder(ServiceContext context, String name) {
    return new Builder(context, name);
  }

  /**
   * Completes when the start positions are fixed (for a shared loop: when it has asked to join its
   * group). Where no broker answers, it keeps trying until it is stopped.
   */
  public Future<Void> start() {
    Context own = context.vertx().getOrCreateContext();
    return begin()
        .onSuccess(nothing -> {
          started = true;
          own.runOnContext(v -> pollNext(own));
        });
  }

  private Future<Void> begin() {
    Future<Void> attempt =
        switch (mode) {
          case ConsumptionMode.Shared shared -> stream.subscribe(handlers.keySet());
          case ConsumptionMode.Owned owned -> stream.assign(partitions());
          case ConsumptionMode.Tail tail -> stream.assign(partitions());
          case ConsumptionMode.Replay replay -> stream.assign(partitions());
        };
    return attempt.recover(failure -> {
      if (stopping) {
        return Future.failedFuture(failure);
      }
      warn("cannot start reading; trying again", failure);
      return context
          .vertx()
          .timer(RETRY_AFTER_POLL_FAILURE.toMillis(), TimeUnit.MILLISECONDS)
          .compose(v -> begin());
    });
  }

  private Set<TopicPartition> partitions() {
    Set<TopicPartition> all = new HashSet<>();
    for (TopicHandler<?> handler : handlers.values()) {
      for (int i = 0; i < handler.topic().partitions(); i++) {
        all.add(new TopicPartition(handler.topic().name(), i));
      }
    }
    return all;
  }

  /** Completes when all that was there at the start of a replay has been handled. */
  public Future<Void> caughtUp() {
    return caughtUp.future();
  }

  /** Whether there are partitions it reads. A member of a group may have none and stand by. */
  public boolean isAssigned() {
    return !consumer.progress().isEmpty();
  }

  /** Takes no more, waits a bounded time for what is in flight, commits and leaves. */
  public Future<Void> stop() {
    if (stopping) {
      return ended.future();
    }
    stopping = true;
    if (!started) {
      ended.tryComplete();
      return stream.close().otherwiseEmpty();
    }
    return ended.future();
  }

  private void pollNext(Context own) {
    if (stopping) {
      drain(own, context.clock().millis() + DRAIN.toMillis());
      return;
    }
    stream
        .poll(POLL)
        .onComplete(polled ->
            own.runOnContext(v -> {
              if (polled.succeeded()) {
                dispatch(own, polled.result());
                pollNext(own);
              } else if (stopping) {
                pollNext(own);
              } else {
                warn("reading failed; trying again", polled.cause());
                context.vertx().setTimer(RETRY_AFTER_POLL_FAILURE.toMillis(), id -> pollNext(own));
              }
            }));
  }

  private void drain(Context own, long deadline) {
    if (inFlight.get() > 0 && context.clock().millis() < deadline) {
      context.vertx().setTimer(10, id -> drain(own, deadline));
      return;
    }
    stream.close().onComplete(closed -> ended.tryComplete());
  }

  private void dispatch(Context own, ConsumerRecords<String, byte[]> records) {
    for (ConsumerRecord<String, byte[]> message : records) {
      PartitionProgress progress =
          consumer.progress().get(new TopicPartition(message.topic(), message.partition()));
      TopicHandler<?> handler = handlers.get(message.topic());
      if (progress == null || handler == null) {
        continue; // taken away within the same poll; its new owner gets it
      }
      progress.dispatched(message.offset());
      inFlight.incrementAndGet();
      inFlightBytes.addAndGet(sizeOf(message));
      attempt(own, handler, message, progress, FIRST_RETRY_MS);
    }
    noteCaughtUp();
  }

  private void noteCaughtUp() {
    if (mode instanceof ConsumptionMode.Replay && inFlight.get() == 0 && consumer.isReplayed()) {
      caughtUp.tryComplete();
    }
  }

  private <V> void attempt(
      Context own,
      TopicHandler<V> handler,
      ConsumerRecord<String, byte[]> message,
      PartitionProgress progress,
      long pauseMs) {
    if (progress.isRevoked() || (stopping && pauseMs > FIRST_RETRY_MS)) {
      release(message);
      return;
    }
    Future<Void> outcome;
    try {
      outcome = handle(handler, message);
    } catch (RuntimeException e) {
      outcome = Future.failedFuture(e);
    }
    outcome.onComplete(done -> {
      if (done.succeeded()) {
        progress.completed(message.offset());
        release(message);
        return;
      }
      retries.increment();
      log.atWarn()
          .addKeyValue("loop", name)
          .addKeyValue("topic", message.topic())
          .addKeyValue("partition", message.partition())
          .addKeyValue("offset", message.offset())
          .addKeyValue("problem", String.valueOf(done.cause()))
          .log("a record could not be handled; it will be tried again");
      own.owner()
          .setTimer(
              pauseMs,
              id ->
                  own.runOnContext(v ->
                      attempt(
                          own, handler, message, progress, Math.min(LAST_RETRY_MS, 2 * pauseMs))));
    });
  }

  private <V> Future<Void> handle(TopicHandler<V> handler, ConsumerRecord<String, byte[]> message) {
    String key = message.key() == null ? "" : message.key();
    if (message.value() == null) {
      handler.onTombstone().accept(key);
      return Future.succeededFuture();
    }
    V value;
    try {
      value = Wire.decode(handler.topic().type(), message.value());
    } catch (Wire.MalformedRecordException e) {
      malformed.increment();
      return onMalformed.apply(
          new Malformed(
              message.topic(),
              message.partition(),
              message.offset(),
              message.value(),
              String.valueOf(e.getMessage())));
    }
    return handler
        .onRecord()
        .apply(
            new Received<>(
                handler.topic(),
                key,
                value,
                message.partition(),
                message.offset(),
                traceOf(message)));
  }

  private TraceContext traceOf(ConsumerRecord<String, byte[]> message) {
    Header header = message.headers().lastHeader(TraceContext.HEADER);
    return TraceContext.parse(
            header == null ? null : new String(header.value(), StandardCharsets.US_ASCII))
        .orElseGet(() -> TraceContext.root(context.random()));
  }

  private void release(ConsumerRecord<String, byte[]> message) {
    inFlight.decrementAndGet();
    inFlightBytes.addAndGet(-sizeOf(message));
  }

  private static long sizeOf(ConsumerRecord<String, byte[]> message) {
    return Math.max(0, message.serializedValueSize());
  }

  private boolean isFull() {
    return inFlight.get() >= maxInFlight || inFlightBytes.get() >= MAX_IN_FLIGHT_BYTES;
  }

  private void warn(String what, Throwable failure) {
    log.atWarn()
        .addKeyValue("loop", name)
        .addKeyValue("problem", String.valueOf(failure))
        .log(what);
  }

  /** Says what a loop reads and how. */
  public static final class Builder {
    private final ServiceContext context;
    private final String name;
    private final Map<String, TopicHandler<?>> handlers = new LinkedHashMap<>();
    private Function<Malformed, Future<Void>> onMalformed = Builder::skip;
    private int maxInFlight = 1_000;
    private @Nullable String instanceId;
    private ConsumptionMode.StartPosition start = (topic, partition) -> OptionalLong.empty();
    private boolean singleOwner;
    private @Nullable ConsumptionMode mode;

    private Builder(ServiceContext context, String name) {
      this.context = context;
      this.name = name;
    }

    private static Future<Void> skip(Malformed record) {
      log.atError()
          .addKeyValue("topic", record.topic())
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("problem", record.problem())
          .log("skipped a record that is not what its topic promises");
      return Future.succeededFuture();
    }

    /** What to do with the records of a topic. */
    public <V> Builder on(Topic<V> topic, Function<Received<V>, Future<Void>> handler) {
      return on(topic, handler, key -> {});
    }

    /** Likewise, and with the keys that are no more. */
    public <V> Builder on(
        Topic<V> topic, Function<Received<V>, Future<Void>> handler, Consumer<String> onTombstone) {
      handlers.put(topic.name(), new TopicHandler<>(topic, handler, onTombstone));
      return this;
    }

    /**
     * What to do with records that are not what their topic promises; by default they are logged
     * and skipped.
     */
    public Builder onMalformed(Function<Malformed, Future<Void>> handler) {
      this.onMalformed = handler;
      return this;
    }

    /**
     * Competing consumers: each record goes to one member of the group. Commits, also when
     * partitions are taken away.
     */
    public Builder shared(String group) {
      this.mode = new ConsumptionMode.Shared(group, false, start);
      return this;
    }

    /** With {@link #shared}: one member gets everything, the others stand by. */
    public Builder singleOwner() {
      this.singleOwner = true;
      return this;
    }

    /**
     * With {@link #shared}: where to start, in place of the committed offset. Called on the polling
     * thread.
     */
    public Builder startAt(BiFunction<String, Integer, OptionalLong> position) {
      this.start = position::apply;
      return this;
    }

    /**
     * With {@link #shared}: a member that starts again under this name takes its old place at once
     * (KIP-345). Without a name, a member leaves when it stops; with one, its place is kept until
     * its session ends.
     */
    public Builder instanceId(@Nullable String id) {
      this.instanceId = id;
      return this;
    }

    /** Every record; resumes where the group was. The first time it starts at the end. */
    public Builder owned(String group) {
      this.mode = new ConsumptionMode.Owned(group);
      return this;
    }

    /** Every record that is sent after the start. */
    public Builder tail() {
      this.mode = new ConsumptionMode.Tail();
      return this;
    }

    /** Every record there is, from the beginning. */
    public Builder replay() {
      this.mode = new ConsumptionMode.Replay();
      return this;
    }

    /** How many records may be in the hands of handlers before partitions are paused. */
    public Builder maxInFlight(int records) {
      this.maxInFlight = records;
      return this;
    }

    /** The loop, not yet started. */
    public ConsumerLoop build() {
      if (mode == null || handlers.isEmpty()) {
        throw new IllegalStateException("a loop needs topics and a way to read them");
      }
      ConsumptionMode chosen =
          mode instanceof ConsumptionMode.Shared shared
              ? new ConsumptionMode.Shared(shared.group(), singleOwner, start)
              : mode;
      return new ConsumerLoop(this, chosen);
    }
  }
}
