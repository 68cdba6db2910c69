package dev.lasso.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short lines whose texts double again and again: refused, before memory is. */
class GrowthTest {
  private static final CommandGate GATE =
      new CommandGate(Policy.of(BuiltInProfiles.named("development")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      quoteCharacter = '~',
      value = {
        "a=bbbbbbbb^; a=$a$a",
        "a=bbbbbbbb^; a=\"$a$a\"",
        "a=bbbbbbbb^; a+=$a",
        "a=bbbbbbbb^; export a=$a$a",
        "a=bbbbbbbb^; declare a=$a$a",
        "a=bbbbbbbb^; read a <<< \"$a$a\"",
        "a=bbbbbbbb^; eval \"a=$a$a\"",
        "a=bbbbbbbb^; a=$(printf %s%s \"$a\" \"$a\" | cat)",
        "a=\"b b\"^; a=\"$a $a\"",
        "a=(b b)^; a=(\"${a[@]}\" \"${a[@]}\")",
        "a=(b b)^; a+=(\"${a[@]}\")",
        "set -- b b^; set -- \"$@\" \"$@\"",
        "a=d/^; a=$a$a; cd $a"
      })
  void aLineWhoseTextsDoubleIsTooComplex(String start, String doubled) {
    String line = start + doubled.repeat(40);

    Opinion opinion = GATE.line(line, null, null, Map.of());

    assertThat(opinion.verdict()).as(line).isEqualTo(Verdict.DENY);
    assertThat(opinion.rule()).as(line).isEqualTo("command.too-complex");
  }
}
