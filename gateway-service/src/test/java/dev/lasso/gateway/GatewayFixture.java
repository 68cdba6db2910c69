package dev.lasso.gateway;

import static dev.lasso.testkit.KafkaFixture.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.HeartbeatSender;
import dev.lasso.kit.Settings;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A gateway over a real broker, for a test that stands where the other services would: it sends the
 * events that they send. Every service seems to be there, and one profile.
 */
final class GatewayFixture implements AutoCloseable {
  static final NodeId NODE = new NodeId("node-1");
  static final ProfileRef PROFILE = new ProfileRef("development", "0123456789abcdef");
  static final HttpClient HTTP = HttpClient.newHttpClient();

  private final KafkaFixture kafka;
  private final EventProducer producer;
  private final GatewayService gateway;
  private final String key;
  private final List<HeartbeatSender> hearts = new ArrayList<>();

  GatewayFixture(Path home) throws IOException {
    kafka = KafkaFixture.start();
    producer = kafka.producer();
    Settings settings =
        Settings.of(
            Map.of(
                "LASSO_HOME", home.toString(),
                "LASSO_GATEWAY_PORT", "0",
                "LASSO_CREATE_TIMEOUT_MS", "5000",
                "LASSO_START_WITHIN_MS", "1000"));
    gateway = GatewayService.create(kafka.context(), settings);
    settings.check();
    await(gateway.start());
    key = Files.readString(home.resolve("api-key"), StandardCharsets.US_ASCII).strip();
    kafka.send(
        producer,
        Topics.PROFILE,
        PROFILE.toString(),
        new ProfilePublished(PROFILE, profile(), "built-in", Instant.EPOCH));
    for (Heartbeat.Role role : Heartbeat.Role.values()) {
      HeartbeatSender heart =
          new HeartbeatSender(
              kafka.context(),
              producer,
              role == Heartbeat.Role.RUNNER ? NODE.value() : "test-" + role,
              role,
              () -> HeartbeatSender.Status.ok(Map.of()));
      heart.start();
      hearts.add(heart);
    }
    Waiting.untilTrue("health", () -> get("/api/v1/health").statusCode() == 200);
    Waiting.untilTrue("the profile", () -> json(get("/api/v1/profiles")).get("items").size() == 1);
  }

  KafkaFixture kafka() {
    return kafka;
  }

  EventProducer producer() {
    return producer;
  }

  int port() {
    return gateway.port();
  }

  String key() {
    return key;
  }

  @Override
  public void close() {
    hearts.forEach(heart -> await(heart.stop()));
    await(gateway.stop());
    kafka.close();
  }

  void decide(CommandRequested command, Verdict verdict) {
    decide(command, verdict, "test");
  }

  void decide(CommandRequested command, Verdict verdict, String rule) {
    kafka.send(
        producer,
        Topics.COMMAND_DECIDED,
        command.sandboxId().value(),
        new CommandDecided(
            command.executionId(),
            command.sandboxId(),
            NODE,
            new Decision(verdict, rule, List.of("because"), PROFILE),
            verdict == Verdict.ALLOW
                ? new Plan(List.of("/bin/true"), "/workspace", Map.of(), null, 1_000)
                : null,
            command.actor(),
            Instant.now(),
            command.startBy()));
  }

  void finish(CommandRequested command, byte[] stdout) {
    kafka.send(
        producer,
        Topics.EXECUTION_FINISHED,
        command.sandboxId().value(),
        new ExecutionFinished(
            command.executionId(),
            command.sandboxId(),
            NODE,
            Outcome.EXITED,
            0,
            null,
            stdout,
            new byte[0],
            false,
            false,
            1_234,
            null,
            Instant.now(),
            Instant.now()));
  }

  void record(CommandRequested command, String what, long seq) {
    ExecutionId id = command.executionId();
    kafka.send(
        producer,
        Topics.AUDIT_APPENDED,
        "log",
        new AuditAppended(
            seq,
            "log",
            1,
            Instant.now(),
            "test." + what,
            id + "/" + what,
            command.actor(),
            command.sandboxId(),
            id,
            null,
            Map.of(),
            "0".repeat(64)));
  }

  private static Profile profile() {
    return new Profile(
        "development",
        "for the test",
        "development",
        Isolation.CONTAINER,
        new Profile.CommandPolicy(Profile.ListMode.WHITELIST, List.of("id")),
        new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
        new Profile.Limits(1L << 30, 1_000, 100, 1_024, 1L << 30, 1L << 26, 1_000, 60_000),
        Map.of());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.port() + path))
        .timeout(Duration.ofSeconds(30));
  }

  HttpRequest.Builder authorized(String path) {
    return request(path).setHeader("Authorization", "Bearer " + key);
  }

  HttpResponse<String> get(String path) {
    return send(authorized(path).GET());
  }

  HttpResponse<String> post(String path, String body) {
    return send(authorized(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  CompletableFuture<HttpResponse<String>> postLater(String path, String body) {
    return HTTP.sendAsync(
        authorized(path).POST(HttpRequest.BodyPublishers.ofString(body)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return Wire.decode(JsonNode.class, response.body().getBytes(StandardCharsets.UTF_8));
  }
}
