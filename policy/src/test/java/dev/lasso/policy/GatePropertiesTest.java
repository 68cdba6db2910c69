package dev.lasso.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.eval.Lowering;
import dev.lasso.policy.fuzz.Examples;
import dev.lasso.policy.fuzz.Laws;
import dev.lasso.policy.proof.Mutants;
import dev.lasso.policy.proof.Mutants.Mutant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * What holds of the gate for any input. Where one does not hold jqwik tells the seed, and tries the
 * same first when it runs again.
 */
class GatePropertiesTest {
  private static final Path BASH = Path.of("/bin/bash");
  private static final List<String> EXAMPLES = Examples.ofTheTables();
  private static final int PLANS = 300;

  @BeforeContainer
  static void tellsWhatIsLeftOut() {
    if (!Files.isExecutable(BASH)) {
      System.err.println("SKIPPED: no " + BASH + ": words and plans were NOT read by a real shell");
    }
  }

  @Provide
  Arbitrary<String> examples() {
    return Arbitraries.of(EXAMPLES);
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs();
  }

  @Provide
  Arbitrary<String> word() {
    return Arbitraries.strings()
        .withCharRange(' ', '~')
        .withChars('\n', '\t', '\r', '\u00e9', '\u4e2d', '\'', '"', '\\', '$', '`', '!', '*', '{')
        .ofMaxLength(12);
  }

  @Provide
  Arbitrary<List<String>> argv() {
    return word().list().ofMinSize(1).ofMaxSize(5);
  }

  @Provide
  Arbitrary<List<String>> many() {
    return word().list().ofMinSize(100).ofMaxSize(400);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.of(
                "a", "rm", "cat", " ", " ", "$(", ")", "`", "\"", "'", "{", "}", "|", "&&", ";",
                "\n", "<<E", "E", ">", "<(", "$x", "${x", "((", "))", "[[", "]]", "if", "then",
                "fi", "for", "in", "do", "done", "case", "esac", "=", "*", "~", "\\", "sed", "awk",
                "find", "-exec", "-c", "bash", "eval", "\u202e", "\ud800", "\0", "\r")
            .list()
            .ofMaxSize(24)
            .map(pieces -> String.join("", pieces)));
  }

  @Property(tries = 3000)
  void anyTextGetsOneAnswer(@ForAll("texts") String text) {
    Laws.answers(text);
  }

  @Property(tries = 3000)
  void whatIsParsedIsPrintedAsTheSame(@ForAll("texts") String text) {
    Laws.printsWhatItParsed(text);
  }

  @Property(tries = 2000)
  void wordsAreJudgedAsTheLineThatTheyArePrintedAs(@ForAll("argv") List<String> argv) {
    Laws.answersWords(argv);
  }

  // always the same ones: ./lasso fuzz looks for new ones
  @Property(tries = 2000, seed = "4", generation = GenerationMode.RANDOMIZED)
  void whatIsNotAllowedIsNotAllowedEitherHoweverItIsWritten(
      @ForAll("examples") String example, @ForAll("seeds") long seed) {
    Laws.refusesWhateverItLooksLike(example, 2, new Random(seed));
  }

  @Property(tries = 15, shrinking = ShrinkingMode.BOUNDED)
  void bashReadsPrintedWordsAsTheyWere(@ForAll("many") List<String> words) throws Exception {
    Assume.that(Files.isExecutable(BASH));
    List<String> argv = new ArrayList<>(List.of("printf", "%s\\0", "-"));
    argv.addAll(words);

    String out = bash(List.of("-c", Laws.line(argv)), "");

    assertThat(out).isEqualTo("-\0" + String.join("\0", words) + "\0");
  }

  @Property(tries = 1)
  void bashReadsEveryPlan(@ForAll("seeds") long seed) throws Exception {
    Assume.that(Files.isExecutable(BASH));
    Set<String> plans = plans(new Random(seed));
    assertThat(plans).hasSizeGreaterThan(PLANS / 2);
    StringBuilder all = new StringBuilder();
    // without -n, but in functions that are not called: one bash reads them all, each by itself
    plans.forEach(plan ->
        all.append("eval ")
            .append(Laws.line(List.of("f() {\n" + plan + "\n}")))
            .append(" || printf '%s\\n' ")
            .append(Laws.line(List.of(plan)))
            .append('\n'));

    assertThat(bash(List.of(), all.toString())).as("seed %s", seed).isEmpty();
  }

  /** The scripts that a shell is to run for what is allowed. */
  private static Set<String> plans(Random random) {
    Set<String> plans = new LinkedHashSet<>();
    for (int tries = 0; tries < 40 * PLANS && plans.size() < PLANS; tries++) {
      CommandGate gate = Laws.GATES.get(random.nextInt(Laws.GATES.size()));
      String line = EXAMPLES.get(random.nextInt(EXAMPLES.size()));
      List<Mutant> mutants = Mutants.of(line);
      if (!mutants.isEmpty() && random.nextBoolean()) {
        line = mutants.get(random.nextInt(mutants.size())).line();
      }
      Opinion opinion = gate.line(line, null, null, Map.of());
      if (opinion.verdict() == Verdict.ALLOW && opinion.script() != null) {
        List<String> plan = Lowering.argv(opinion.script());
        if (plan.getFirst().equals(BASH.toString())) {
          plans.add(plan.getLast());
        }
      }
    }
    return plans;
  }

  private static String bash(List<String> arguments, String script)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(BASH.toString(), "--noprofile", "--norc"));
    command.addAll(arguments);
    Path input = Files.createTempFile(Path.of("target"), "script", ".sh");
    try {
      Files.writeString(input, script);
      Process bash =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(input.toFile())
              .start();
      String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
      return out;
    } finally {
      Files.delete(input);
    }
  }
}
