package dev.lasso.gate;

import static dev.lasso.testkit.KafkaFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.Approval.State;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.gate.domain.QuestionBook;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Settings;
import dev.lasso.testkit.KafkaFixture;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Questions and answers over a real broker. */
@Tag("slow")
class ApprovalDeskTest {
  private static final NodeId NODE = new NodeId("node-1");
  private static final ProfileRef ASKS = new ProfileRef("asks", "0000000000000001");
  private static final ProfileRef HEADLESS = new ProfileRef("headless", "0000000000000002");

  private KafkaFixture kafka;
  private EventProducer producer;
  private GateService gate;
  private KafkaFixture.Recording<CommandDecided> decisions;
  private KafkaFixture.Recording<Approval> questions;

  @BeforeEach
  void start() {
    kafka = KafkaFixture.start();
    producer = kafka.producer();
    publish(ASKS, Profile.Asking.ASK);
    publish(HEADLESS, Profile.Asking.DENY);
    decisions = kafka.record(Topics.COMMAND_DECIDED);
    questions = kafka.record(Topics.APPROVAL);
    gate = startGate(60_000);
    sandbox("sb-1", ASKS, SandboxState.Phase.RUNNING);
  }

  private GateService startGate(long withinMs) {
    Instant before = Instant.now();
    KafkaFixture.Recording<Heartbeat> hearts = kafka.record(Topics.HEARTBEAT);
    Settings settings =
        Settings.of(
            Map.of(
                "LASSO_APPROVAL_WITHIN_MS", Long.toString(withinMs), "LASSO_INSTANCE", "the-gate"));
    GateService started = GateService.create(kafka.context(), settings);
    settings.check();
    await(started.start());
    hearts.await(beat -> beat.ready() && beat.at().isAfter(before));
    return started;
  }

  @AfterEach
  void stop() {
    await(gate.stop());
    kafka.close();
  }

  @Test
  void anApprovedCommandIsAllowedOnceWithThePlanThatWasShown() {
    request("ex-1", "sb-1");
    Approval question = question("ex-1", State.PENDING);
    assertThat(decisionsOn("ex-1")).isEmpty();

    answer(question, true, question.planHash());
    Approval settled = question("ex-1", State.APPROVED);
    answer(question, true, question.planHash());
    request("ex-1", "sb-1"); // delivered again
    request("ex-marker", "sb-1");
    question("ex-marker", State.PENDING);

    CommandDecided decided = decision("ex-1");
    assertThat(decided.decision().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(decided.plan()).isNotNull().extracting("argv").isEqualTo(question.argv());
    assertThat(decided.startBy()).isAfter(decided.at());
    assertThat(decided.nodeId()).isEqualTo(NODE);
    assertThat(settled.answer()).isNotNull().extracting("actor").isEqualTo("person");
    assertThat(decisionsOn("ex-1")).hasSize(1);
  }

  @Test
  void anAnswerAboutAnotherPlanDoesNotCountAndTheRightOneStillDoes() {
    request("ex-1", "sb-1");
    Approval question = question("ex-1", State.PENDING);

    answer(question, true, "00".repeat(32));
    answer(question, false, question.planHash());

    question("ex-1", State.DENIED);
    assertThat(decisionsOn("ex-1"))
        .singleElement()
        .extracting(decided -> decided.decision().rule())
        .isEqualTo("approval.denied");
  }

  @Test
  void whatNobodyAnswersIsDenied() {
    await(gate.stop());
    gate = startGate(1_000);

    request("ex-1", "sb-1");

    question("ex-1", State.EXPIRED);
    CommandDecided decided = decision("ex-1");
    assertThat(decided.decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(decided.decision().rule()).isEqualTo("approval.expired");
    assertThat(Duration.between(question("ex-1", State.PENDING).requestedAt(), decided.at()))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aHeadlessProfileAsksNobody() {
    sandbox("sb-headless", HEADLESS, SandboxState.Phase.RUNNING);

    request("ex-1", "sb-headless");

    assertThat(decision("ex-1").decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(questions.values()).isEmpty();
  }

  @Test
  void aQuestionOfASandboxThatStopsIsDenied() {
    request("ex-1", "sb-1");
    question("ex-1", State.PENDING);

    sandbox("sb-1", ASKS, SandboxState.Phase.STOPPED);

    question("ex-1", State.VOID);
    assertThat(decision("ex-1").decision().rule()).isEqualTo("sandbox.not-running");
  }

  @Test
  void aGateThatIsStartedAnewGoesOnWithWhatItsPredecessorAsked() {
    request("ex-1", "sb-1");
    Approval question = question("ex-1", State.PENDING);
    await(gate.stop());

    answer(question, true, question.planHash()); // while no gate is there
    gate = startGate(60_000);

    question("ex-1", State.APPROVED);
    assertThat(decisionsOn("ex-1"))
        .singleElement()
        .extracting(decided -> decided.decision().verdict())
        .isEqualTo(Verdict.ALLOW);
  }

  @Test
  void aDecisionOfAGateThatDiedBeforeItCouldSettleTheQuestionIsNotMadeAgain() {
    request("ex-1", "sb-1");
    Approval question = question("ex-1", State.PENDING);
    await(gate.stop());
    kafka.send(
        producer,
        Topics.COMMAND_DECIDED,
        "sb-1",
        new CommandDecided(
            question.executionId(),
            question.sandboxId(),
            NODE,
            new Decision(Verdict.DENY, "approval.denied", List.of("said no"), ASKS),
            null,
            "agent",
            Instant.now(),
            Instant.now()));

    answer(question, true, question.planHash());
    gate = startGate(60_000);

    question("ex-1", State.DENIED);
    assertThat(decisionsOn("ex-1")).hasSize(1);
  }

  @Test
  void aSandboxWithAsManyQuestionsAsItMayHaveIsDeniedMore() {
    for (int i = 0; i < QuestionBook.MAX_OF_SANDBOX; i++) {
      request("ex-" + i, "sb-1");
    }

    request("ex-more", "sb-1");

    assertThat(decision("ex-more").decision().rule()).isEqualTo("approval.not-possible");
  }

  private CommandDecided decision(String execution) {
    return decisions.await(decided -> decided.executionId().value().equals(execution));
  }

  private List<CommandDecided> decisionsOn(String execution) {
    return decisions.values().stream()
        .filter(decided -> decided.executionId().value().equals(execution))
        .toList();
  }

  private Approval question(String execution, State state) {
    return questions.await(
        each -> each.executionId().value().equals(execution) && each.state() == state);
  }

  private void answer(Approval question, boolean approve, String planHash) {
    kafka.send(
        producer,
        Topics.APPROVAL_ANSWERED,
        question.executionId().value(),
        new ApprovalAnswered(
            question.executionId(),
            question.sandboxId(),
            approve,
            "looked at it",
            planHash,
            question.profile(),
            "person",
            Instant.now()));
  }

  private void publish(ProfileRef ref, Profile.Asking ask) {
    Profile profile =
        new Profile(
            ref.name(),
            "for the test",
            "minimal",
            Isolation.CONTAINER,
            new Profile.CommandPolicy(
                ListMode.WHITELIST,
                List.of("python3"),
                Profile.Shell.BLOCK,
                Profile.Interpreters.ASK,
                ask),
            new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
            new Profile.Limits(1L << 30, 1_000, 100, 1_024, 1L << 30, 1L << 26, 1_000, 60_000),
            Map.of());
    kafka.send(
        producer,
        Topics.PROFILE,
        ref.toString(),
        new ProfilePublished(ref, profile, "test", Instant.now()));
  }

  private void sandbox(String id, ProfileRef profile, SandboxState.Phase phase) {
    kafka.send(
        producer,
        Topics.SANDBOX_STATE,
        id,
        new SandboxState(
            new SandboxId(id),
            id,
            profile,
            Isolation.CONTAINER,
            phase,
            NODE,
            null,
            Map.of(),
            "test",
            null,
            Instant.now(),
            Instant.now()));
  }

  private void request(String execution, String sandbox) {
    kafka.send(
        producer,
        Topics.COMMAND_REQUESTED,
        sandbox,
        new CommandRequested(
            new ExecutionId(execution),
            new SandboxId(sandbox),
            NODE,
            ASKS,
            CommandInput.ofArgv(List.of("python3", "-c", "print(1)")),
            null,
            Map.of(),
            null,
            1_000,
            "agent",
            Instant.now(),
            Instant.now().plusSeconds(10)));
  }
}
