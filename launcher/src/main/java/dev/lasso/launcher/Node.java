package dev.lasso.launcher;

import dev.lasso.audit.AuditService;
import dev.lasso.contracts.Wire;
import dev.lasso.gate.GateService;
import dev.lasso.gateway.GatewayService;
import dev.lasso.kafka.EmbeddedKafka;
import dev.lasso.kit.KafkaConnection;
import dev.lasso.kit.LassoHome;
import dev.lasso.kit.ManagementServer;
import dev.lasso.kit.Runtimes;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.ServiceGroup;
import dev.lasso.kit.Settings;
import dev.lasso.kit.SettingsException;
import dev.lasso.kit.Topology;
import dev.lasso.profile.ProfileService;
import dev.lasso.runner.RunnerService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: an embedded broker and every service, over one {@code LASSO_HOME}.
 *
 * <p>Its services talk to each other through the broker alone; being in one JVM saves processes and
 * changes nothing else. While it runs, {@code run/node.json} says where it is, and {@code
 * run/kafka.properties} how a service outside of it could reach the broker.
 */
public final class Node implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Node.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);
  private static final int PASSWORD_BYTES = 24;

  private final LassoHome home;
  private final NodeLock lock;
  private final EmbeddedKafka kafka;
  private final Vertx vertx;
  private final ServiceGroup services;
  private final GatewayService gateway;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Node(
      LassoHome home,
      NodeLock lock,
      EmbeddedKafka kafka,
      Vertx vertx,
      ServiceGroup services,
      GatewayService gateway) {
    this.home = home;
    this.lock = lock;
    this.kafka = kafka;
    this.vertx = vertx;
    this.services = services;
    this.gateway = gateway;
  }

  /**
   * Starts a node; returns when it answers requests. Blocks for some seconds.
   *
   * @param environment its settings
   * @throws NodeException when it can't be started; then nothing of it is left running
   */
  public static Node start(Map<String, String> environment) throws NodeException {
    Map<String, String> all = new HashMap<>(environment);
    // There is one of each in this node: one that starts again takes its old place in its group at
    // once.
    all.putIfAbsent("LASSO_INSTANCE", "embedded");
    Settings settings = Settings.of(all);
    LassoHome home = settings.home();
    NodeLock lock;
    try {
      lock = NodeLock.take(home);
    } catch (IOException e) {
      throw new NodeException(String.valueOf(e.getMessage()), true, e);
    }
    try {
      return start(settings, home, lock);
    } catch (NodeException e) {
      closeQuietly(lock);
      throw e;
    }
  }

  private static Node start(Settings settings, LassoHome home, NodeLock lock) throws NodeException {
    SecureRandom random = new SecureRandom();
    EmbeddedKafka kafka;
    try {
      for (Path directory : List.of(home.audit(), home.profiles(), home.logs(), home.kafka())) {
        LassoHome.makePrivateDirectory(directory);
      }
      byte[] password = new byte[PASSWORD_BYTES];
      random.nextBytes(password);
      kafka = EmbeddedKafka.start(home.kafka(), HexFormat.of().formatHex(password));
    } catch (IOException | RuntimeException e) {
      throw new NodeException(
          "the embedded Kafka in " + home.kafka() + " does not start: " + e.getMessage(), false, e);
    }
    PrometheusMeterRegistry meters = Runtimes.meters();
    Vertx vertx = Runtimes.vertx(meters);
    ServiceContext context =
        new ServiceContext(
            vertx,
            new KafkaConnection(kafka.bootstrapServers(), kafka.clientProperties()),
            Clock.systemUTC(),
            random,
            meters);
    GatewayService gateway = GatewayService.create(context, settings);
    AtomicBoolean ready = new AtomicBoolean();
    List<Service> all =
        List.of(
            new ManagementServer(
                vertx,
                meters,
                settings.text("LASSO_MANAGEMENT_HOST", "127.0.0.1"),
                settings.number("LASSO_MANAGEMENT_PORT", 0, 0, 65_535),
                ready::get),
            ProfileService.create(context, settings),
            AuditService.create(context, settings),
            GateService.create(context, settings),
            RunnerService.create(context, settings),
            gateway);
    Node node = new Node(home, lock, kafka, vertx, new ServiceGroup("node", all), gateway);
    try {
      settings.check();
      Topology.ensure(context, Optional.of((short) 1))
          .compose(topics -> node.services.start())
          .await(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      node.announce();
      ready.set(true);
      return node;
    } catch (SettingsException e) {
      node.close();
      throw new NodeException(String.valueOf(e.getMessage()), true, e);
    } catch (TimeoutException e) {
      node.close();
      throw new NodeException(
          "it did not come up within " + START_TIMEOUT.toSeconds() + " s", false, e);
    } catch (IOException | RuntimeException e) {
      node.close();
      throw new NodeException(String.valueOf(e.getMessage()), false, e);
    } catch (Exception e) {
      // Future.await throws the cause as it is
      node.close();
      throw new NodeException(String.valueOf(e.getMessage()), false, e);
    }
  }

  /** Where it answers requests. */
  public int port() {
    return gateway.port();
  }

  private Path nodeFile() {
    return home.run().resolve("node.json");
  }

  private Path kafkaFile() {
    return home.run().resolve("kafka.properties");
  }

  private void announce() throws IOException {
    Properties properties = new Properties();
    properties.putAll(kafka.clientProperties());
    properties.put("bootstrap.servers", kafka.bootstrapServers());
    StringWriter text = new StringWriter();
    properties.store(text, "The embedded broker of this node, until it stops");
    LassoHome.writePrivately(kafkaFile(), text.toString().getBytes(StandardCharsets.UTF_8));

    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("pid", ProcessHandle.current().pid());
    facts.put("port", port());
    facts.put("url", gateway.url().toString());
    facts.put("started_at", Clock.systemUTC().instant().toString());
    LassoHome.writePrivately(nodeFile(), Wire.encode(facts));
  }

  /** Stops everything in reverse order and lets go of the lock. Blocks, within a bounded time. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      Files.deleteIfExists(nodeFile());
      Runtimes.stop(services, vertx, STOP_TIMEOUT);
    } catch (TimeoutException | IOException | RuntimeException e) {
      log.atError().setCause(e).log("the services did not stop cleanly");
    }
    try {
      kafka.close();
      Files.deleteIfExists(kafkaFile());
    } catch (IOException | RuntimeException e) {
      log.atError().setCause(e).log("the broker did not stop cleanly");
    }
    closeQuietly(lock);
    log.atInfo().log("stopped");
  }

  private static void closeQuietly(NodeLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      log.atError().setCause(e).log("the lock could not be let go of");
    }
  }
}
