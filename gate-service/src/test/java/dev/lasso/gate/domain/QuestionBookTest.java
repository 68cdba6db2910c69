package dev.lasso.gate.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.Approval.State;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuestionBookTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final ProfileRef PROFILE = new ProfileRef("test", "0000000000000000");

  private final QuestionBook book = new QuestionBook(20);

  @Test
  void moreQuestionsThanMayWaitAreRefusedUntilOneIsSettled() {
    for (int i = 0; i < 20; i++) {
      assertThat(book.refusal(command("ex-" + i, "sb-" + i, 10))).isEmpty();
      book.asked(question("ex-" + i, "sb-" + i));
    }

    assertThat(book.refusal(command("ex-more", "sb-more", 10))).isPresent();
    book.heard(question("ex-3", "sb-3").settled(State.DENIED, null, null, NOW));

    assertThat(book.refusal(command("ex-more", "sb-more", 10))).isEmpty();
  }

  @Test
  void oneSandboxDoesNotTakeThePlacesOfAllOthers() {
    for (int i = 0; i < QuestionBook.MAX_OF_SANDBOX; i++) {
      book.asked(question("ex-" + i, "sb-greedy"));
    }

    assertThat(book.refusal(command("ex-more", "sb-greedy", 10))).isPresent();
    assertThat(book.refusal(command("ex-more", "sb-other", 10))).isEmpty();
  }

  @Test
  void aCommandTooLargeToBeShownIsRefused() {
    assertThat(book.refusal(command("ex-1", "sb-1", QuestionBook.MAX_COMMAND_BYTES))).isPresent();
  }

  @Test
  void aQuestionThatIsHeardOfAgainAfterItWasSettledStaysSettled() {
    Approval question = question("ex-1", "sb-1");
    book.asked(question);
    book.heard(question.settled(State.APPROVED, null, null, NOW));

    book.heard(question);

    assertThat(book.pending()).isEmpty();
    assertThat(book.isSettled(question.executionId())).isTrue();
    assertThat(book.knows(question.executionId())).isTrue();
  }

  @Test
  void aQuestionOfAnotherGateIsAnothersUntilItIsAdopted() {
    book.asked(question("ex-mine", "sb-1"));
    book.heard(question("ex-mine", "sb-1"));
    book.heard(question("ex-other", "sb-1"));

    assertThat(book.isAnothers(new ExecutionId("ex-mine"))).isFalse();
    assertThat(book.isAnothers(new ExecutionId("ex-other"))).isTrue();
    book.adoptAll();

    assertThat(book.isAnothers(new ExecutionId("ex-other"))).isFalse();
  }

  @Test
  void settledQuestionsAreForgottenAfterADayAndNamedOnce() {
    Approval question = question("ex-1", "sb-1");
    book.heard(question.settled(State.DENIED, null, null, NOW));

    assertThat(book.outdated(NOW.plus(Duration.ofHours(23)))).isEmpty();
    assertThat(book.outdated(NOW.plus(Duration.ofHours(25))))
        .containsExactly(question.executionId());
    assertThat(book.outdated(NOW.plus(Duration.ofHours(25)))).isEmpty();
  }

  private static Approval question(String execution, String sandbox) {
    Ruling ask =
        new Ruling(
            new Decision(Verdict.ASK, "rule", List.of("why"), PROFILE),
            new Plan(List.of("x"), "/workspace", Map.of(), null, 1));
    return Question.ask(command(execution, sandbox, 10), ask, NOW, Duration.ofMinutes(5));
  }

  private static CommandRequested command(String execution, String sandbox, int size) {
    return new CommandRequested(
        new ExecutionId(execution),
        new SandboxId(sandbox),
        new NodeId("node-1"),
        PROFILE,
        CommandInput.ofArgv(List.of("x".repeat(size))),
        null,
        Map.of(),
        null,
        1,
        "agent",
        NOW,
        NOW.plusSeconds(10));
  }
}
