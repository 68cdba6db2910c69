package dev.lasso.system;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.ApiKey;
import dev.lasso.sdk.Connection;
import dev.lasso.sdk.Health;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A service or a whole node in a JVM of its own, with the classes under test. */
final class NodeProcess implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private NodeProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** A main class, started with these settings and nothing of ours from the environment. */
  static NodeProcess start(
      String mainClass, Path log, Map<String, String> environment, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LASSO_"));
    builder
        .environment()
        .put("LASSO_IMAGES", Path.of(System.getProperty("lasso.root"), "images").toString());
    builder.environment().putAll(environment);
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      return new NodeProcess(builder.start(), log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The whole node, once it can run commands. */
  static NodeProcess node(Path home, Map<String, String> environment) {
    Map<String, String> all = new java.util.HashMap<>(environment);
    all.put("LASSO_HOME", home.toString());
    NodeProcess node =
        start(
            "dev.lasso.launcher.NodeMain",
            home.resolveSibling(home.getFileName() + ".log"),
            all,
            "--port",
            "0");
    node.awaitReady(home);
    return node;
  }

  private void awaitReady(Path home) {
    long deadline = System.nanoTime() + Duration.ofMinutes(8).toNanos();
    while (true) {
      try {
        Waiting.until(
            "a node that can run commands",
            () -> {
              if (!process.isAlive()) {
                throw new AssertionError("the node ended:\n" + output());
              }
              return isReady(home) ? Optional.of(true) : Optional.empty();
            });
        return;
      } catch (AssertionError e) {
        // A first start builds images: that may take minutes, but it must say so.
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new AssertionError("the node does not become ready:\n" + output(), e);
        }
      }
    }
  }

  private static boolean isReady(Path home) {
    if (!Files.exists(home.resolve("run/node.json"))) {
      return false;
    }
    try (LassoClient client = client(home)) {
      // it can run commands before all images are built, and the tests use this one
      Health health = client.health(Duration.ofSeconds(5));
      return health.isReady() && health.images().contains("development");
    } catch (LassoException e) {
      return false;
    }
  }

  /** A client of the node over this home. */
  static LassoClient client(Path home) {
    return new LassoClient(connection(home));
  }

  static Connection connection(Path home) {
    try {
      JsonNode node =
          Wire.decode(JsonNode.class, Files.readAllBytes(home.resolve("run/node.json")));
      String key = Files.readString(home.resolve("api-key")).strip();
      return new Connection(URI.create(node.get("url").textValue()), new ApiKey(key));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As a crash would: SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGTERM, and its exit code. */
  int stop() {
    process.destroy();
    return awaitEnd();
  }

  int awaitEnd() {
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("it did not end within " + STOP + ":\n" + output());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      stop();
    }
  }
}
