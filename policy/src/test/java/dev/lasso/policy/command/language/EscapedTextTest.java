package dev.lasso.policy.command.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EscapedTextTest {
  private static @Nullable String printf(String... arguments) {
    return EscapedText.printf(List.of(arguments));
  }

  private static @Nullable String echo(String... arguments) {
    return EscapedText.echo(List.of(arguments));
  }

  @Test
  void printfWritesWhatBashWrites() {
    assertThat(printf("rm -rf /\\n")).isEqualTo("rm -rf /\n");
    assertThat(printf("%s", "id")).isEqualTo("id");
    assertThat(printf("\\x72\\x6d")).isEqualTo("rm");
    assertThat(printf("\\162\\155\\040-rf")).isEqualTo("rm -rf");
    assertThat(printf("\\u0072\\U0000006d")).isEqualTo("rm");
    assertThat(printf("%b", "\\0162\\155")).isEqualTo("rm");
    assertThat(printf("%s %s;", "a", "b", "c")).isEqualTo("a b;c ;");
    assertThat(printf("x", "a", "b")).isEqualTo("x");
    assertThat(printf("%c%c", "rxx", "mxx")).isEqualTo("rm");
    assertThat(printf("%d %x %o %i", "'A", "255", "0x8", "010")).isEqualTo("65 ff 10 8");
    assertThat(printf("%5s|%-5s|%.2s|%05d|%+d", "a", "b", "abc", "42", "7"))
        .isEqualTo("    a|b    |ab|00042|+7");
    assertThat(printf("%q", "a b;'c")).isEqualTo("a\\ b\\;\\'c");
    assertThat(printf("%%")).isEqualTo("%");
    assertThat(printf("--", "-x")).isEqualTo("-x");
    assertThat(printf("%s\\c", "a")).isEqualTo("a\\c");
    assertThat(printf("%ba", "b\\cd", "e")).isEqualTo("b");
    assertThat(printf("\\xc3\\xa9")).isEqualTo("é");
    assertThat(printf("")).isEmpty();
  }

  @Test
  void printfThatIsNotCertainIsNull() {
    for (String format :
        List.of(
            "%*d",
            "%n",
            "%(%F)T",
            "%e",
            "%z",
            "%",
            "-v",
            "\\x",
            "\\u00e9",
            "\\0",
            "\\xff",
            "%d%9999d",
            "%c",
            "%ld")) {
      assertThat(printf(format)).as(format).isNull();
    }
    assertThat(EscapedText.printf(List.of())).isNull();
    assertThat(printf("%d", "x")).isNull();
    assertThat(printf("%d", "08")).isNull();
    assertThat(printf("%x", "-1")).isNull();
    assertThat(printf("%5s", "é")).isNull();
    assertThat(printf("%999s".repeat(100))).isNull();
  }

  @Test
  void echoWritesWhatBashWrites() {
    assertThat(echo()).isEqualTo("\n");
    assertThat(echo("a", "b")).isEqualTo("a b\n");
    assertThat(echo("-n", "a")).isEqualTo("a");
    assertThat(echo("a\\nb")).isEqualTo("a\\nb\n");
    assertThat(echo("-e", "a\\nb\\x21\\0101\\101")).isEqualTo("a\nb!A\\101\n");
    assertThat(echo("-neE", "a\\n")).isEqualTo("a\\n");
    assertThat(echo("-Ee", "a\\cb", "c")).isEqualTo("a");
    assertThat(echo("-x", "-n")).isEqualTo("-x -n\n");
    assertThat(echo("-", "a")).isEqualTo("- a\n");
    assertThat(echo("-e", "\\xff")).isNull();
  }

  @Test
  void bashWritesTheSame() {
    assumeTrue(RealTool.exists("bash"), "no bash to compare with");
    Random random = new Random(Long.getLong("lasso.mini.seed", 3));
    String[] parts = {
      "a", "%s", "%d", "%b", "%q", "%c", "%x", "%%", "%5s", "%-4d", "%.1s", "%03d", "\\n", "\\t",
      "\\\\", "\\", "\\x4", "\\x41", "\\101", "\\0101", "\\07", "\\u41", "\\c", "\\e", "\\\"",
      "\\'", "\\?", "1", "8", "-", "n", "e", " ", "'", "\"", "#", "~", "=", ":", "{", ",", "\\x411",
      "%+d", "% d", "%-5c", "%.3d", "%i", "%o", "%u", "%X", "\\z", "@", "%5b", "é", "\\1", "\\8",
      "-e", "^"
    };
    int certain = 0;
    for (int i = 0; i < Integer.getInteger("lasso.mini.rounds", 300); i++) {
      List<String> arguments = new ArrayList<>();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        StringBuilder word = new StringBuilder();
        for (int k = random.nextInt(5); k > 0; k--) {
          word.append(parts[random.nextInt(parts.length)]);
        }
        arguments.add(word.toString());
      }
      boolean echo = random.nextInt(3) == 0;
      if (echo) {
        arguments.addFirst(List.of("-e", "-n", "-ne", "-E").get(random.nextInt(4)));
      }
      String text = echo ? EscapedText.echo(arguments) : EscapedText.printf(arguments);
      if (text == null) {
        continue;
      }
      certain++;
      List<String> command = new ArrayList<>(List.of("bash", "-c", "\"$@\"", "x"));
      command.add(echo ? "echo" : "printf");
      command.addAll(arguments);
      assertThat(RealTool.run("", command).output()).as("%s %s", echo, arguments).isEqualTo(text);
    }
    assertThat(certain).isPositive();
  }
}
