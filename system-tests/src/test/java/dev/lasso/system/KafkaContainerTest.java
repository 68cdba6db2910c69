package dev.lasso.system;

import static dev.lasso.testkit.KafkaFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.KafkaConnection;
import dev.lasso.kit.Runtimes;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Topology;
import dev.lasso.kit.TraceContext;
import dev.lasso.testkit.Waiting;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** A broker that is nothing of ours: in a container, with its own defaults, without a password. */
@Tag("slow")
@Timeout(600)
class KafkaContainerTest {
  private static final String IMAGE = "lasso/test-kafka:4";

  @TempDir Path directory;

  @Test
  void topicsAreMadeAndEventsFlowOverABrokerInAContainer() throws Exception {
    Engine.require();
    buildImage();
    try (KafkaContainer broker =
        new KafkaContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("apache/kafka"))
            .withStartupTimeout(Duration.ofMinutes(2))) {
      broker.start();
      PrometheusMeterRegistry meters = Runtimes.meters();
      Vertx vertx = Runtimes.vertx(meters);
      ServiceContext context =
          new ServiceContext(
              vertx,
              new KafkaConnection(broker.getBootstrapServers(), Map.of()),
              Clock.systemUTC(),
              new SecureRandom(),
              meters);
      await(Topology.ensure(context, Optional.of((short) 1)));
      List<String> seen = new CopyOnWriteArrayList<>();
      ConsumerLoop loop =
          ConsumerLoop.builder(context, "container")
              .on(
                  Topics.HEARTBEAT,
                  received -> {
                    seen.add(received.key());
                    return Future.succeededFuture();
                  })
              .shared("container-group")
              .build();
      await(loop.start());
      EventProducer producer = new EventProducer(context, "container");

      await(
          producer.send(
              Topics.HEARTBEAT,
              "beat",
              new Heartbeat("beat", Heartbeat.Role.GATE, true, null, Map.of(), Instant.EPOCH),
              TraceContext.root(new SecureRandom())));

      Waiting.untilTrue("the event", () -> seen.contains("beat"));
      await(loop.stop());
      await(producer.close());
      await(vertx.close());
    }
  }

  /** From the JDK and the jars that this build uses, so that it needs no registry. */
  private void buildImage() throws IOException {
    Path context = Files.createDirectory(directory.resolve("context"));
    Path resources = Path.of(System.getProperty("lasso.root"), "system-tests/src/test/resources");
    for (String file : List.of("Dockerfile", "run")) {
      Files.copy(
          resources.resolve("kafka-image").resolve(file),
          context.resolve(file),
          java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path libs = Files.createDirectory(context.resolve("libs"));
    for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".jar") && isBrokers(jar.getFileName().toString())) {
        Files.copy(jar, libs.resolve(jar.getFileName().toString()));
      }
    }
    copyTree(Path.of(System.getProperty("java.home")), context.resolve("jre"));
    Engine.Result built = Engine.run("build", "-q", "-t", IMAGE, context.toString());
    assertThat(built.exitCode()).as(built.output()).isZero();
  }

  /** Everything on the class path but what is LASSO's and what only tests need. */
  private static boolean isBrokers(String jar) {
    return List.of(
            "kafka",
            "scala",
            "log4j",
            "logback",
            "slf4j",
            "jackson",
            "snakeyaml",
            "metrics",
            "jopt",
            "argparse4j",
            "zstd",
            "lz4",
            "snappy",
            "caffeine",
            "guava",
            "pcollections",
            "commons-",
            "jose4j",
            "re2j",
            "HdrHistogram",
            "hash4j",
            "opentelemetry",
            "protobuf",
            "jspecify",
            "error_prone")
        .stream()
        .anyMatch(jar::startsWith);
  }

  /** The run-time part of a JDK: without its modules' sources, symbols and development files. */
  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            String name = from.relativize(folder).toString();
            if (List.of("jmods", "include", "man", "legal").contains(name)) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(name));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = from.relativize(file).toString();
            if (!name.equals("lib/src.zip") && !name.endsWith(".jsa")) {
              Files.copy(
                  file,
                  to.resolve(name),
                  java.nio.file.StandardCopyOption.COPY_ATTRIBUTES,
                  java.nio.file.LinkOption.NOFOLLOW_LINKS);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
