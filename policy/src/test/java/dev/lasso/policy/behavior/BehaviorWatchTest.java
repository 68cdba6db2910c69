package dev.lasso.policy.behavior;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.BehaviorPolicy;
import dev.lasso.contracts.BehaviorPolicy.Rule;
import dev.lasso.contracts.BehaviorPolicy.Signal;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rules of behavior make of commands that the real gate has judged. */
class BehaviorWatchTest {
  private static final SandboxId SANDBOX = new SandboxId("sb-1");
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Profile DEVELOPMENT = BuiltInProfiles.named("development");
  private static final CommandGate GATE = new CommandGate(Policy.of(DEVELOPMENT));
  private static final String FINE = "ls";
  private static final String DENIED = "cat /home/agent/.ssh/id_rsa";

  private final BehaviorWatch watch = new BehaviorWatch();
  private Instant now = START;

  private static Rule rule(
      Signal signal,
      @Nullable Integer warn,
      @Nullable Integer ask,
      @Nullable Integer block,
      @Nullable Integer pause) {
    return new Rule(signal, 60_000, warn, ask, block, pause);
  }

  private static Profile with(Rule... rules) {
    return with(Profile.Asking.ASK, rules);
  }

  private static Profile with(Profile.Asking asking, Rule... rules) {
    Profile.CommandPolicy commands = DEVELOPMENT.commands();
    return new Profile(
        DEVELOPMENT.name(),
        DEVELOPMENT.description(),
        DEVELOPMENT.image(),
        DEVELOPMENT.isolation(),
        new Profile.CommandPolicy(
            commands.mode(), commands.list(), commands.shell(), commands.interpreters(), asking),
        DEVELOPMENT.network(),
        DEVELOPMENT.limits(),
        DEVELOPMENT.env(),
        DEVELOPMENT.paths(),
        new BehaviorPolicy(List.of(rules)),
        null);
  }

  private Opinion next(Profile profile, String line) {
    return next(SANDBOX, profile, line);
  }

  private Opinion next(SandboxId sandbox, Profile profile, String line) {
    return watch.next(sandbox, profile, GATE.line(line, null, null, Map.of()), now).opinion();
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void withoutRulesNothingIsChangedOrKept() {
    Opinion alone = GATE.line(FINE, null, null, Map.of());

    assertThat(watch.next(SANDBOX, with(), alone, now).opinion()).isSameAs(alone);
    assertThat(watch.size()).isZero();
  }

  @Test
  void aWarningIsAReasonAndChangesNeitherVerdictNorRule() {
    Profile profile = with(rule(Signal.COMMANDS, 2, null, null, null));
    Opinion first = next(profile, FINE);

    Opinion second = next(profile, FINE);

    assertThat(first.reasons()).noneMatch(reason -> reason.contains("within 1 min"));
    assertThat(second.reasons()).contains("2 commands were asked for within 1 min");
    assertThat(second.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(second.rule()).isEqualTo(first.rule());
  }

  @Test
  void theStrictestOfTheNumbersThatAreReachedCounts() {
    Profile profile = with(rule(Signal.COMMANDS, 1, 2, 3, null));

    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ASK);
    Opinion third = next(profile, FINE);
    assertThat(third.verdict()).isEqualTo(Verdict.DENY);
    assertThat(third.rule()).isEqualTo("behavior.commands");
  }

  @Test
  void aQuestionBecomesWhatTheProfileMakesOfQuestions() {
    Rule asks = rule(Signal.COMMANDS, null, 1, null, null);

    assertThat(next(with(Profile.Asking.ASK, asks), FINE).verdict()).isEqualTo(Verdict.ASK);
    assertThat(next(with(Profile.Asking.DENY, asks), FINE).verdict()).isEqualTo(Verdict.DENY);
    assertThat(next(with(Profile.Asking.ALLOW, asks), FINE).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void whatIsOlderThanTheWindowDoesNotCount() {
    Profile profile = with(rule(Signal.COMMANDS, null, null, 2, null));
    next(profile, FINE);
    pass(Duration.ofMillis(59_999));
    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.DENY);

    pass(Duration.ofMinutes(1));

    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void anAgentThatKeepsTryingWhatIsDeniedIsPausedUntilSomeoneResumesIt() {
    Profile profile = with(rule(Signal.DENIALS, null, null, null, 3));
    next(profile, DENIED);
    next(profile, DENIED);
    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(watch.isPaused(SANDBOX)).isFalse();

    Opinion third = next(profile, DENIED);

    assertThat(third.rule()).isEqualTo("path.secret");
    assertThat(third.reasons()).anyMatch(reason -> reason.contains("paused"));
    pass(Duration.ofDays(7));
    Opinion later = next(profile, FINE);
    assertThat(later.verdict()).isEqualTo(Verdict.DENY);
    assertThat(later.rule()).isEqualTo(BehaviorWatch.PAUSED);

    watch.resume(SANDBOX);

    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, DENIED).reasons()).noneMatch(reason -> reason.contains("paused"));
  }

  @Test
  void denialsByARuleOfBehaviorDoNotCountAsDenialsSoABlockEndsWithItsWindow() {
    Profile profile = with(rule(Signal.DENIALS, null, null, 2, null));
    next(profile, DENIED);
    next(profile, DENIED);
    for (int second = 0; second < 59; second++) {
      pass(Duration.ofSeconds(1));
      assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.DENY);
    }

    pass(Duration.ofSeconds(1));

    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void deletionsAddUpOverCommandsAndADeniedOneRemovesNothing() {
    Profile profile = with(rule(Signal.DELETIONS, null, null, 4, null));
    assertThat(next(profile, "rm a b").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, "rm c d").rule()).isEqualTo("behavior.deletions");

    assertThat(next(profile, "rm e").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, "rm f").verdict()).isEqualTo(Verdict.DENY);
    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void treesAreCountedApartFromFiles() {
    Profile profile = with(rule(Signal.TREE_DELETIONS, null, null, 2, null));

    assertThat(next(profile, "rm a b c d").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, "rm -rf build").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, "rm -r dist").rule()).isEqualTo("behavior.tree-deletions");
  }

  @Test
  void theSameHostOrProgramCountsOnce() {
    Profile hosts = with(rule(Signal.HOSTS, null, null, 2, null));
    assertThat(next(hosts, "curl https://github.com/a").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(hosts, "curl https://github.com/b").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(hosts, "curl https://api.github.com/").rule()).isEqualTo("behavior.hosts");

    SandboxId other = new SandboxId("sb-2");
    Profile programs = with(rule(Signal.PROGRAMS, null, null, 3, null));
    assertThat(next(other, programs, "ls; ls | wc -l").verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(other, programs, "ls | sort").rule()).isEqualTo("behavior.programs");
  }

  @Test
  void theNetworkAfterASecretIsAskedAboutAndBeforeItIsNot() {
    Profile profile = with(rule(Signal.EGRESS_AFTER_SECRET, null, 1, null, null));
    String connects = "curl https://github.com/a";
    assertThat(next(profile, connects).verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(next(profile, "cat .env").verdict()).isEqualTo(Verdict.ALLOW);

    Opinion after = next(profile, connects);

    assertThat(after.verdict()).isEqualTo(Verdict.ASK);
    assertThat(after.rule()).isEqualTo("behavior.egress-after-secret");
    pass(Duration.ofMinutes(1));
    assertThat(next(profile, connects).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void sandboxesAreCountedApartAndTheSilentOnesAreForgottenButNoPause() {
    BehaviorWatch small = new BehaviorWatch(2);
    Profile profile = with(rule(Signal.DENIALS, null, null, null, 1));
    Opinion denied = GATE.line(DENIED, null, null, Map.of());
    for (int i = 0; i < 10; i++) {
      small.next(new SandboxId("sb-" + i), profile, denied, now);
      assertThat(small.size()).isLessThanOrEqualTo(2);
    }

    assertThat(small.isPaused(new SandboxId("sb-0"))).isTrue();
    small.forget(new SandboxId("sb-0"));
    assertThat(small.isPaused(new SandboxId("sb-0"))).isFalse();
  }

  @Test
  void aClockThatGoesBackForgetsNothing() {
    Profile profile = with(rule(Signal.COMMANDS, null, null, 3, null));
    next(profile, FINE);
    pass(Duration.ofHours(-1));
    next(profile, FINE);

    assertThat(next(profile, FINE).verdict()).isEqualTo(Verdict.DENY);
  }

  @Test
  void aLongAndBusyPastIsCountedExactlyUpToTheHighestNumber() {
    Tally tally = new Tally(1_000, 5);
    Distinct distinct = new Distinct(1_000, 5);
    for (int i = 0; i < 100_000; i++) {
      tally.add(i / 100, 1);
      distinct.add(java.util.Set.of("h" + i), i / 100);
    }

    assertThat(tally.at(999)).isGreaterThanOrEqualTo(5).isLessThanOrEqualTo(6);
    assertThat(distinct.with(java.util.Set.of(), 999)).isEqualTo(5);
    assertThat(tally.at(3_000)).isZero();
    assertThat(distinct.with(java.util.Set.of("new"), 3_000)).isEqualTo(1);
  }

  @Test
  void aBusyDayOfAnAgentMeetsNoRuleOfTheBuiltInProfile() {
    List<String> day =
        List.of(
            "git status --short",
            "rg -n TODO src | head -20",
            "sed -n 1,40p src/main.py",
            "python3 -m pytest -q",
            "npm test",
            "rm -rf build dist",
            "git add -A && git commit -m wip",
            "curl -fsSL https://raw.githubusercontent.com/a/b/main/c.json -o c.json");
    for (int i = 0; i < 2_000; i++) {
      Opinion alone = GATE.line(day.get(i % day.size()), null, null, Map.of());
      assertThat(watch.next(SANDBOX, DEVELOPMENT, alone, now).alerts()).isEmpty();
      pass(Duration.ofSeconds(2));
    }
  }
}
