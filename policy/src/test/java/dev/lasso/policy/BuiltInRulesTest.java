package dev.lasso.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.BuiltInRules.BuiltInRule;
import dev.lasso.policy.profile.BuiltInProfiles;
import dev.lasso.policy.proof.Mutants;
import dev.lasso.policy.proof.Mutants.Mutant;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gate's own rules hold what their data file says of them, and it says something of each. */
class BuiltInRulesTest {
  private static final Pattern DOTTED = Pattern.compile("[a-z]+(\\.[a-z]+(-[a-z]+)*)+");
  private static final Set<String> NO_RULES = Set.of("ld.so", "rules.jsonl", "core.fsmonitor");
  private static final Set<String> WITHOUT_DOT = Set.of("destruction", "persistence", "privilege");

  static List<String> names() {
    return BuiltInRules.all().keySet().stream().sorted().toList();
  }

  @Test
  void everyRuleNameInTheCodeHasItsExamplesAndNoOtherHas() throws Exception {
    Set<String> inCode = new TreeSet<>(WITHOUT_DOT);
    Path root =
        Path.of(CommandGate.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve("dev/lasso/policy");
    for (Path directory : List.of(root, root.resolve("eval"))) {
      try (Stream<Path> files = Files.list(directory)) {
        for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
          ClassFile.of()
              .parse(file)
              .constantPool()
              .forEach(entry -> {
                if (entry instanceof StringEntry text
                    && DOTTED.matcher(text.stringValue()).matches()) {
                  inCode.add(text.stringValue());
                }
              });
        }
      }
    }
    inCode.removeAll(NO_RULES);

    assertThat(new TreeSet<>(BuiltInRules.all().keySet())).isEqualTo(inCode);
  }

  @Test
  void noCommandIsDecidedByARuleThatTheListDoesNotHave() throws IOException {
    Set<String> unknown = new TreeSet<>();
    List<CommandGate> gates = BuiltInProfiles.NAMES.stream().map(name -> gate(name, null)).toList();
    Path examples = Path.of("src/test/resources/dev/lasso/policy/commands");
    try (Stream<Path> files = Files.list(examples)) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          if (!line.isBlank()) {
            String command = Wire.mapper().readTree(line).get("command").textValue();
            for (CommandGate gate : gates) {
              Opinion opinion = gate.line(command, null, null, Map.of());
              opinion.points().forEach(point -> unknown.add(point.judgement().rule()));
            }
          }
        }
      }
    }
    unknown.removeAll(BuiltInRules.all().keySet());

    assertThat(unknown).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void itsExamplesAreDecidedByItAndItsCounterexamplesAreNot(String name) {
    BuiltInRule rule = rule(name);
    CommandGate gate = gate(rule);
    List<String> wrong = new ArrayList<>();
    for (JsonNode match : rule.examples().get("match")) {
      Opinion opinion = judge(gate, match);
      if (!decides(name, opinion)) {
        wrong.add("match " + match + ": " + opinion.verdict() + " by " + opinion.rule());
      }
    }
    for (JsonNode other : rule.examples().get("not_match")) {
      Opinion opinion = judge(gate, other);
      if (opinion.points().stream().anyMatch(each -> each.judgement().rule().equals(name))) {
        wrong.add("not_match " + other + ": " + opinion.verdict() + " by " + name);
      }
    }

    assertThat(wrong).isEmpty();
    if (!rule.examples().has("unreachable")) {
      assertThat(rule.examples().get("match")).isNotEmpty();
      assertThat(rule.examples().get("not_match")).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void nothingThatItIsForGetsFurtherWhenItIsOnlyWrittenOtherwise(String name) {
    BuiltInRule rule = rule(name);
    CommandGate gate = gate(rule);
    List<String> wrong = new ArrayList<>();
    for (JsonNode match : rule.examples().get("match")) {
      Verdict verdict = judge(gate, match).verdict();
      for (Mutant mutant : Mutants.of(match.textValue())) {
        Opinion changed = gate.line(mutant.line(), null, null, Map.of());
        if (changed.verdict().compareTo(verdict) < 0) {
          wrong.add(mutant + ": " + verdict + " became " + changed.verdict());
        }
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void whatRefusesOrAsksTellsAnAgentWhatToDoInstead() {
    for (BuiltInRule rule : BuiltInRules.all().values()) {
      CommandGate gate = gate(rule);
      for (JsonNode match : rule.examples().get("match")) {
        if (judge(gate, match).verdict() != Verdict.ALLOW) {
          assertThat(rule.instead()).as(rule.name()).isNotBlank();
        }
      }
    }
  }

  private static BuiltInRule rule(String name) {
    return BuiltInRules.named(name).orElseThrow();
  }

  private static boolean decides(String name, Opinion opinion) {
    // of several allowances none is stricter than another
    return opinion.verdict() == Verdict.ALLOW
        ? opinion.rule().equals(name)
            || opinion.points().stream().anyMatch(each -> each.judgement().rule().equals(name))
        : opinion.rule().equals(name);
  }

  private static Opinion judge(CommandGate gate, JsonNode line) {
    return gate.line(line.textValue(), null, null, Map.of());
  }

  private static CommandGate gate(BuiltInRule rule) {
    JsonNode interpreters = rule.examples().get("interpreters");
    return gate(
        rule.examples().get("profile").textValue(),
        interpreters == null ? null : interpreters.textValue());
  }

  /** The gate of a built-in profile; {@code -asking} after its name has it ask. */
  private static CommandGate gate(
      String profile, @org.jspecify.annotations.Nullable String interpreters) {
    boolean asking = profile.endsWith("-asking");
    Profile base = BuiltInProfiles.named(asking ? profile.replace("-asking", "") : profile);
    Profile.CommandPolicy commands = base.commands();
    return new CommandGate(
        Policy.of(
            new Profile(
                base.name(),
                base.description(),
                base.image(),
                base.isolation(),
                new Profile.CommandPolicy(
                    commands.mode(),
                    commands.list(),
                    commands.shell(),
                    interpreters == null
                        ? commands.interpreters()
                        : Profile.Interpreters.valueOf(interpreters.toUpperCase(Locale.ROOT)),
                    asking ? Profile.Asking.ASK : commands.ask()),
                base.network(),
                base.limits(),
                base.env(),
                base.paths())));
  }
}
