package dev.lasso.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import dev.lasso.policy.profile.ParsedProfile;
import dev.lasso.policy.profile.ProfileToml;
import dev.lasso.policy.proof.RuleProof.Failure;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A proof finds the hole of a gate that has one. */
class RuleProofTest {
  private static final String RULE =
      """
      name = "own"
      description = "with a rule of its own"
      [commands]
      shell = "parse"
      list = ["git", "nice", "sh", "bash", "env", "nohup", "timeout", "cat"]
      [network]
      mode = "full"
      [[rules]]
      id = "r"
      verdict = "deny"
      when = { program = "git fetch" }
      reason = "a person's reason"
      model = "do it otherwise"
      match = ["git fetch", "git fetch origin"]
      not_match = ["git status"]
      """;

  private final CommandGate gate = new CommandGate(Policy.of(profile()));
  private final CommandGate open = new CommandGate(Policy.of(BuiltInProfiles.named("development")));

  private static dev.lasso.contracts.Profile profile() {
    return switch (ProfileToml.parse(RULE)) {
      case ParsedProfile.Valid valid -> valid.profile();
      case ParsedProfile.Invalid invalid -> throw new AssertionError(invalid.describe());
    };
  }

  private static List<Rule> rules() {
    List<Rule> rules = profile().rules();
    return rules == null ? List.of() : rules;
  }

  private Opinion judge(CommandGate by, String line) {
    return by.line(line, null, null, Map.of());
  }

  @Test
  void theGateItselfHolds() {
    assertThat(RuleProof.of(rules(), true, line -> judge(gate, line))).isEmpty();
  }

  @Test
  void aSpellingThatGetsThroughIsTold() {
    Function<String, Opinion> leaking =
        line -> judge(line.contains("/usr/bin/") ? open : gate, line);

    List<Failure> failures = RuleProof.of(rules(), true, leaking);

    assertThat(failures).extracting(Failure::list).containsOnly("match");
    assertThat(failures).extracting(Failure::example).containsOnly(0, 1);
    assertThat(failures.getFirst().message())
        .contains("'git fetch' gets through as '/usr/bin/git fetch'", "allow");
  }

  @Test
  void aQuestionInsteadOfADenialIsWeaker() {
    Function<String, Opinion> asking =
        line ->
            line.startsWith("nice")
                ? new Opinion(Verdict.ASK, judge(gate, line).points(), null)
                : judge(gate, line);

    assertThat(RuleProof.of(rules(), true, asking))
        .anySatisfy(failure -> assertThat(failure.message()).contains("(a wrapper): ask"));
  }
}
