package dev.lasso.policy.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.proof.Mutants.Mutant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutantsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cat data/note.txt",
        "sort --reverse data/note.txt",
        "ls data | sort",
        "cat data/note.txt; ls -a data",
        "A=b cat data/note.txt"
      })
  void everyMutantDoesInRealBashWhatTheLineDoes(String line, @TempDir Path directory)
      throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve("data"));
    Files.writeString(directory.resolve("data/note.txt"), "a note\nin two lines\n");
    String expected = run(line, directory);
    List<String> wrong = new ArrayList<>();

    for (Mutant mutant : Mutants.of(line)) {
      if (!run(mutant.line(), directory).contains(expected)) {
        wrong.add(mutant + ": " + run(mutant.line(), directory));
      }
    }

    assertThat(wrong).isEmpty();
  }

  @Test
  void thereIsOneOfEveryKind() {
    assertThat(Mutants.of("git push --mirror origin"))
        .extracting(Mutant::how)
        .contains(
            "quotes",
            "an abbreviation",
            "a wrapper",
            "a shell's argument",
            "eval",
            "a continuation",
            "the program's path",
            "a variable",
            "a list",
            "a pipeline",
            "a group",
            "a function");
    assertThat(Mutants.ofPath("touch a/b", "/workspace/a/b"))
        .extracting(Mutant::line)
        .contains("touch ./a/b", "touch a//b", "touch /workspace/a/b");
  }

  @Test
  void aLineThatDoesNotParseHasNone() {
    assertThat(Mutants.of("if true; then ls")).isEmpty();
  }

  @Test
  void thereAreNeverMoreThanTheMost() {
    String many = "git log " + "--oneline a/b ".repeat(500);

    assertThat(Mutants.of(many + "; " + many + "; " + many)).hasSizeLessThanOrEqualTo(Mutants.MAX);
  }

  private static String run(String line, Path directory) throws IOException, InterruptedException {
    Process bash =
        new ProcessBuilder("bash", "--noprofile", "--norc", "-c", line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    bash.getOutputStream().close();
    String out = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return out;
  }
}
