package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where our options end and the command's own words begin. */
class ExecOptionsTest {

  private static ExecOptions parse(String... args) {
    return Objects.requireNonNull(ExecOptions.parse(List.of(args)));
  }

  @Test
  void everything_after_the_dashes_is_the_command_whatever_it_looks_like() {
    assertThat(parse("sb", "--", "tool", "-n", "--json", "--", "@file", "").input().argv())
        .containsExactly("tool", "-n", "--json", "--", "@file", "");
  }

  @Test
  void without_dashes_the_second_word_begins_the_command() {
    ExecOptions options = parse("--json", "sb", "--cwd", "sub", "ls", "-l", "--", "x");

    assertThat(options.input().argv()).containsExactly("ls", "-l", "--", "x");
    assertThat(options.json()).isTrue();
    assertThat(options.cwd()).isEqualTo("sub");
  }

  @Test
  void options_stand_before_or_after_the_sandbox() {
    ExecOptions options =
        parse("-eA=1", "-n", "--env=B=2=3", "sb", "-e", "C=", "--timeout", "1.5s", "--", "x");

    assertThat(options.sandbox()).isEqualTo("sb");
    assertThat(options.env()).isEqualTo(Map.of("A", "1", "B", "2=3", "C", ""));
    assertThat(options.timeout()).isEqualTo(Duration.ofMillis(1500));
    assertThat(options.stdin()).isEqualTo(Stdin.Mode.NONE);
  }

  @Test
  void a_line_is_passed_on_as_it_is() {
    assertThat(parse("sb", "--command", "ls -l | wc").input().command()).isEqualTo("ls -l | wc");
    assertThat(parse("sb", "--command=", "-i").input().command()).isEmpty();
  }

  @Test
  void help_is_help_only_before_the_command() {
    assertThat(ExecOptions.parse(List.of("-h"))).isNull();
    assertThat(ExecOptions.parse(List.of("sb", "--help"))).isNull();
    assertThat(parse("sb", "ls", "--help").input().argv()).containsExactly("ls", "--help");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sb",
        "sb --",
        "-- true",
        "sb --command x -- y",
        "sb --what x",
        "sb -x y",
        "sb --json=1 y",
        "sb --cwd",
        "sb --timeout soon -- y",
        "sb --env novalue -- y",
        "sb --env =x -- y",
        "sb -i -n -- y"
      })
  void what_makes_no_sense_is_a_usage_error(String line) {
    List<String> args = line.isEmpty() ? List.of() : List.of(line.split(" "));

    assertThatThrownBy(() -> ExecOptions.parse(args))
        .isInstanceOfSatisfying(Failure.class, e -> assertThat(e.exitCode()).isEqualTo(2));
  }

  @Test
  void only_the_first_word_makes_it_an_exec() {
    assertThat(ExecOptions.isExec(new String[] {"--debug", "exec", "x"})).isTrue();
    assertThat(ExecOptions.isExec(new String[] {"stop", "exec"})).isFalse();
    assertThat(ExecOptions.isExec(new String[] {})).isFalse();
  }
}
