package dev.lasso.kit;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs one service as a process of its own, against any Kafka.
 *
 * <p>Reads {@code KAFKA_BOOTSTRAP_SERVERS}, {@code LASSO_KAFKA_PROPERTIES} (a file of further
 * client properties), {@code LASSO_KAFKA_REPLICATION} (of the topics it makes), {@code
 * LASSO_MANAGEMENT_HOST} and {@code LASSO_MANAGEMENT_PORT}. Ends with 143 (128 + SIGTERM, as any
 * JVM) once a SIGTERM has stopped it, with 78 (EX_CONFIG) where settings are wrong, with 70
 * (EX_SOFTWARE) where the service can't be started.
 */
public final class ServiceMain {
  private static final Logger log = LoggerFactory.getLogger(ServiceMain.class);
  private static final int EX_SOFTWARE = 70;
  private static final int EX_CONFIG = 78;
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  private ServiceMain() {}

  /** Makes a service out of its settings. */
  @FunctionalInterface
  public interface ServiceFactory {
    /** Reports bad settings to {@code settings}; starts nothing. */
    Service create(ServiceContext context, Settings settings);
  }

  /** Starts it and returns; the process lives until it is told to end. */
  public static void run(String name, ServiceFactory factory) {
    Settings settings = Settings.of(System.getenv());
    PrometheusMeterRegistry meters = Runtimes.meters();
    Vertx vertx = Runtimes.vertx(meters);
    AtomicBoolean ready = new AtomicBoolean();
    ServiceContext context =
        new ServiceContext(
            vertx, KafkaConnection.from(settings), Clock.systemUTC(), new SecureRandom(), meters);
    Service service;
    ManagementServer management;
    Optional<Short> replication;
    try {
      management =
          new ManagementServer(
              vertx,
              meters,
              settings.text("LASSO_MANAGEMENT_HOST", "127.0.0.1"),
              settings.number("LASSO_MANAGEMENT_PORT", 0, 0, 65_535),
              ready::get);
      int copies = settings.number("LASSO_KAFKA_REPLICATION", 0, 0, 32);
      replication = copies == 0 ? Optional.empty() : Optional.of((short) copies);
      service = factory.create(context, settings);
      settings.check();
    } catch (RuntimeException e) {
      System.err.println("lasso " + name + ": " + e.getMessage());
      Runtime.getRuntime().halt(EX_CONFIG);
      return;
    }
    ServiceGroup group =
        new ServiceGroup(
            name,
            List.of(
                management, new Opened(service), new TopicsFirst(context, replication), service));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(group, vertx), "stop-" + name));
    group
        .start()
        .onSuccess(started -> {
          ready.set(true);
          log.atInfo()
              .addKeyValue("service", name)
              .addKeyValue("management_port", management.port())
              .log("ready");
        })
        .onFailure(failure -> {
          log.atError().addKeyValue("service", name).setCause(failure).log("cannot start");
          System.err.println("lasso " + name + ": cannot start: " + failure.getMessage());
          Thread.ofPlatform().start(() -> Runtime.getRuntime().exit(EX_SOFTWARE));
        });
  }

  private static void stop(Service group, Vertx vertx) {
    try {
      Runtimes.stop(group, vertx, STOP_TIMEOUT);
    } catch (TimeoutException | RuntimeException e) {
      System.err.println("did not stop cleanly: " + e);
    }
  }

  /** What a service does before there are brokers. */
  private record Opened(Service service) implements Service {
    @Override
    public String name() {
      return service.name() + " without Kafka";
    }

    @Override
    public Future<Void> start() {
      return service.open();
    }

    @Override
    public Future<Void> stop() {
      return service.stop();
    }
  }

  /** The topics, before anything uses them. */
  private record TopicsFirst(ServiceContext context, Optional<Short> replication)
      implements Service {
    @Override
    public String name() {
      return "topics";
    }

    @Override
    public Future<Void> start() {
      return Topology.ensure(context, replication);
    }

    @Override
    public Future<Void> stop() {
      return Future.succeededFuture();
    }
  }
}
