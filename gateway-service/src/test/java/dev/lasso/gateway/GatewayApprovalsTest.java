package dev.lasso.gateway;

import static dev.lasso.gateway.GatewayFixture.NODE;
import static dev.lasso.gateway.GatewayFixture.PROFILE;
import static dev.lasso.gateway.GatewayFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Approval;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.SandboxId;
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
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
 * Questions to people, over a real broker. The test stands where gate, runner and audit service
 * would.
 */
@Tag("slow")
class GatewayApprovalsTest {
  private static final String PLAN_HASH = "ab".repeat(32);

  @TempDir static Path home;

  private static GatewayFixture fixture;
  private static KafkaFixture kafka;
  private static EventProducer producer;
  private static KafkaFixture.Recording<CommandRequested> commands;
  private static KafkaFixture.Recording<ApprovalAnswered> answers;

  @BeforeAll
  static void start() throws IOException {
    fixture = new GatewayFixture(home);
    kafka = fixture.kafka();
    producer = fixture.producer();
    commands = kafka.record(Topics.COMMAND_REQUESTED);
    answers = kafka.record(Topics.APPROVAL_ANSWERED);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void aCallerIsToldThatAPersonIsAskedOnceThatIsOnRecordAndNotBefore() {
    SandboxState sandbox = running("asked");
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"id\"]");
    CommandRequested command = commandOf(sandbox);
    Approval question = ask(command, 60);
    Waiting.untilTrue("the question", () -> approval(command).statusCode() == 200);
    assertThat(answer).isNotDone();

    fixture.record(command, "approval/pending", 1);

    HttpResponse<String> response = answer.join();
    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(response.headers().firstValue("Location"))
        .hasValue("/api/v1/executions/" + command.executionId());
    JsonNode told = json(response);
    assertThat(told.get("state").textValue()).isEqualTo("waiting-for-approval");
    assertThat(told.get("approval").get("reasons").get(0).textValue()).isEqualTo("because");
    assertThat(told.get("approval").get("plan").get("sha256").textValue()).isEqualTo(PLAN_HASH);
    assertThat(told.get("approval").get("expires_at").textValue())
        .isEqualTo(question.expiresAt().toString());
    assertThat(json(fixture.get("/api/v1/approvals")).get("items"))
        .anyMatch(item -> item.get("id").textValue().equals(command.executionId().value()));
  }

  @Test
  void aCallerWithPatienceHasTheResultOfWhatIsApprovedMeanwhile() {
    SandboxState sandbox = running("patient");
    CompletableFuture<HttpResponse<String>> result =
        fixture.postLater(
            "/api/v1/sandboxes/" + sandbox.sandboxId() + "/exec?wait=60", "{\"argv\":[\"id\"]}");
    CommandRequested command = commandOf(sandbox);
    Approval question = ask(command, 60);
    fixture.record(command, "approval/pending", 1);
    Waiting.untilTrue("the question", () -> approval(command).statusCode() == 200);
    CompletableFuture<HttpResponse<String>> approved = answerLater(command, "approve", "fine");

    ApprovalAnswered sent = sent(command);
    settle(question, Approval.State.APPROVED, sent);
    fixture.record(
        command, sent.eventId().substring(command.executionId().value().length() + 1), 2);
    fixture.decide(command, Verdict.ALLOW, "approval.approved");
    fixture.record(command, "decided", 3);
    assertThat(result).isNotDone();
    fixture.finish(command, "out".getBytes(StandardCharsets.UTF_8));
    fixture.record(command, "finished", 4);

    assertThat(sent.planHash()).isEqualTo(PLAN_HASH);
    assertThat(sent.profile()).isEqualTo(PROFILE);
    assertThat(sent.actor()).startsWith("api-key:");
    assertThat(approved.join().statusCode()).isEqualTo(200);
    assertThat(result.join().statusCode()).isEqualTo(200);
    HttpResponse<String> later = fixture.get("/api/v1/executions/" + command.executionId());
    assertThat(later.statusCode()).isEqualTo(200);
    assertThat(json(later).get("stdout").textValue()).isEqualTo("out");
  }

  @Test
  void patienceEndsWith202() {
    SandboxState sandbox = running("impatient");
    CompletableFuture<HttpResponse<String>> result =
        GatewayFixture.HTTP.sendAsync(
            fixture
                .authorized("/api/v1/sandboxes/" + sandbox.sandboxId() + "/exec")
                .header("Prefer", "respond-async, wait=2")
                .POST(HttpRequest.BodyPublishers.ofString("{\"argv\":[\"id\"]}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    CommandRequested command = commandOf(sandbox);
    ask(command, 60);
    fixture.record(command, "approval/pending", 1);
    Waiting.untilTrue("the question", () -> approval(command).statusCode() == 200);
    assertThat(result).isNotDone();

    assertThat(result.join().statusCode()).isEqualTo(202);
    assertThat(fixture.get("/api/v1/executions/" + command.executionId()).statusCode())
        .isEqualTo(202);
  }

  @Test
  void anAnswerIsGivenOutOnlyWhenItIsOnRecord() {
    CommandRequested command = asked("recorded");
    Approval question = questionOf(command);
    CompletableFuture<HttpResponse<String>> denied = answerLater(command, "deny", "no");
    ApprovalAnswered sent = sent(command);
    settle(question, Approval.State.DENIED, sent);
    Waiting.untilTrue("the end", () -> stateOf(command).equals("denied"));
    assertThat(denied).isNotDone();

    fixture.record(
        command, sent.eventId().substring(command.executionId().value().length() + 1), 2);

    HttpResponse<String> response = denied.join();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).get("answer").get("reason").textValue()).isEqualTo("no");
    assertThat(answer(command, "deny", "again").statusCode()).isEqualTo(200);
    HttpResponse<String> other = answer(command, "approve", "yes");
    assertThat(other.statusCode()).isEqualTo(409);
    assertThat(json(other).get("type").textValue()).endsWith(":already-answered");
    assertThat(answers.values())
        .filteredOn(a -> a.executionId().equals(command.executionId()))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"EXPIRED,approval-expired", "VOID,approval-void"})
  void whatEndedByItselfIsNotAnswered(Approval.State state, String code) {
    CommandRequested command = asked("ended-" + state.label());
    settle(questionOf(command), state, null);
    Waiting.untilTrue("the end", () -> stateOf(command).equals(state.label()));

    HttpResponse<String> response = answer(command, "approve", "yes");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).get("type").textValue()).isEqualTo("urn:lasso:problem:" + code);
  }

  @Test
  void noAnswerIsTakenWhenTimeIsUp() {
    CommandRequested command = asked("late", 0);

    HttpResponse<String> response = answer(command, "approve", "yes");

    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(json(response).get("type").textValue()).endsWith(":approval-expired");
  }

  @ParameterizedTest
  @CsvSource({
    "deny,{},400",
    "deny,{\"reason\":\" \"},400",
    "deny,{\"reason\":7},400",
    "approve,{\"reasons\":\"x\"},400",
    "approve,[],400"
  })
  void anAnswerThatMakesNoSenseIsRefused(String how, String body, int status) {
    CommandRequested command = asked("refused-" + Integer.toHexString(body.hashCode()) + how);

    assertThat(
            fixture
                .post("/api/v1/approvals/" + command.executionId() + "/" + how, body)
                .statusCode())
        .isEqualTo(status);
    assertThat(stateOf(command)).isEqualTo("pending");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ex-none", "sb-1", "x", "ex-%0a"})
  void whatIsNotThereIsNotFound(String id) {
    assertThat(fixture.get("/api/v1/approvals/" + id).statusCode()).isEqualTo(404);
    assertThat(fixture.get("/api/v1/executions/" + id).statusCode()).isEqualTo(404);
    assertThat(fixture.post("/api/v1/approvals/" + id + "/approve", "").statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "301", "x", "1.5", "99999999999"})
  void aWaitOutOfBoundsIsRefused(String wait) {
    assertThat(fixture.get("/api/v1/executions/ex-none?wait=" + wait).statusCode()).isEqualTo(400);
  }

  @Test
  void anExecRequestCannotApproveItself() {
    SandboxState sandbox = running("self");

    HttpResponse<String> response =
        fixture.post(
            "/api/v1/sandboxes/" + sandbox.sandboxId() + "/exec",
            "{\"argv\":[\"id\"],\"approve\":true}");

    assertThat(response.statusCode()).isEqualTo(400);
  }

  private static CommandRequested asked(String name) {
    return asked(name, 60);
  }

  private static CommandRequested asked(String name, long seconds) {
    SandboxState sandbox = running(name);
    CompletableFuture<HttpResponse<String>> answer = exec(sandbox, "[\"id\"]");
    CommandRequested command = commandOf(sandbox);
    ask(command, seconds);
    fixture.record(command, "approval/pending", 1);
    assertThat(answer.join().statusCode()).isEqualTo(202);
    return command;
  }

  private static Approval ask(CommandRequested command, long seconds) {
    Approval question =
        new Approval(
            command.executionId(),
            command.sandboxId(),
            Approval.State.PENDING,
            command.input(),
            List.of("id"),
            "/workspace",
            "test.asks",
            List.of("because"),
            PROFILE,
            PLAN_HASH,
            command.actor(),
            command.at(),
            command.at().plusSeconds(seconds),
            command,
            null,
            null,
            Instant.now());
    kafka.send(producer, Topics.APPROVAL, command.executionId().value(), question);
    return question;
  }

  private static Approval questionOf(CommandRequested command) {
    return ask(command, 60);
  }

  private static void settle(
      Approval question, Approval.State state, @Nullable ApprovalAnswered answer) {
    Approval.Answer said =
        answer == null
            ? null
            : new Approval.Answer(answer.approve(), answer.actor(), answer.reason(), answer.at());
    kafka.send(
        producer,
        Topics.APPROVAL,
        question.executionId().value(),
        question.settled(state, said, "a sentence", Instant.now()));
  }

  private static ApprovalAnswered sent(CommandRequested command) {
    return answers.await(answer -> answer.executionId().equals(command.executionId()));
  }

  private static HttpResponse<String> approval(CommandRequested command) {
    return fixture.get("/api/v1/approvals/" + command.executionId());
  }

  private static String stateOf(CommandRequested command) {
    return json(approval(command)).get("state").textValue();
  }

  private static HttpResponse<String> answer(CommandRequested command, String how, String reason) {
    return answerLater(command, how, reason).join();
  }

  private static CompletableFuture<HttpResponse<String>> answerLater(
      CommandRequested command, String how, String reason) {
    return fixture.postLater(
        "/api/v1/approvals/" + command.executionId() + "/" + how,
        "{\"reason\":\"" + reason + "\"}");
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

  private static CompletableFuture<HttpResponse<String>> exec(SandboxState sandbox, String argv) {
    return fixture.postLater(
        "/api/v1/sandboxes/" + sandbox.sandboxId() + "/exec", "{\"argv\":" + argv + "}");
  }

  private static CommandRequested commandOf(SandboxState sandbox) {
    return commands.await(command -> command.sandboxId().equals(sandbox.sandboxId()));
  }
}
