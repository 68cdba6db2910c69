package dev.lasso.gateway;

import static dev.lasso.gateway.GatewayFixture.NODE;
import static dev.lasso.gateway.GatewayFixture.PROFILE;
import static dev.lasso.gateway.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.EventProducer;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The gateway over a real broker. The test stands where the other services would: it sends the
 * events that they send, in orders in which they may come.
 */
@Tag("slow")
class GatewayServiceTest {
  @TempDir static Path home;

  private static GatewayFixture fixture;
  private static KafkaFixture kafka;
  private static EventProducer producer;
  private static KafkaFixture.Recording<CommandRequested> commands;
  private static KafkaFixture.Recording<SandboxRequested> sandboxes;

  @BeforeAll
  static void start() throws IOException {
    fixture = new GatewayFixture(home);
    kafka = fixture.kafka();
    producer = fixture.producer();
    commands = kafka.record(Topics.COMMAND_REQUESTED);
    sandboxes = kafka.record(Topics.SANDBOX_REQUESTED);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void theApiKeyIsReadableByItsOwnerOnly() throws IOException {
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("api-key"))))
        .isEqualTo("rw-------");
  }

  @ParameterizedTest
  @CsvSource({"''", "Bearer", "Bearer wrong", "Basic abc", "Bearer lasso_"})
  void nothingIsServedWithoutTheKey(String authorization) {
    HttpRequest.Builder request = fixture.request("/api/v1/sandboxes");
    if (!authorization.isEmpty()) {
      request.setHeader("Authorization", authorization);
    }

    HttpResponse<String> response = fixture.send(request.GET());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
  }

  @Test
  void theKeyMayStandInEitherHeaderAndMustBeRightInEachThatIsThere() {
    String path = "/api/v1/sandboxes";

    assertThat(
            fixture
                .send(fixture.request(path).header("X-API-Key", fixture.key()).GET())
                .statusCode())
        .isEqualTo(200);
    assertThat(
            fixture
                .send(fixture.authorized(path).header("X-API-Key", fixture.key()).GET())
                .statusCode())
        .isEqualTo(200);
    assertThat(fixture.send(fixture.authorized(path).header("X-API-Key", "x").GET()).statusCode())
        .isEqualTo(401);
    assertThat(
            fixture
                .send(
                    fixture
                        .request(path)
                        .header("X-API-Key", fixture.key())
                        .header("Authorization", "Basic a")
                        .GET())
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void aSandboxIsCreatedOnceItsNodeSaysThatItRuns() {
    CompletableFuture<HttpResponse<String>> answer =
        fixture.postLater(
            "/api/v1/sandboxes", "{\"profile\":\"development\",\"name\":\"creating\"}");
    SandboxRequested requested = sandboxes.await(r -> r.name().equals("creating"));
    publish(requested, SandboxState.Phase.CREATING, null);
    assertThat(answer).isNotDone();

    publish(requested, SandboxState.Phase.RUNNING, null);

    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).isEqualTo(201);
    JsonNode sandbox = json(response);
    assertThat(sandbox.get("id").textValue()).isEqualTo(requested.sandboxId().value());
    assertThat(sandbox.get("state").textValue()).isEqualTo("running");
    assertThat(json(fixture.get("/api/v1/sandboxes")).get("items"))
        .anyMatch(item -> item.get("id").equals(sandbox.get("id")));
  }

  @Test
  void aSandboxThatFailsIsReportedWithItsReason() {
    CompletableFuture<HttpResponse<String>> answer =
        fixture.postLater(
            "/api/v1/sandboxes", "{\"profile\":\"development\",\"name\":\"failing\"}");
    SandboxRequested requested = sandboxes.await(r -> r.name().equals("failing"));

    publish(requested, SandboxState.Phase.FAILED, "no such directory");

    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(json(response).get("detail").textValue()).isEqualTo("no such directory");
  }

  @Test
  void aResultIsGivenOutOnlyWhenItIsOnRecord() {
    SandboxState sandbox = running("on-record");
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"id\",\"on-record\"]");
    CommandRequested command = commandOf(sandbox);
    fixture.decide(command, Verdict.ALLOW);
    fixture.finish(command, "out".getBytes(StandardCharsets.UTF_8));
    fixture.record(command, "decided", 1);
    assertThat(answer).isNotDone();

    fixture.record(command, "finished", 2);

    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode result = json(response);
    assertThat(result.get("outcome").textValue()).isEqualTo("exited");
    assertThat(result.get("exit_code").intValue()).isZero();
    assertThat(result.get("stdout").textValue()).isEqualTo("out");
    assertThat(result.get("audit").get("seq").longValue()).isEqualTo(2);
    assertThat(response.headers().firstValue("Server-Timing").orElseThrow())
        .contains("gate;dur=", "run;dur=", "audit;dur=");
  }

  @Test
  void aDenialIs403WithItsDecisionAndItsRecord() {
    SandboxState sandbox = running("denied");
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"sudo\"]");
    CommandRequested command = commandOf(sandbox);
    fixture.record(command, "decided", 7);

    fixture.decide(command, Verdict.DENY);

    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    JsonNode problem = json(response);
    assertThat(problem.get("decision").get("verdict").textValue()).isEqualTo("deny");
    assertThat(problem.get("decision").get("reasons")).hasSize(1);
    assertThat(problem.get("audit").get("seq").longValue()).isEqualTo(7);
  }

  @Test
  void bytesThatAreNotUtf8ArriveUnharmed() {
    SandboxState sandbox = running("bytes");
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"cat\"]");
    CommandRequested command = commandOf(sandbox);
    fixture.decide(command, Verdict.ALLOW);
    fixture.finish(command, new byte[] {(byte) 0xff, 0, 1});
    fixture.record(command, "decided", 1);
    fixture.record(command, "finished", 2);

    JsonNode result = json(answer.join());

    assertThat(result.get("stdout_base64").textValue()).isEqualTo("/wAB");
    assertThat(result.has("stderr_base64")).isFalse();
  }

  @Test
  void aCommandThatTheGateCameTooLateToMayBeSentAgain() {
    SandboxState sandbox = running("expired");
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"id\"]");
    CommandRequested command = commandOf(sandbox);
    fixture.record(command, "decided", 9);

    fixture.decide(command, Verdict.DENY, Decision.EXPIRED);

    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).isPresent();
    assertThat(json(response).get("type").textValue()).isEqualTo("urn:lasso:problem:expired");
  }

  @Test
  void anEndThatIsNotOnRecordIsNotGivenOutAndNobodyIsToldToTryAgain() {
    SandboxState sandbox = running("unrecorded");
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"id\"]");
    CommandRequested command = commandOf(sandbox);
    fixture.finish(command, new byte[0]); // the end may overtake the decision
    fixture.decide(command, Verdict.ALLOW);

    HttpResponse<String> response = answer.join();

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    assertThat(json(response).get("type").textValue()).isEqualTo("urn:lasso:problem:unrecorded");
    assertThat(json(response).get("execution_id").textValue())
        .isEqualTo(command.executionId().value());
  }

  @Test
  void aSandboxOfANodeThatIsNotHeardOfIsSaidToBeOutOfReachAtOnce() {
    SandboxState sandbox = running("far-away", new NodeId("node-far-away"));
    String path = "/api/v1/sandboxes/" + sandbox.sandboxId();

    assertThat(exec(sandbox, "[\"id\"]").join().statusCode()).isEqualTo(503);
    HttpResponse<String> response = fixture.post(path + "/stop", "");

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(json(response).get("detail").textValue()).contains("node-far-away");
  }

  @Test
  void resumingIsAnEventThatSaysWho() {
    SandboxState sandbox = running("resumed");
    KafkaFixture.Recording<SandboxPause> pauses = kafka.record(Topics.SANDBOX_PAUSE);

    HttpResponse<String> response =
        fixture.post("/api/v1/sandboxes/" + sandbox.sandboxId().value() + "/resume", "");

    assertThat(response.statusCode()).isEqualTo(200);
    SandboxPause resumed = pauses.await(each -> each.sandboxId().equals(sandbox.sandboxId()));
    assertThat(resumed.paused()).isFalse();
    assertThat(resumed.actor()).startsWith("api-key:");
  }

  @Test
  void aCommandThatNobodyDecidesOnEndsInAClearAnswer() {
    SandboxState sandbox = running("undecided");

    HttpResponse<String> response = exec(sandbox, "[\"true\"]").join();

    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(json(response).get("type").textValue()).isEqualTo("urn:lasso:problem:undecided");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /sandboxes | {} | 400 | 'profile' is missing",
        "POST | /sandboxes | {\"profile\":\"nope\"} | 400 | nope",
        "POST | /sandboxes | {\"profile\":\"development\",\"colour\":1} | 400 | colour",
        "POST | /sandboxes | {\"profile\":\"development\",\"working_dir\":\"x\"} | 400 | working_dir",
        "POST | /sandboxes | {\"profile\":\"development\",\"isolation\":\"none\"} | 400 | isolation",
        "POST | /sandboxes | {\"profile\":7} | 400 | profile",
        "POST | /sandboxes | {\"profile\":\"development\",\"env\":{\"LD_PRELOAD\":\"x\"}} | 400 | LD_PRELOAD",
        "POST | /sandboxes | {\"profile\":\"a\",\"profile\":\"b\"} | 400 | JSON",
        "POST | /sandboxes | {\"profile\":\"development\"}x | 400 | JSON",
        "POST | /sandboxes | [] | 400 | object",
        "POST | /sandboxes | {\"prof | 400 | JSON",
        "POST | /sandboxes/sb-none/exec | {\"argv\":[\"id\"]} | 404 | sb-none",
        "POST | /sandboxes/sb-none/exec | {\"argv\":[]} | 400 | argv",
        "POST | /sandboxes/sb-none/exec | {\"argv\":[\"a\"],\"command\":\"a\"} | 400 | exactly one",
        "POST | /sandboxes/sb-none/exec | {} | 400 | exactly one",
        "POST | /sandboxes/sb-none/exec | {\"argv\":[\"a\"],\"timeout_ms\":0} | 400 | timeout_ms",
        "POST | /sandboxes/sb-none/exec | {\"argv\":[\"a\"],\"stdin_base64\":\"*\"} | 400 | base64",
        "POST | /sandboxes/sb-none/stop | {} | 404 | sb-none",
        "POST | /sandboxes/sb-none/resume | {} | 404 | sb-none",
        "GET | /sandboxes/..%2f..%2fetc | {} | 404 | sandbox",
        "GET | /sandboxes?limit=0 | {} | 400 | limit",
        "GET | /sandboxes?cursor=x | {} | 400 | cursor",
        "DELETE | /sandboxes/sb-none | {} | 404 | sb-none",
        "PUT | /sandboxes | {} | 405 | PUT",
        "GET | /nothing | {} | 404 | path",
      })
  void badInputGetsAClearAnswer(
      String method, String path, String body, int status, String mentions) {
    HttpResponse<String> response =
        fixture.send(
            fixture
                .authorized("/api/v1" + path)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    assertThat(json(response).get("detail").textValue()).contains(mentions);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "text/plain"
      })
  void aBodyIsTakenAsJsonWhateverItIsSaidToBe(String type) {
    String body = "{\"argv\":[\"100%zz&=\",\"%s\"]}".replace("%s", "x".repeat(100_000));

    HttpResponse<String> response =
        fixture.send(
            fixture
                .authorized("/api/v1/sandboxes/sb-none/exec")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).get("detail").textValue()).contains("sb-none");
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndTheGatewayGoesOn() {
    String large = "{\"argv\":[\"" + "x".repeat(1 << 20) + "\"]}";

    HttpResponse<String> response = fixture.post("/api/v1/sandboxes/sb-none/exec", large);

    assertThat(response.statusCode()).isEqualTo(413);
    assertThat(fixture.get("/api/v1/health").statusCode()).isEqualTo(200);
  }

  @Test
  void noBodyWhateverMakesItFail() {
    Random random = new Random(42);
    String seed =
        "{\"argv\":[\"id\"],\"env\":{\"A\":\"b\"},\"cwd\":\"/workspace\",\"timeout_ms\":1000,\"stdin\":\"x\"}";
    for (int i = 0; i < 500; i++) {
      byte[] body = seed.getBytes(StandardCharsets.UTF_8);
      for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
        body[random.nextInt(body.length)] = (byte) random.nextInt(256);
      }

      HttpResponse<String> response =
          fixture.send(
              fixture
                  .authorized("/api/v1/sandboxes/sb-none/exec")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body)));

      assertThat(response.statusCode()).isIn(400, 404);
    }
  }

  private static SandboxState running(String name) {
    return running(name, NODE);
  }

  private static SandboxState running(String name, NodeId node) {
    SandboxState state =
        new SandboxState(
            new SandboxId("sb-" + name),
            name,
            PROFILE,
            Isolation.CONTAINER,
            SandboxState.Phase.RUNNING,
            node,
            null,
            Map.of(),
            "test",
            null,
            Instant.now(),
            Instant.now());
    kafka.send(producer, Topics.SANDBOX_STATE, state.sandboxId().value(), state);
    Waiting.untilTrue(
        "the sandbox", () -> fixture.get("/api/v1/sandboxes/sb-" + name).statusCode() == 200);
    return state;
  }

  private static void publish(
      SandboxRequested of, SandboxState.Phase phase, @Nullable String detail) {
    kafka.send(
        producer,
        Topics.SANDBOX_STATE,
        of.sandboxId().value(),
        new SandboxState(
            of.sandboxId(),
            of.name(),
            of.profile(),
            of.isolation(),
            phase,
            NODE,
            of.workingDir(),
            of.labels(),
            of.actor(),
            detail,
            of.at(),
            Instant.now()));
  }

  private static CompletableFuture<HttpResponse<String>> exec(SandboxState sandbox, String argv) {
    return fixture.postLater(
        "/api/v1/sandboxes/" + sandbox.sandboxId() + "/exec", "{\"argv\":" + argv + "}");
  }

  private static CommandRequested commandOf(SandboxState sandbox) {
    return commands.await(command -> command.sandboxId().equals(sandbox.sandboxId()));
  }
}
