package dev.lasso.testkit;

import dev.lasso.contracts.Topic;
import dev.lasso.kafka.EmbeddedKafka;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.KafkaConnection;
import dev.lasso.kit.Received;
import dev.lasso.kit.Runtimes;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Topology;
import dev.lasso.kit.TraceContext;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A real broker with all topics, and event loops to talk to it; one for a test class. Everything is
 * closed and deleted at the end.
 *
 * <p>Used by one thread.
 */
public final class KafkaFixture implements AutoCloseable {
  /** How long a test waits for what must happen. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String PASSWORD = "fixture";

  private final Path directory;
  private final PrometheusMeterRegistry meters = Runtimes.meters();
  private final Vertx vertx = Runtimes.vertx(meters);
  private final List<AutoCloseable> opened = new ArrayList<>();
  private EmbeddedKafka kafka;

  private KafkaFixture(Path directory) throws IOException {
    this.directory = directory;
    this.kafka = EmbeddedKafka.start(directory, PASSWORD);
  }

  /** A broker with every topic there is. */
  public static KafkaFixture start() {
    try {
      KafkaFixture fixture = new KafkaFixture(Files.createTempDirectory("lasso-kafka"));
      await(Topology.ensure(fixture.context(), Optional.of((short) 1)));
      return fixture;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a service is given. */
  public ServiceContext context() {
    return new ServiceContext(vertx, connection(), Clock.systemUTC(), new SecureRandom(), meters);
  }

  /** How to reach the broker, also from another process. */
  public KafkaConnection connection() {
    return new KafkaConnection(kafka.bootstrapServers(), kafka.clientProperties());
  }

  /** Stops the broker, as if it had gone away. */
  public void stopBroker() {
    kafka.close();
  }

  /**
   * Starts a broker over the same data again; on another port, so that clients need {@link
   * #context} anew.
   */
  public void startBroker() {
    try {
      kafka = EmbeddedKafka.start(directory, PASSWORD);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A producer that is closed with the fixture. */
  public EventProducer producer() {
    EventProducer producer = new EventProducer(context(), "test");
    opened.add(() -> await(producer.close()));
    return producer;
  }

  /** Sends and waits for the acknowledgement. */
  public <V> void send(EventProducer producer, Topic<V> topic, String key, V value) {
    await(producer.send(topic, key, value, TraceContext.root(new SecureRandom())));
  }

  /** Collects what is sent to a topic from its beginning on. */
  public <V> Recording<V> record(Topic<V> topic) {
    Recording<V> recording = new Recording<>();
    ConsumerLoop loop =
        ConsumerLoop.builder(context(), "recording-" + topic.name())
            .on(topic, recording::add)
            .replay()
            .build();
    await(loop.start());
    opened.add(() -> await(loop.stop()));
    return recording;
  }

  /** What was sent to a topic so far. */
  public static final class Recording<V> {
    private final List<Received<V>> records = new CopyOnWriteArrayList<>();

    private Recording() {}

    private Future<Void> add(Received<V> received) {
      records.add(received);
      return Future.succeededFuture();
    }

    /** All of it now. */
    public List<V> values() {
      return records.stream().map(Received::value).toList();
    }

    /** The records themselves. */
    public List<Received<V>> records() {
      return List.copyOf(records);
    }

    /** Waits for one that fits. */
    public V await(Predicate<V> wanted) {
      return Waiting.until(
          "a record that fits", () -> values().stream().filter(wanted).findFirst());
    }
  }

  /** Waits for a future, with a deadline. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("did not complete within " + PATIENCE, e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable each : opened.reversed()) {
      try {
        each.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    await(vertx.close());
    kafka.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * As environment variables for a service in a process of its own, with the secrets in this file.
   */
  public Map<String, String> environment(Path propertiesFile) {
    StringBuilder text = new StringBuilder();
    kafka
        .clientProperties()
        .forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    try {
      Files.writeString(propertiesFile, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS",
        kafka.bootstrapServers(),
        "LASSO_KAFKA_PROPERTIES",
        propertiesFile.toString());
  }
}
