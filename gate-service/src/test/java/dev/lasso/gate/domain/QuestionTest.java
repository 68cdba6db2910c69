package dev.lasso.gate.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.Approval.State;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.PlanHash;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.gate.domain.Question.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionTest {
  private static final Instant ASKED = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Instant IN_TIME = ASKED.plusSeconds(200);
  private static final ProfileRef PROFILE = new ProfileRef("test", "0000000000000000");
  private static final ExecutionId EXECUTION = new ExecutionId("ex-1");
  private static final SandboxId SANDBOX = new SandboxId("sb-1");
  private static final Plan PLAN =
      new Plan(List.of("git", "push"), "/workspace", Map.of("A", "b"), null, 1_000);
  private static final CommandRequested COMMAND =
      new CommandRequested(
          EXECUTION,
          SANDBOX,
          new NodeId("node-1"),
          PROFILE,
          CommandInput.ofArgv(List.of("git", "push")),
          null,
          Map.of("A", "b"),
          null,
          1_000,
          "agent",
          ASKED,
          ASKED.plusSeconds(10));
  private static final Ruling ASK = ruling(Verdict.ASK, PLAN);
  private static final Approval QUESTION = Question.ask(COMMAND, ASK, ASKED, PATIENCE);

  @Test
  void aQuestionShowsWhatWouldRunAndHoldsTheWholeCommand() {
    assertThat(QUESTION.state()).isEqualTo(State.PENDING);
    assertThat(QUESTION.argv()).containsExactly("git", "push");
    assertThat(QUESTION.reasons()).containsExactly("it publishes");
    assertThat(QUESTION.expiresAt()).isEqualTo(ASKED.plus(PATIENCE));
    assertThat(QUESTION.request()).isEqualTo(COMMAND);
    assertThat(QUESTION.planHash()).isEqualTo(PlanHash.of(PLAN));
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"ALLOW", "DENY"})
  void nobodyIsAskedAboutWhatTheGateDecides(Verdict verdict) {
    Ruling decided = ruling(verdict, verdict == Verdict.DENY ? null : PLAN);

    assertThatThrownBy(() -> Question.ask(COMMAND, decided, ASKED, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anApprovalLetsTheCommandRunAndSaysWhoApproved() {
    Step.Settled step =
        settled(Question.answered(QUESTION, yes(), QuestionTest::asBefore, IN_TIME));

    assertThat(step.next().state()).isEqualTo(State.APPROVED);
    assertThat(step.next().request()).isNull();
    assertThat(step.ruling().plan()).isEqualTo(PLAN);
    assertThat(step.ruling().decision().verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(step.ruling().decision().rule()).isEqualTo(Question.APPROVED);
    assertThat(step.ruling().decision().reasons())
        .containsExactly("approved by person: looked at it", "it publishes");
  }

  @Test
  void anApprovedCommandHasItsTimeToStartFromTheApprovalOn() {
    List<CommandRequested> judged = new ArrayList<>();

    Step.Settled step =
        settled(
            Question.answered(
                QUESTION,
                yes(),
                command -> {
                  judged.add(command);
                  return Optional.of(ASK);
                },
                IN_TIME));

    assertThat(step.startBy()).isEqualTo(IN_TIME.plusSeconds(10));
    assertThat(judged).singleElement().extracting("startBy").isEqualTo(IN_TIME.plusSeconds(10));
    assertThat(judged).singleElement().extracting("input").isEqualTo(COMMAND.input());
  }

  @Test
  void aDenialIsADenialAndIsNotJudgedAnew() {
    AtomicInteger judged = new AtomicInteger();

    Step.Settled step =
        settled(
            Question.answered(
                QUESTION,
                answer(false, QUESTION.planHash(), PROFILE),
                command -> {
                  judged.incrementAndGet();
                  return Optional.of(ASK);
                },
                IN_TIME));

    assertThat(step.next().state()).isEqualTo(State.DENIED);
    assertThat(step.ruling().decision().rule()).isEqualTo(Question.DENIED);
    assertThat(step.ruling().decision().reasons()).startsWith("denied by person: looked at it");
    assertThat(step.ruling().plan()).isNull();
    assertThat(judged).hasValue(0);
  }

  @Test
  void anAnswerAboutAnotherPlanChangesNothing() {
    ApprovalAnswered other = answer(true, "00".repeat(32), PROFILE);

    assertThat(Question.answered(QUESTION, other, QuestionTest::asBefore, IN_TIME))
        .isInstanceOf(Step.Unchanged.class);
  }

  @Test
  void anAnswerAboutAnotherPolicyChangesNothing() {
    ApprovalAnswered other =
        answer(true, QUESTION.planHash(), new ProfileRef("test", "0000000000000001"));

    assertThat(Question.answered(QUESTION, other, QuestionTest::asBefore, IN_TIME))
        .isInstanceOf(Step.Unchanged.class);
  }

  @Test
  void anAnswerToAnotherExecutionOfTheSameCommandChangesNothing() {
    ApprovalAnswered other =
        new ApprovalAnswered(
            new ExecutionId("ex-2"),
            SANDBOX,
            true,
            "",
            QUESTION.planHash(),
            PROFILE,
            "person",
            IN_TIME);

    assertThat(Question.answered(QUESTION, other, QuestionTest::asBefore, IN_TIME))
        .isInstanceOf(Step.Unchanged.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = State.class,
      names = {"APPROVED", "DENIED", "EXPIRED", "VOID"})
  void whatIsSettledStaysSettled(State state) {
    Approval settled = QUESTION.settled(state, null, null, IN_TIME);

    assertThat(Question.answered(settled, yes(), QuestionTest::asBefore, IN_TIME))
        .isInstanceOf(Step.Unchanged.class);
    assertThat(Question.expired(settled, ASKED.plusSeconds(9_999)))
        .isInstanceOf(Step.Unchanged.class);
    assertThat(Question.gone(settled, IN_TIME)).isInstanceOf(Step.Unchanged.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {300_000, 300_001, 9_000_000})
  void anApprovalFromTheExpiryOnIsADenial(long afterMs) {
    Step.Settled step =
        settled(
            Question.answered(QUESTION, yes(), QuestionTest::asBefore, ASKED.plusMillis(afterMs)));

    assertThat(step.next().state()).isEqualTo(State.EXPIRED);
    assertThat(step.ruling().decision().rule()).isEqualTo(Question.EXPIRED);
    assertThat(step.ruling().plan()).isNull();
  }

  @Test
  void anApprovalInTheLastMomentCounts() {
    Step.Settled step =
        settled(
            Question.answered(QUESTION, yes(), QuestionTest::asBefore, ASKED.plusMillis(299_999)));

    assertThat(step.next().state()).isEqualTo(State.APPROVED);
  }

  @Test
  void whatNobodyAnswersIsDeniedWhenTimeIsUpAndNotBefore() {
    assertThat(Question.expired(QUESTION, ASKED.plusMillis(299_999)))
        .isInstanceOf(Step.Unchanged.class);

    Step.Settled step = settled(Question.expired(QUESTION, ASKED.plusMillis(300_000)));

    assertThat(step.next().state()).isEqualTo(State.EXPIRED);
    assertThat(step.ruling().decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(step.ruling().decision().reasons())
        .first()
        .asString()
        .contains("nobody did within 5 min");
  }

  @Test
  void anApprovalForASandboxThatEndedAllowsNothing() {
    Step.Settled step =
        settled(Question.answered(QUESTION, yes(), command -> Optional.empty(), IN_TIME));

    assertThat(step.next().state()).isEqualTo(State.VOID);
    assertThat(step.ruling().decision().rule()).isEqualTo(Question.GONE);
    assertThat(step.ruling().plan()).isNull();
  }

  @Test
  void anApprovalOfWhatIsDeniedByNowAllowsNothing() {
    Ruling no = Ruling.deny("guard.paused", "the sandbox is paused", PROFILE);

    Step.Settled step =
        settled(Question.answered(QUESTION, yes(), command -> Optional.of(no), IN_TIME));

    assertThat(step.next().state()).isEqualTo(State.VOID);
    assertThat(step.ruling().decision().rule()).isEqualTo("guard.paused");
    assertThat(step.ruling().plan()).isNull();
  }

  @ParameterizedTest
  @EnumSource(
      value = Verdict.class,
      names = {"ALLOW", "ASK"})
  void anApprovalOfWhatWouldDoSomethingElseByNowAllowsNothing(Verdict verdict) {
    Plan other = new Plan(List.of("git", "push", "-f"), "/workspace", Map.of(), null, 1_000);

    Step.Settled step =
        settled(
            Question.answered(
                QUESTION, yes(), command -> Optional.of(ruling(verdict, other)), IN_TIME));

    assertThat(step.next().state()).isEqualTo(State.VOID);
    assertThat(step.ruling().decision().rule()).isEqualTo(Question.CHANGED);
    assertThat(step.ruling().plan()).isNull();
  }

  @Test
  void aQuestionOfASandboxThatEndedIsNoMore() {
    Step.Settled step = settled(Question.gone(QUESTION, IN_TIME));

    assertThat(step.next().state()).isEqualTo(State.VOID);
    assertThat(step.ruling().decision().verdict()).isEqualTo(Verdict.DENY);
  }

  @Test
  void aGateThatDiedAfterItsDecisionIsContradictedByNobody() {
    Decision allowed = new Decision(Verdict.ALLOW, Question.APPROVED, List.of("ok"), PROFILE);
    Decision expired = new Decision(Verdict.DENY, Question.EXPIRED, List.of("late"), PROFILE);
    Decision denied = new Decision(Verdict.DENY, Question.DENIED, List.of("no"), PROFILE);
    Decision gone = new Decision(Verdict.DENY, Question.GONE, List.of("gone"), PROFILE);

    assertThat(Question.afterwards(QUESTION, allowed, null, IN_TIME).state())
        .isEqualTo(State.APPROVED);
    assertThat(Question.afterwards(QUESTION, expired, null, IN_TIME).state())
        .isEqualTo(State.EXPIRED);
    assertThat(Question.afterwards(QUESTION, denied, null, IN_TIME).state())
        .isEqualTo(State.DENIED);
    assertThat(Question.afterwards(QUESTION, gone, null, IN_TIME).state()).isEqualTo(State.VOID);
  }

  @Test
  void aPlansNameDependsOnAllThatWouldRunAndNotOnTheOrderOfItsVariables() {
    Plan one = new Plan(List.of("x"), "/w", new LinkedHashMap<>(), null, 1);
    one.env().put("A", "1");
    one.env().put("B", "2");
    Plan two = new Plan(List.of("x"), "/w", new LinkedHashMap<>(), null, 1);
    two.env().put("B", "2");
    two.env().put("A", "1");

    assertThat(PlanHash.of(two)).isEqualTo(PlanHash.of(one));
    assertThat(
            List.of(
                PlanHash.of(one),
                PlanHash.of(new Plan(List.of("x", ""), "/w", one.env(), null, 1)),
                PlanHash.of(new Plan(List.of("x"), "/v", one.env(), null, 1)),
                PlanHash.of(new Plan(List.of("x"), "/w", Map.of("A", "1"), null, 1)),
                PlanHash.of(new Plan(List.of("x"), "/w", one.env(), new byte[] {1}, 1)),
                PlanHash.of(new Plan(List.of("x"), "/w", one.env(), null, 2))))
        .doesNotHaveDuplicates();
  }

  private static Step.Settled settled(Step step) {
    assertThat(step).isInstanceOf(Step.Settled.class);
    return (Step.Settled) step;
  }

  /** The gate's ruling, where nothing has changed. */
  private static Optional<Ruling> asBefore(CommandRequested command) {
    return command.executionId().equals(EXECUTION) ? Optional.of(ASK) : Optional.empty();
  }

  private static ApprovalAnswered yes() {
    return answer(true, QUESTION.planHash(), PROFILE);
  }

  private static ApprovalAnswered answer(boolean approve, String planHash, ProfileRef profile) {
    return new ApprovalAnswered(
        EXECUTION, SANDBOX, approve, "looked at it", planHash, profile, "person", IN_TIME);
  }

  private static Ruling ruling(Verdict verdict, @Nullable Plan plan) {
    return new Ruling(
        new Decision(verdict, "git.publishes", List.of("it publishes"), PROFILE), plan);
  }
}
