package dev.lasso.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.shell.Statement;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Lines under a profile with {@code shell = "block"}: words and quotes, read as every shell does.
 */
class PlainWordsTest {
  /** A shell function that prints each of its words, ended by a NUL. */
  @SuppressWarnings("OrphanedFormatString") // it is the shell's printf
  private static final String SHOW =
      "show() { for w in \"$@\"; do printf '%s\\0' \"$w\"; done; }\n";

  @Test
  void wordsAndQuotesAreReadAsPosixSays() {
    assertThat(words("a  b\tc")).containsExactly("a", "b", "c");
    assertThat(words("'a b' \"c d\" e\\ f")).containsExactly("a b", "c d", "e f");
    assertThat(words("a'b'\"c\"\\d")).containsExactly("abcd");
    assertThat(words("'' \"\"")).containsExactly("", "");
    assertThat(words("\"a\\\"b\\\\c\\d\"")).containsExactly("a\"b\\c\\d");
    assertThat(words("b c \\\n d")).containsExactly("b", "c", "d");
    assertThat(words("echo a=b x~")).containsExactly("echo", "a=b", "x~");
    assertThat(words("find . -exec echo {} +")).endsWith("{}", "+");
    assertThat(words("echo a#b '#c'")).containsExactly("echo", "a#b", "#c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "\\\n",
        "a;b",
        "a|b",
        "a&b",
        "a&&b",
        "a||b",
        "a>b",
        "a<b",
        "a>>b",
        "(a)",
        "a$b",
        "a${b}",
        "a$(b)",
        "a`b`",
        "\"$a\"",
        "\"`a`\"",
        "a*",
        "a?",
        "[a]",
        "a[b",
        "~",
        "~root",
        "a{b,c}",
        "{a..b}",
        "#a",
        "a #b",
        "A=b c",
        "A=b",
        "a\nb",
        "if",
        "! a",
        "{ a",
        "[[ a ]]",
        "while",
        "time a",
        "'a",
        "\"a",
        "a\\",
        "a\\\nb",
        "a\u0007",
        "a\u00a0b",
        "a\u2028b",
        "a\u3000b",
        "echo x=~",
        "echo a:~",
        "\"a\\",
        "a\rb",
        "x=1",
        "coproc a",
        "function a",
      })
  void whateverElseAShellWouldActOnIsRefused(String line) {
    assertThat(analysis(line)).isInstanceOf(Analysis.Refused.class);
  }

  /** The judge is the shell itself: what we split, it must split into the very same words. */
  @ParameterizedTest
  @ValueSource(strings = {"sh", "bash"})
  void everyLineThatIsSplitIsSplitTheSameByARealShell(String shell) throws Exception {
    Random random = new Random(11);
    List<String> lines = new ArrayList<>();
    while (lines.size() < 4_000) {
      String line = "echo " + randomLine(random);
      if (analysis(line) instanceof Analysis.Understood) {
        lines.add(line);
      }
    }

    List<List<String>> seen = askShell(shell, lines);

    assertThat(seen).hasSameSizeAs(lines);
    for (int i = 0; i < lines.size(); i++) {
      List<String> ours = words(lines.get(i));
      assertThat(seen.get(i)).as(lines.get(i)).isEqualTo(ours.subList(1, ours.size()));
    }
  }

  private static String randomLine(Random random) {
    String alphabet = "abA=~#'\"\\\\ \t\n{}!%^@+-.,:/0]é€";
    StringBuilder line = new StringBuilder();
    for (int length = 1 + random.nextInt(14); length > 0; length--) {
      line.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return line.toString();
  }

  /**
   * Has the shell print the words of every line, each ended by a NUL, each line ended by one more.
   */
  private static List<List<String>> askShell(String shell, List<String> lines)
      throws IOException, InterruptedException {
    StringBuilder script = new StringBuilder(SHOW);
    for (String line : lines) {
      script
          .append("show ")
          .append(line.substring("echo ".length()))
          .append("\nprintf '\\001\\0'\n");
    }
    Process process = new ProcessBuilder(shell).redirectErrorStream(true).start();
    Thread writer =
        Thread.ofVirtual()
            .start(() -> {
              try (OutputStream in = process.getOutputStream()) {
                in.write(script.toString().getBytes(StandardCharsets.UTF_8));
              } catch (IOException e) {
                // the comparison below fails on what is missing
              }
            });
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    writer.join();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    List<List<String>> all = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String word : output.split("\0", -1)) {
      if (word.equals("\u0001")) {
        all.add(words);
        words = new ArrayList<>();
      } else {
        words.add(word);
      }
    }
    return all;
  }

  private static Analysis analysis(String line) {
    return Analysis.ofLine(line, null, null, Map.of(), false);
  }

  private static List<String> words(String line) {
    Analysis analysis = analysis(line);
    assertThat(analysis).as(line).isInstanceOf(Analysis.Understood.class);
    Statement script = Objects.requireNonNull(((Analysis.Understood) analysis).script(), "script");
    return Lowering.argv(script);
  }
}
