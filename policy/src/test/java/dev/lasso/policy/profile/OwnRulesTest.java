package dev.lasso.policy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Explainer;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnRulesTest {
  private static final String PROFILE =
      """
      name = "own"
      description = "with rules of its own"
      [commands]
      shell = "parse"
      list = ["cat", "cp", "curl", "echo", "env", "find", "git", "ls", "make", "mv", "nice", "npm",
        "perl", "python3", "rm", "sed", "sh", "bash", "tee", "timeout", "touch", "xargs", "nohup"]
      [network]
      mode = "restricted"
      allow = ["github.com", "*.github.com"]
      """;

  private static final String NO_FORCE =
      rule(
          "no-force",
          "deny",
          "program = \"git push\", options = [\"-f\", \"--force\"]",
          "\"git push --force\", \"git push -f origin main\"",
          "\"git push origin main\"");

  private static String rule(
      String id, String verdict, String when, String match, String notMatch) {
    return """
    [[rules]]
    id = "%s"
    verdict = "%s"
    when = { %s }
    reason = "a person's reason"
    model = "do it otherwise"
    match = [%s]
    not_match = [%s]
    """
        .formatted(id, verdict, when, match, notMatch);
  }

  private static String allow(String when, String answers, String match, String notMatch) {
    return rule("allowed", "allow", when, match, notMatch) + "answers = [" + answers + "]\n";
  }

  private static Profile profile(String rules) {
    return switch (ProfileToml.parse(PROFILE + rules)) {
      case ParsedProfile.Valid valid -> valid.profile();
      case ParsedProfile.Invalid invalid -> throw new AssertionError(invalid.describe());
    };
  }

  private static List<String> problems(String rules) {
    return switch (ProfileToml.parse(PROFILE + rules)) {
      case ParsedProfile.Valid valid -> List.of();
      case ParsedProfile.Invalid invalid ->
          invalid.problems().stream().map(ParsedProfile.Problem::toString).toList();
    };
  }

  private static Opinion judge(Profile profile, String line) {
    return new CommandGate(Policy.of(profile)).line(line, null, null, Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git push --force",
        "git push -qf",
        "git -C sub push -f",
        "true && sh -c 'git push --force'",
        "x=--force; git push $x",
        "env A=b nice /usr/bin/git push origin main --force"
      })
  void aRuleRefusesHoweverTheCommandIsWritten(String line) {
    Opinion opinion = judge(profile(NO_FORCE), line);

    assertThat(opinion.verdict()).isEqualTo(Verdict.DENY);
    assertThat(opinion.rule()).isEqualTo("rule.no-force");
    assertThat(opinion.reasons()).contains("a person's reason");
  }

  @Test
  void theAgentIsToldWhatTheRuleSays() {
    CommandGate gate = new CommandGate(Policy.of(profile(NO_FORCE)));
    Opinion opinion = gate.line("git push -f", null, null, Map.of());

    assertThat(new Explainer(gate, null, null, Map.of()).line("git push -f", opinion))
        .hasValueSatisfying(explanation ->
            assertThat(explanation.model()).contains("do it otherwise", "[rule.no-force]"));
  }

  @Test
  void aRuleOverPathsIsForEveryProgramThatWritesThere() {
    Profile profile =
        profile(
            rule(
                "migrations",
                "deny",
                "write = [\"migrations/**\"]",
                "\"echo x > migrations/1.sql\", \"sed -i s/a/b/ migrations/1.sql\","
                    + " \"cp a.sql migrations/2.sql\"",
                "\"cat migrations/1.sql\""));

    assertThat(judge(profile, "cd migrations && touch 3.sql").rule()).isEqualTo("rule.migrations");
    assertThat(judge(profile, "echo x | tee ./docs/../migrations//4.sql").rule())
        .isEqualTo("rule.migrations");
    assertThat(judge(profile, "touch docs/1.sql").verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void aTreeIsNotDeletedWithWhatARuleKeeps() {
    Profile profile =
        profile(
            rule(
                "keep", "ask", "delete = [\"data/raw/**\"]", "\"rm data/raw/a\"", "\"rm data/b\""));

    assertThat(judge(profile, "rm -rf data").rule()).isEqualTo("rule.keep");
    assertThat(judge(profile, "rm -rf data").verdict()).isEqualTo(Verdict.ASK);
  }

  @Test
  void rulesOverHostsLanguagesAndVariablesHold() {
    Profile profile =
        profile(
            rule(
                    "gist",
                    "deny",
                    "connect = [\"gist.github.com\"]",
                    "\"curl https://gist.github.com/x\"",
                    "\"curl https://github.com/x\"")
                + rule("perl", "ask", "code = [\"perl\"]", "\"perl -e 1\"", "\"python3 -c 1\"")
                + rule("db", "deny", "env = [\"DB\"]", "\"DB=x npm test\"", "\"DC=x npm test\""));

    assertThat(judge(profile, "curl -s https://GIST.github.com/y").rule()).isEqualTo("rule.gist");
    assertThat(judge(profile, "perl x.pl").verdict()).isEqualTo(Verdict.ASK);
    assertThat(judge(profile, "export DB=y; make").rule()).isEqualTo("rule.db");
    assertThat(judge(profile, "env DB=y npm test").rule()).isEqualTo("rule.db");
  }

  @Test
  void anAllowanceAnswersTheQuestionThatItNamesAndNothingElse() {
    Profile profile =
        profile(
            allow(
                "program = \"git push\", options = [\"-u\"], operands = [\"origin\", \"agent/*\"]",
                "\"command.questionable\"",
                "\"git push -u origin agent/x\"",
                "\"git push origin main\", \"git push --force origin agent/x\", \"git push\""));

    Opinion allowed = judge(profile, "git push -u origin agent/y");
    assertThat(allowed.verdict()).isEqualTo(Verdict.ALLOW);
    assertThat(allowed.reasons()).contains("a person's reason");
    assertThat(judge(profile, "git push origin agent/y; git push --tags").verdict())
        .isEqualTo(Verdict.ASK);
    assertThat(judge(profile, "git push origin \"$X\"").verdict()).isNotEqualTo(Verdict.ALLOW);
    assertThat(judge(profile, "git push -u origin agent/y; make --eval='$(info x)'").verdict())
        .isEqualTo(Verdict.ASK);
    assertThat(judge(profile, "git push --receive-pack=./x origin agent/y").verdict())
        .isEqualTo(Verdict.DENY);
  }

  @Test
  void anAllowanceNeverOverridesADenial() {
    assertThat(
            problems(
                allow(
                    "program = \"docker\"",
                    "\"command.not-whitelisted\"",
                    "\"docker ps\"",
                    "\"ls\"")))
        .singleElement()
        .asString()
        .contains("rules[0].match", "'docker ps' is not one that the rule is for");
  }

  @Test
  void whatIsNotKnownBeforeItRunsIsNotAnsweredBeforehand() {
    assertThat(
            problems(
                allow("program = \"git push\"", "\"command.unsure\"", "\"git push\"", "\"ls\"")))
        .anySatisfy(problem -> assertThat(problem).contains("rules[0].answers", "beforehand"));
  }

  @Test
  void aRuleWithoutExamplesOfEitherKindDoesNotLoad() {
    assertThat(problems(rule("r", "deny", "program = \"git fetch\"", "", "")))
        .anySatisfy(problem -> assertThat(problem).contains("rules[0].match: is missing"))
        .anySatisfy(problem -> assertThat(problem).contains("rules[0].not_match: is missing"));
  }

  @Test
  void everyExampleThatFlipsIsToldWithItsPlace() {
    String rules =
        rule(
            "r",
            "deny",
            "program = \"git fetch\"",
            "\"git fetch\", \"git pull\"",
            "\"git status\", \"git fetch origin\"");

    assertThat(problems(rules))
        .containsExactly(
            "16:23: rules[0].match: 'git pull' is not one that the rule is for: it is allow by"
                + " command.whitelisted",
            "17:28: rules[0].not_match: 'git fetch origin' is one that the rule is for");
  }

  @Test
  void aRuleThatABuiltInOneAlwaysComesBeforeDoesNotLoad() {
    assertThat(problems(rule("r", "deny", "program = \"docker\"", "\"docker ps\"", "\"ls\"")))
        .singleElement()
        .asString()
        .contains("can't be reached", "command.not-whitelisted");
  }

  @Test
  void aRuleThatAnotherOneAlwaysComesBeforeDoesNotLoad() {
    assertThat(
            problems(
                rule("first", "deny", "program = \"git fetch\"", "\"git fetch\"", "\"ls\"")
                    + rule("second", "ask", "program = \"git fetch\"", "\"git fetch\"", "\"ls\"")))
        .singleElement()
        .asString()
        .contains("rules[1].id", "can't be reached", "rule.first");
  }

  @Test
  void anOptionThatTheProgramDoesNotHaveIsTold() {
    assertThat(
            problems(
                rule(
                    "r",
                    "deny",
                    "program = \"git log\", options = [\"--onel\"]",
                    "\"git log --onel\"",
                    "\"git log\"")))
        .anySatisfy(problem ->
            assertThat(problem).contains("'--onel' is no option of git log that the gate knows"));
  }

  @Test
  void aQuestionThatNobodyWouldBeAskedDoesNotLoad() {
    String rules = rule("r", "ask", "program = \"git fetch\"", "\"git fetch\"", "\"ls\"");
    String answered = PROFILE.replace("shell =", "ask = \"allow\"\nshell =") + rules;

    assertThat(ProfileToml.parse(answered))
        .isInstanceOfSatisfying(
            ParsedProfile.Invalid.class,
            invalid -> assertThat(invalid.describe()).contains("answers before anybody is asked"));
  }

  @Test
  void aRuleIsForExactlyOneThing() {
    assertThat(
            problems(
                rule("r", "deny", "read = [\"a\"], write = [\"b\"]", "\"cat a\"", "\"cat c\"")))
        .singleElement()
        .asString()
        .contains("rules[0].when: must have exactly one of");
  }

  @Test
  void aProfileWithRulesIsTheSameAfterTheWire() {
    Profile profile = profile(NO_FORCE);

    assertThat(Wire.decode(Profile.class, Wire.encode(profile))).isEqualTo(profile);
  }

  @Test
  void aRuleMakesAnotherRevisionAndAnotherPolicy() {
    Profile with = profile(NO_FORCE);
    Profile without = profile("");

    assertThat(ProfileToml.refOf(with)).isNotEqualTo(ProfileToml.refOf(without));
    assertThat(Policy.of(with).hash()).hasSize(64).isNotEqualTo(Policy.of(without).hash());
    assertThat(Policy.of(with).hash()).isEqualTo(Policy.of(profile(NO_FORCE)).hash());
  }
}
