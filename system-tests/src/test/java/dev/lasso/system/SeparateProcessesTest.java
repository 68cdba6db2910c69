package dev.lasso.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.sdk.ApiKey;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.Connection;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every service in a JVM and a home of its own, against a broker that is none of theirs: nothing
 * leans on being in one process or on sharing files.
 */
@Tag("slow")
@Timeout(600)
class SeparateProcessesTest {
  private static final Map<String, String> MAINS = new LinkedHashMap<>();

  static {
    // In an order in which nobody's peers are there yet.
    MAINS.put("gateway", "dev.lasso.gateway.GatewayMain");
    MAINS.put("runner", "dev.lasso.runner.RunnerMain");
    MAINS.put("gate", "dev.lasso.gate.GateMain");
    MAINS.put("audit", "dev.lasso.audit.AuditMain");
    MAINS.put("profile", "dev.lasso.profile.ProfileMain");
  }

  @TempDir Path directory;

  private final Map<String, NodeProcess> processes = new LinkedHashMap<>();

  @SuppressWarnings("NullAway.Init") // by the test, once it is known that it runs
  private KafkaFixture kafka;

  private int port;

  @AfterEach
  void stopAll() {
    processes.values().forEach(NodeProcess::close);
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void servicesOfTheirOwnProcessesRunCommandsAndSurviveEachOther() throws IOException {
    Engine.require();
    kafka = KafkaFixture.start();
    port = freePort();
    MAINS.keySet().forEach(this::start);
    Waiting.until(
        "the key", () -> Optional.of(directory.resolve("gateway/api-key")).filter(Files::exists));
    try (LassoClient client = client()) {
      awaitReady(client);
      Sandbox sandbox = client.create(SandboxSpec.of("minimal"));
      assertThat(client.exec(sandbox.id(), Command.of("echo", "1")))
          .isInstanceOf(ExecOutcome.Finished.class);

      // A gate that is killed comes back, and no other service need be touched.
      process("gate").kill();
      start("gate");
      awaitReady(client);
      assertRuns(client, sandbox, "2");

      // So does the audit service; its chain goes on where it was.
      process("audit").kill();
      start("audit");
      awaitReady(client);
      assertRuns(client, sandbox, "3");
      Path auditHome = directory.resolve("audit");
      assertThat(AuditVerifier.verify(auditHome.resolve("audit"), auditHome.resolve("audit-key")))
          .isInstanceOf(Verification.Verified.class);
      client.remove(sandbox.id());
    }
    for (Map.Entry<String, NodeProcess> each : processes.entrySet()) {
      assertThat(each.getValue().stop()).as(each.getKey() + " after SIGTERM").isEqualTo(143);
    }
  }

  @Test
  void aGateThatIsKilledWhileAPersonIsAskedStillTakesTheAnswerAndTheCommandRunsOnce()
      throws IOException {
    Engine.require();
    kafka = KafkaFixture.start();
    port = freePort();
    MAINS.keySet().forEach(this::start);
    Waiting.until(
        "the key", () -> Optional.of(directory.resolve("gateway/api-key")).filter(Files::exists));
    try (LassoClient client = client()) {
      awaitReady(client);
      Sandbox sandbox = createOnceTheImageIsThere(client);
      assertThat(
              client.exec(
                  sandbox.id(),
                  Command.of(
                      "sh",
                      "-c",
                      "printf '#!/bin/sh\\necho ran >> /workspace/runs\\n' > /tmp/tool;"
                          + " chmod +x /tmp/tool")))
          .isInstanceOf(ExecOutcome.Finished.class);
      ExecOutcome asked = client.exec(sandbox.id(), Command.of("/tmp/tool"));
      assertThat(asked).isInstanceOf(ExecOutcome.Underway.class);

      process("gate").kill();
      start("gate");
      awaitReady(client);

      assertThat(approveOnceTheGateIsThere(client, asked.executionId())).isEqualTo("approved");
      assertThat(client.execution(asked.executionId(), Duration.ofSeconds(60)))
          .isInstanceOf(ExecOutcome.Finished.class);
      assertRuns(client, sandbox, "again");
      ExecOutcome runs = client.exec(sandbox.id(), Command.of("cat", "/workspace/runs"));
      assertThat(runs)
          .isInstanceOfSatisfying(
              ExecOutcome.Finished.class,
              read -> assertThat(new String(read.stdout(), UTF_8)).isEqualTo("ran\n"));
      client.remove(sandbox.id());
    }
  }

  /** Until the dead gate is missed, an answer is taken that only the next gate acts on. */
  private static String approveOnceTheGateIsThere(LassoClient client, String id) {
    long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
    while (true) {
      try {
        return client.approve(id, "still there").state();
      } catch (LassoException.Refused e) {
        assertThat(e.problem()).matches(p -> p.is("undecided") || p.is("unavailable"));
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  /** Health does not wait for the larger images. */
  private static Sandbox createOnceTheImageIsThere(LassoClient client) {
    long deadline = System.nanoTime() + Duration.ofMinutes(8).toNanos();
    while (true) {
      try {
        return client.create(SandboxSpec.of("development"));
      } catch (LassoException.Refused e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
      }
    }
  }

  @Test
  void aGatewayThatIsThereBeforeKafkaSaysSoAndServesOnceItCan() throws IOException {
    kafka = KafkaFixture.start();
    port = freePort();
    int notThereYet = freePort();
    start("gateway", Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + notThereYet));
    Waiting.until(
        "the key", () -> Optional.of(directory.resolve("gateway/api-key")).filter(Files::exists));
    try (LassoClient client = client()) {
      Waiting.untilTrue("an answer", () -> !healthProblems(client).isEmpty());
      assertThat(healthProblems(client)).singleElement().asString().contains("Kafka");
      assertThatThrownBy(() -> client.create(SandboxSpec.of("minimal")))
          .isInstanceOfSatisfying(
              LassoException.Refused.class,
              refused -> assertThat(refused.problem()).matches(p -> p.is("unavailable")));

      String server = kafka.connection().bootstrapServers();
      try (Relay relay =
          new Relay(notThereYet, Integer.parseInt(server.substring(server.lastIndexOf(':') + 1)))) {
        Waiting.untilTrue(
            "what only a gateway that hears of nobody says",
            () -> healthProblems(client).stream().anyMatch(p -> p.startsWith("no gate service")));
      }
    }
  }

  private static List<String> healthProblems(LassoClient client) {
    try {
      return client.health(Duration.ofSeconds(5)).problems();
    } catch (LassoException e) {
      return List.of(); // it does not listen yet
    }
  }

  /**
   * Until the dead one is missed and another is in its place, commands end without a result, and
   * the answer says so.
   */
  private static void assertRuns(LassoClient client, Sandbox sandbox, String word) {
    Waiting.untilTrue(
        "a command that runs",
        () -> {
          try {
            assertThat(client.exec(sandbox.id(), Command.of("echo", word)))
                .isInstanceOf(ExecOutcome.Finished.class);
            return true;
          } catch (LassoException.Refused e) {
            assertThat(e.problem())
                .matches(p ->
                    p.is("unavailable")
                        || p.is("expired")
                        || p.is("undecided")
                        || p.is("unrecorded"));
            return false;
          }
        });
  }

  private void start(String name) {
    start(name, Map.of());
  }

  private void start(String name, Map<String, String> more) {
    Path home = directory.resolve(name);
    Map<String, String> environment =
        new HashMap<>(kafka.environment(directory.resolve("kafka.properties")));
    environment.put("LASSO_HOME", home.toString());
    environment.put("LASSO_INSTANCE", name);
    environment.put("LASSO_GATEWAY_PORT", Integer.toString(port));
    environment.putAll(more);
    String main = Optional.ofNullable(MAINS.get(name)).orElseThrow();
    processes.put(name, NodeProcess.start(main, directory.resolve(name + ".log"), environment));
  }

  private NodeProcess process(String name) {
    return Optional.ofNullable(processes.get(name)).orElseThrow();
  }

  private LassoClient client() throws IOException {
    String key = Files.readString(directory.resolve("gateway/api-key")).strip();
    return new LassoClient(new Connection(URI.create("http://127.0.0.1:" + port), new ApiKey(key)));
  }

  private void awaitReady(LassoClient client) {
    long deadline = System.nanoTime() + Duration.ofMinutes(8).toNanos();
    while (true) {
      try {
        Waiting.untilTrue("health", () -> isReady(client));
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          StringBuilder all = new StringBuilder();
          processes.forEach(
              (name, p) -> all.append("== ").append(name).append('\n').append(p.output()));
          throw new AssertionError(all.toString(), e);
        }
      }
    }
  }

  private static boolean isReady(LassoClient client) {
    try {
      return client.health(Duration.ofSeconds(5)).isReady();
    } catch (LassoException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
