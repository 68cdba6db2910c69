package dev.lasso.policy.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing takes more than its share. */
class BudgetTest {
  /** Of every character, what looking ahead and at it again may cost. */
  private static final int STEPS_PER_CHARACTER = 16;

  private static final int LENGTH = 16 * 1024;

  private static Stream<String> hostile() {
    String[] units = {
      "(",
      "{",
      "{ ",
      "((",
      "$(",
      "${",
      "$((",
      "`",
      "\\`",
      "\\\\`",
      "'",
      "\"",
      "$'",
      "\"$(",
      "\"${x:-",
      "{a,",
      "[",
      "[a",
      "[[:a:]",
      "[[ ",
      "[[ ( ",
      "[[ ! ",
      "a[",
      "x=(",
      "x[",
      "<<E ",
      "<<E\n",
      "<<-E\n\t",
      "$(<<E ",
      "a|",
      "a&&",
      "a&",
      "a;",
      "a\n",
      "!",
      "! ",
      "time ",
      "if ",
      "while ",
      "for x in ",
      "case x in ",
      "f()",
      "f() { ",
      "function f { ",
      "#",
      "~",
      "*",
      "1",
      "1>",
      ">",
      "<",
      "<(",
      "a=",
      "\\\n",
      " ",
      "\n",
      "\t",
      "}",
      ")",
      "]",
      "${x/",
      "${x[",
      "${x:",
      "${#",
      "${!",
      "$x",
      "$",
      "..",
      "{1..2}",
      "{a..",
      "{,}",
      ",",
      "a{b,c}",
      "`a`",
      "$(a)",
      "$((1))",
      "\u00e9",
      "\ud83d\ude00",
      "<<E;",
      "cat <<E\nE\n",
      "cat <<-'E'\n\tE\n",
      "[[ a =~ (",
      "x[1]=1 ",
      "a:~",
      "=",
      "$\\\n",
      "elif ",
      "esac ",
      "do ",
      "{ (",
      "(( (",
      "\"`",
      "`\"",
      "<<E $(",
      "${x:-${",
      "{$x,",
      "!(",
      "@(",
      "a~",
      ":~",
      "a=:~",
      "=~",
      "-a:~",
      "a[0]:~",
    };
    return Stream.of(units);
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void looksAtEveryCharacterAFewTimesOnly(String unit) {
    for (String prefix : new String[] {"", "p ", "p \"", "x=(", "[[ ", "cat <<E\n"}) {
      String text = prefix + unit.repeat(LENGTH / unit.length());
      Budget budget = new Budget();
      boolean parsed;
      try {
        ShellPrinter.print(ShellParser.parse(text, budget));
        parsed = true;
      } catch (SyntaxException e) {
        parsed = false;
      }
      assertThat(budget.steps())
          .as("steps of %s, parsed: %s", prefix + unit, parsed)
          .isLessThan((long) STEPS_PER_CHARACTER * text.length());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(|)",
        "{ |;}",
        "p $(|)",
        "p \"$(|)\"",
        "p <(|)",
        "if |; then b; fi",
        "while a; do |; done",
        "case x in x) |;; esac",
        "f() { |; }",
        "for i in a; do |; done",
        "time { |; }",
        "! { |; }"
      })
  void refusesCommandsThatAreNestedTooDeeply(String around) {
    String deep = nested(around, "a", 200);
    assertThatExceptionOfType(SyntaxException.class)
        .isThrownBy(() -> ShellParser.parse(deep))
        .withMessage("nested too deeply");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{a,|}",
        "${x:-|}",
        "${x#|}",
        "$((1+|))",
        "$((1+(|)))",
        "${x:$((|))}",
        "${x[$((|))]}",
        "\"$(p |)\""
      })
  void refusesWordsThatAreNestedTooDeeply(String around) {
    String deep = "p " + nested(around, "1", 200);
    assertThatExceptionOfType(SyntaxException.class)
        .isThrownBy(() -> ShellParser.parse(deep))
        .withMessage("nested too deeply");
  }

  private static String nested(String around, String inside, int depth) {
    int hole = around.indexOf('|');
    return around.substring(0, hole).repeat(depth)
        + inside
        + around.substring(hole + 1).repeat(depth);
  }

  @Test
  void takesWhatIsNestedLessDeeply() throws SyntaxException {
    for (String[] pair :
        new String[][] {{"( ", ")"}, {"{ ", "; }"}, {"p $(", ")"}, {"if ", "; then b; fi"}}) {
      String text = pair[0].repeat(Budget.MAX_DEPTH) + "a" + pair[1].repeat(Budget.MAX_DEPTH);
      String printed = ShellPrinter.print(ShellParser.parse(text));
      assertThat(ShellPrinter.print(ShellParser.parse(printed))).isEqualTo(printed);
      String deeper =
          pair[0].repeat(Budget.MAX_DEPTH + 1) + "a" + pair[1].repeat(Budget.MAX_DEPTH + 1);
      assertThatExceptionOfType(SyntaxException.class)
          .isThrownBy(() -> ShellParser.parse(deeper))
          .withMessage("nested too deeply");
    }
  }

  @Test
  void refusesWhatIsTooLong() throws SyntaxException {
    assertThat(ShellParser.parse("p" + " ".repeat(Budget.MAX_SOURCE - 1))).isNotNull();
    String longer = "p" + " ".repeat(Budget.MAX_SOURCE);
    assertThatExceptionOfType(SyntaxException.class)
        .isThrownBy(() -> ShellParser.parse(longer))
        .withMessage("longer than is judged");
    assertThat(ShellParser.parse("p ".repeat(Budget.MAX_NODES - 2))).isNotNull();
    String more = "p ".repeat(Budget.MAX_NODES);
    assertThatExceptionOfType(SyntaxException.class)
        .isThrownBy(() -> ShellParser.parse(more))
        .withMessage("too long");
  }

  @Test
  void limitsChainsWhoseTreeIsDeep() throws SyntaxException {
    assertThat(ShellParser.parse("a" + " && a".repeat(Budget.MAX_DEPTH))).isNotNull();
    assertThatExceptionOfType(SyntaxException.class)
        .isThrownBy(() -> ShellParser.parse("a" + " || a".repeat(Budget.MAX_DEPTH + 1)));
  }
}
