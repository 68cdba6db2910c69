package dev.lasso.policy.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import dev.lasso.policy.behavior.BehaviorWatch;
import dev.lasso.policy.profile.BuiltInProfiles;
import dev.lasso.policy.simulate.Recorded.Request;
import dev.lasso.policy.simulate.Recorded.Then;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be said of a command whose input the log has in part, and what can't. */
class ReplayTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05Z");

  private final Replay replay =
      new Replay(new CommandGate(Policy.of(BuiltInProfiles.named("development"))));

  private static Recorded command(String line, List<String> variables, long stdin) {
    return recorded(
        new Then.Decided(Verdict.DENY, "command.not-whitelisted", "p@1", AT),
        new Request.Whole(CommandInput.ofCommand(line), null, variables, stdin, 1_000));
  }

  private static Recorded recorded(Then then, Request request) {
    return new Recorded(1, "ex-1", new SandboxId("sb-1"), "", then, request);
  }

  private Verdict verdict(Recorded command) {
    Replay.Now now = replay.next(command);
    assertThat(now).isInstanceOf(Replay.Now.Judged.class);
    return ((Replay.Now.Judged) now).verdict();
  }

  private String why(Recorded command) {
    Replay.Now now = replay.next(command);
    assertThat(now).isInstanceOf(Replay.Now.NotReplayable.class);
    return ((Replay.Now.NotReplayable) now).why();
  }

  @Test
  void standardInputThatIsOnlyDataDoesNotStandInTheWay() {
    assertThat(verdict(command("sort | head -3", List.of(), 100))).isEqualTo(Verdict.ALLOW);
    assertThat(verdict(command("nmap -iL -", List.of(), 100))).isEqualTo(Verdict.DENY);
  }

  @Test
  void standardInputThatIsACommandCanNotBeJudgedAndIsNotGuessed() {
    assertThat(why(command("bash", List.of(), 100))).contains("standard input");
    assertThat(verdict(command("bash", List.of(), 0))).isEqualTo(Verdict.ASK);
  }

  @Test
  void aVariableThatDecidesCanNotBeJudgedAndOneThatDoesNotCan() {
    assertThat(verdict(command("ls -l", List.of("WHERE"), 0))).isEqualTo(Verdict.ALLOW);
    assertThat(why(command("cat \"$WHERE\"", List.of("WHERE"), 0))).contains("variable");
  }

  @Test
  void theNamesOfVariablesAreJudged() {
    assertThat(verdict(command("ls", List.of("LD_PRELOAD"), 0))).isEqualTo(Verdict.DENY);
  }

  @Test
  void whatWasDeniedForItsSizeIsSoUnderEveryProfile() {
    Recorded cut =
        recorded(
            new Then.Decided(Verdict.DENY, "command.too-large", "p@1", AT),
            new Request.Partial("cut"));

    assertThat(verdict(cut)).isEqualTo(Verdict.DENY);
  }

  @Test
  void whatTheLogKeepsInPartOrWasNeverJudgedIsSaidToBeSo() {
    assertThat(
            why(
                recorded(
                    new Then.Decided(Verdict.ALLOW, "r", "p@1", AT), new Request.Partial("cut"))))
        .isEqualTo("cut");
    assertThat(
            why(
                recorded(
                    new Then.Unjudged("expired"),
                    new Request.Whole(CommandInput.ofCommand("ls"), null, List.of(), 0, 1_000))))
        .isEqualTo("expired");
  }

  @Test
  void theTimeOutIsJudgedByTheNewProfile() {
    Request day = new Request.Whole(CommandInput.ofCommand("ls"), null, List.of(), 0, 86_400_000);

    assertThat(
            replay.next(
                recorded(new Then.Decided(Verdict.ALLOW, "command.whitelisted", "p@1", AT), day)))
        .isInstanceOfSatisfying(
            Replay.Now.Judged.class, now -> assertThat(now.rule()).isEqualTo("timeout.too-long"));
  }

  @Test
  void theRulesOfBehaviorAreReplayedAtTheTimesOfTheRecord() {
    Recorded denied = command("sudo id", List.of(), 0);
    for (int i = 0; i < 20; i++) {
      verdict(denied);
    }

    assertThat(replay.next(command("ls", List.of(), 0)))
        .isInstanceOfSatisfying(
            Replay.Now.Judged.class, now -> assertThat(now.rule()).isEqualTo(BehaviorWatch.PAUSED));
  }
}
