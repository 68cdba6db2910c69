package dev.lasso.policy.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What was found once is found no more, and Jazzer finds nothing new in a short while. {@code
 * ./lasso fuzz} gives it longer.
 */
class FuzzTest {
  private static final Duration WHILE =
      Duration.ofSeconds(Integer.getInteger("lasso.fuzz.seconds", 8));

  /** One of so many examples: to read them all takes as long as the test may. */
  private static final int ONE_OF = 6;

  private static final List<Consumer<byte[]>> TARGETS =
      List.of(
          ParserFuzz::fuzzerTestOneInput,
          GateFuzz::fuzzerTestOneInput,
          WordsFuzz::fuzzerTestOneInput);

  @Test
  void nothingThatWasFoundOnceIsBroken() {
    assertThat(Examples.found()).isNotEmpty();
    for (String input : Examples.found()) {
      byte[] bytes = input.getBytes(StandardCharsets.UTF_8);
      TARGETS.forEach(target -> target.accept(bytes));
      MutantsFuzz.fuzzerTestOneInput(bytes);
    }
  }

  @Test
  void theExamplesOfTheTablesKeepEveryLaw() {
    for (String input : Examples.ofTheTables()) {
      TARGETS.forEach(target -> target.accept(input.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @EnumSource(value = Target.class, names = "BATCH", mode = EnumSource.Mode.EXCLUDE)
  void jazzerFindsNothingInAWhile(Target target) throws Exception {
    List<String> seeds = new ArrayList<>(Examples.found());
    List<String> examples = Examples.ofTheTables();
    for (int i = 0; i < examples.size(); i += ONE_OF) {
      seeds.add(examples.get(i));
    }

    FuzzRun.Outcome outcome = new FuzzRun(target, Path.of("target", "fuzz")).run(WHILE, seeds);

    assertThat(outcome.clean()).as("%s%n%s", outcome.findings(), outcome.said()).isTrue();
  }
}
