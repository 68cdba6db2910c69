package dev.lasso.policy.profile;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Rule.When;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.BuiltInRules;
import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.proof.RuleProof;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/** Reads the rules of a profile's own, and has them proved. For one profile. */
final class RulesReader {
  private static final int MAX_RULES = 50;
  private static final int MAX_EXAMPLES = 10;
  private static final int MAX_EXAMPLE = 1_000;
  private static final int MAX_ENTRIES = 50;
  private static final int MAX_TEXT = 400;
  private static final List<String> SUBJECTS =
      List.of("program", "read", "write", "delete", "connect", "code", "env");

  private final TomlReader profile;
  private final List<TomlReader> readers = new ArrayList<>();

  RulesReader(TomlReader profile) {
    this.profile = profile;
  }

  /** The rules; what is wrong is noted. */
  List<Rule> read() {
    List<Rule> rules = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (TomlTable table : profile.tables("rules", MAX_RULES)) {
      TomlReader reader = new TomlReader(table);
      readers.add(reader);
      Rule rule = rule(reader);
      if (!rule.id().isEmpty() && !ids.add(rule.id())) {
        reader.report("id", "'" + rule.id() + "' is there twice");
      }
      reader.reportUnknown();
      profile.include("rules[" + rules.size() + "]", reader);
      rules.add(rule);
    }
    return rules;
  }

  private static Rule rule(TomlReader reader) {
    Map<String, Verdict> words = new LinkedHashMap<>();
    words.put("deny", Verdict.DENY);
    words.put("ask", Verdict.ASK);
    words.put("allow", Verdict.ALLOW);
    String id = reader.text("id", null, 64);
    if (!id.isEmpty() && !ProfileToml.isName(id)) {
      reader.report("id", "must be lower-case letters, digits and '-', beginning with a letter");
    }
    if (!reader.has("verdict")) {
      reader.report("verdict", "is missing");
    }
    Verdict verdict = reader.choice("verdict", Verdict.DENY, words);
    When when = when(reader);
    List<String> answers = reader.texts("answers", MAX_ENTRIES, RulesReader::checkAnswer);
    if ((verdict == Verdict.ALLOW) == answers.isEmpty()) {
      reader.report(
          "answers",
          verdict == Verdict.ALLOW
              ? "is missing: an allow names the built-in rules whose questions it answers"
              : "only goes with verdict = \"allow\"");
    }
    return new Rule(
        id,
        verdict,
        when,
        reader.text("reason", null, MAX_TEXT),
        reader.text("model", null, MAX_TEXT),
        answers,
        examples(reader, "match"),
        examples(reader, "not_match"));
  }

  private static When when(TomlReader reader) {
    String program = reader.has("when.program") ? reader.text("when.program", "", 200) : null;
    When when =
        new When(
            program,
            list(reader, "options", option -> checkOption(program, option)),
            list(reader, "operands", RulesReader::checkText),
            list(reader, "read", RulesReader::checkPath),
            list(reader, "write", RulesReader::checkPath),
            list(reader, "delete", RulesReader::checkPath),
            list(reader, "connect", ProfileToml::checkHost),
            list(reader, "code", RulesReader::checkText),
            list(reader, "env", ProfileToml::checkVariable));
    List<String> given = SUBJECTS.stream().filter(key -> reader.has("when." + key)).toList();
    if (given.size() != 1) {
      reader.report("when", "must have exactly one of " + String.join(", ", SUBJECTS));
    }
    if (program == null) {
      for (String key : List.of("when.options", "when.operands")) {
        if (reader.has(key)) {
          reader.report(key, "only goes with when.program");
        }
      }
    } else if (Arrays.stream(program.split(" ", -1)).anyMatch(RulesReader::isNoWord)) {
      reader.report(
          "when.program", "must be a program and its subcommands, with one space between");
    }
    return when;
  }

  private static boolean isNoWord(String word) {
    return word.isEmpty() || word.startsWith("-") || word.startsWith("/");
  }

  private static @Nullable List<String> list(
      TomlReader reader, String key, Function<String, @Nullable String> check) {
    String name = "when." + key;
    if (!reader.has(name)) {
      return null;
    }
    List<String> texts = reader.texts(name, MAX_ENTRIES, check);
    if (texts.isEmpty()) {
      reader.report(name, "must not be empty");
    }
    return texts;
  }

  private static List<String> examples(TomlReader reader, String key) {
    List<String> examples =
        reader.texts(
            key,
            MAX_EXAMPLES,
            line ->
                line.isBlank() || line.length() > MAX_EXAMPLE
                    ? "an example has 1 to " + MAX_EXAMPLE + " characters"
                    : null);
    if (examples.isEmpty()) {
      reader.report(key, "is missing: a rule has at least one example of either kind");
    }
    return examples;
  }

  private static @Nullable String checkText(String text) {
    return text.isEmpty() || text.length() > 255 ? "must have 1 to 255 characters" : null;
  }

  private static @Nullable String checkOption(@Nullable String program, String option) {
    if (option.length() < 2 || option.length() > 255 || option.indexOf('=') >= 0) {
      return "'" + option + "' is not an option's name";
    }
    if (option.charAt(0) != '-' && option.charAt(0) != '+') {
      return "'" + option + "' does not begin with a dash";
    }
    if (program == null) {
      return null;
    }
    CommandModels models = CommandModels.builtIn();
    return models.hasOption(models.named(List.of(program.split(" ", -1))), option)
        ? null
        : "'" + option + "' is no option of " + program + " that the gate knows";
  }

  private static @Nullable String checkPath(String pattern) {
    boolean plain =
        Arrays.stream(pattern.split("/", -1))
            .allMatch(part -> !part.equals(".") && !part.equals(".."));
    boolean home = !pattern.startsWith("~") || pattern.equals("~") || pattern.startsWith("~/");
    return !pattern.isEmpty()
            && pattern.length() <= 1_024
            && plain
            && home
            && !pattern.contains("//")
            && !pattern.endsWith("/")
        ? null
        : "'" + pattern + "' is not a path such as migrations/**, /workspace/*.lock or ~/.cache/**";
  }

  private static @Nullable String checkAnswer(String rule) {
    return BuiltInRules.isAnswerable(rule)
        ? null
        : "'" + rule + "' is no built-in rule whose question can be answered beforehand";
  }

  /** Proves the rules of a profile in which nothing else is wrong; notes what is not as it says. */
  void prove(Profile judged) {
    for (RuleProof.Failure failure : RuleProof.of(judged)) {
      TomlReader reader = new TomlReader(readers.get(failure.rule()).document());
      if (failure.list().isEmpty()) {
        reader.report("id", failure.message());
      } else {
        reader.report(failure.list(), failure.example(), failure.message());
      }
      profile.include("rules[" + failure.rule() + "]", reader);
    }
  }
}
