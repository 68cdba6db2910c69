package dev.lasso.policy.command.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FindExpressionTest {
  /** Words by spaces; a question mark is a word that isn't known. */
  private static List<@Nullable String> words(String line) {
    List<@Nullable String> words = new ArrayList<>();
    for (String word : line.isEmpty() ? List.<String>of() : Arrays.asList(line.split(" ", -1))) {
      words.add(word.equals("?") ? null : word);
    }
    return words;
  }

  private static FindExpression parse(String line) {
    return FindExpression.parse(words(line));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        ". -name *.java",
        "src test -type f -name x",
        "-L . -print",
        "-O3 -D tree . -print0",
        "-- . -print",
        ". ( -name a -o -name b ) -prune -o -print",
        ". ! -name -exec",
        ". -not -path ./node_modules/* -mtime -7",
        ". -maxdepth 2 -size +1M -empty",
        ". -regextype posix-extended -regex .*",
        ". -printf %p\\n",
        ". -newermt 2024-01-01 -perm /u+x -user root",
        ". -name -delete",
        ". -name ? -print",
        ". -name ? -size ?",
        "- -print",
        ". -ls -quit , -true"
      })
  void anExpressionThatOnlyListsNamesHasNoFindings(String line) {
    FindExpression found = parse(line);

    assertThat(found.unsure()).isNull();
    assertThat(found.commands()).isEmpty();
    assertThat(found.deletes()).isFalse();
    assertThat(found.writes()).isEmpty();
    assertThat(found.lists()).isEmpty();
    assertThat(found.references()).isEmpty();
  }

  @Test
  void startingPointsEndAtTheExpression() {
    assertThat(parse("-H a b c -name d").starts()).containsExactly(1, 2, 3);
    assertThat(parse("-name d").starts()).isEmpty();
    assertThat(parse("-D exec -L / ! -name x").starts()).containsExactly(3);
    assertThat(parse("a ( -name b )").starts()).containsExactly(0);
    assertThat(parse("-L .").follows()).isTrue();
  }

  @Test
  void commandsAreRanges() {
    FindExpression found =
        parse(". -name x -exec rm -f {} ; -execdir ls {} + -ok a ; -okdir b{} ;");

    assertThat(found.unsure()).isNull();
    assertThat(found.commands())
        .containsExactly(
            new FindExpression.Command(FindExpression.Kind.EXEC, 4, 7, false, true),
            new FindExpression.Command(FindExpression.Kind.EXECDIR, 9, 11, true, true),
            new FindExpression.Command(FindExpression.Kind.OK, 13, 14, false, false),
            new FindExpression.Command(FindExpression.Kind.OKDIR, 16, 17, false, true));
  }

  @Test
  void aPlusEndsACommandOnlyBehindBraces() {
    FindExpression found = parse(". -exec echo + {} ; -ok echo {} + ; -exec e x{} + ;");

    assertThat(found.unsure()).isNull();
    assertThat(found.commands())
        .extracting(FindExpression.Command::plus)
        .containsExactly(false, false, false);
  }

  @Test
  void filesAreNumbered() {
    FindExpression found =
        parse(
            ". -fls a -fprint b -fprint0 c -fprintf d %p -newer e -samefile f -newerca g -delete");

    assertThat(found.unsure()).isNull();
    assertThat(found.writes()).containsExactly(2, 4, 6, 8);
    assertThat(found.references()).containsExactly(11, 13, 15);
    assertThat(found.deletes()).isTrue();
    assertThat(parse("-files0-from - -print").lists()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?",
        ". ?",
        "? -name x",
        ". -name x ?",
        ". -nme x",
        ". -exe id ;",
        ". -executable -exec",
        ". -exec ;",
        ". -exec id",
        ". -exec id {}",
        ". -exec id ? -delete ;",
        ". -exec id ? ? ;",
        ". -exec id ? + -delete",
        ". -exec id ?",
        ". -name",
        ". -fprintf a",
        ". -print . x",
        ". -print -L",
        ". -newerXY a",
        ") .",
        "-D"
      })
  void whatFindMayReadDifferentlyIsUnsure(String line) {
    assertThat(parse(line).unsure()).isNotNull();
    assertThat(parse(line).unsureAt()).isNotNegative();
  }

  @Test
  void unknownWordsInACommandAreTakenWhereFindWouldRefuseTheRest() {
    FindExpression found = parse(". -name x -exec grep -n ? {} ;");

    assertThat(found.unsure()).isNull();
    assertThat(found.commands()).hasSize(1);
  }

  @Test
  void anUnknownStartIsTakenWhereItSurelyIsAPath() {
    FindExpression found = FindExpression.parse(words("? -name x"), index -> index == 0);

    assertThat(found.unsure()).isNull();
    assertThat(found.starts()).containsExactly(0);
  }

  @Test
  void realFindNeverDoesMoreThanWasFound() {
    assumeTrue(RealTool.exists("find"));
    Random random = new Random(Long.getLong("lasso.mini.seed", 5));
    String[] parts = {
      ".",
      "in",
      "-name",
      "-type",
      "f",
      "secret",
      "-exec",
      "-execdir",
      "touch",
      "m1",
      ";",
      "+",
      "{}",
      "-ok",
      "-delete",
      "-fprint",
      "-fprintf",
      "-fls",
      "m2",
      "-print",
      "-o",
      "!",
      "(",
      ")",
      ",",
      "-maxdepth",
      "1",
      "-newer",
      "-prune",
      "-L",
      "-D",
      "-O2",
      "--",
      "-true",
      "-regextype",
      "-fprint0",
      "m3",
      "-printf",
      "%p",
      "-quit",
      "-newermt",
      "-size",
      "-files0-from",
      "-a",
      "-empty"
    };
    for (int i = 0; i < Integer.getInteger("lasso.mini.rounds", 300); i++) {
      List<String> line = new ArrayList<>(List.of("."));
      for (int n = random.nextInt(8); n > 0; n--) {
        line.add(parts[random.nextInt(parts.length)]);
      }
      FindExpression found = FindExpression.parse(new ArrayList<@Nullable String>(line));
      List<String> command = new ArrayList<>(List.of("find"));
      command.addAll(line);
      RealTool.Run run = RealTool.run("", command);
      if (found.unsure() == null && found.commands().isEmpty()) {
        List<String> writes = found.writes().stream().map(line::get).toList();
        assertThat(writes).as("%s", line).containsAll(run.made());
        assertThat(run.kept() || found.deletes() || writes.contains("secret"))
            .as("%s", line)
            .isTrue();
      }
    }
  }
}
