package dev.lasso.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

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

  static Stream<String> longLinesOfOrdinaryKind() {
    return Stream.of(
        "git status --short\nls -la src\nnpm test | tail -n 5\n".repeat(200),
        "cat > notes.md <<'EOF'\n" + "a line of ordinary text\n".repeat(5_500) + "EOF\n",
        "cat > notes.md <<EOF\n" + "a line of $USER text\n".repeat(5_000) + "EOF\n",
        "git commit -m '" + "word ".repeat(25_000) + "'");
  }

  @ParameterizedTest
  @MethodSource("longLinesOfOrdinaryKind")
  void aLongLineOfOrdinaryKindIsNotTooComplex(String line) {
    assertThat(GATE.line(line, null, null, Map.of()).verdict()).isEqualTo(Verdict.ALLOW);
  }

  static Stream<String> linesThatOnlyKeepTheGateBusy() {
    return Stream.of(numbered(5_000, "p%d; ") + "ls");
  }

  @ParameterizedTest
  @MethodSource("linesThatOnlyKeepTheGateBusy")
  void aLineThatOnlyKeepsTheGateBusyIsTooComplex(String line) {
    assertThat(GATE.line(line, null, null, Map.of()).rule()).isEqualTo("command.too-complex");
  }

  private static String numbered(int times, String unit) {
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < times; i++) {
      all.append(String.format(Locale.ROOT, unit, i));
    }
    return all.toString();
  }
}
