package dev.lasso.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people get to see. */
class TextTest {

  @Test
  void nothing_in_a_table_can_act_on_the_terminal() {
    String hostile =
        "a\u001b]0;owned\u0007\u001b[2J\r\nb\u009b31m\u202egpj.exe\u200b\ud800\u2028\ue000\udb40\udc41\u00ad";

    String shown = new Table(Style.PLAIN, "X").row(hostile).lines().getLast();

    assertThat(shown)
        .isEqualTo(
            "a\\x1b]0;owned\\x07\\x1b[2J\\r\\nb\\x9b31m\\u202egpj.exe\\u200b\\ud800\\u2028\\ue000"
                + "\\U000e0041\\xad");
  }

  @Test
  void letters_of_all_languages_stay_and_align() {
    var lines =
        new Table(Style.PLAIN, "NAME", "N")
            .row("größe", "1")
            .row("日本", "2")
            .row("e\u0301a", "3")
            .row("🚀x", "4")
            .lines();

    assertThat(lines)
        .containsExactly("NAME   N", "größe  1", "日本   2", "e\u0301a     3", "🚀x    4");
  }

  @Test
  void a_long_line_is_cut_at_the_width_with_an_ellipsis() {
    assertThat(Printable.line("日本日本", 5)).isEqualTo("日本…");
    assertThat(Printable.line("abcde", 5)).isEqualTo("abcde");
    assertThat(Printable.line("a\u001b[1m", 5)).isEqualTo("a\\x1…");
  }

  @Test
  void colours_are_for_people_who_want_them() {
    assertThat(Style.of(true, Map.of("TERM", "xterm")).good("x")).isEqualTo("\u001b[32mx\u001b[0m");
    assertThat(Style.of(true, Map.of("TERM", "xterm", "NO_COLOR", "1")).good("x")).isEqualTo("x");
    assertThat(Style.of(true, Map.of("TERM", "xterm", "CI", "true")).live()).isFalse();
    assertThat(Style.of(true, Map.of()).live()).isFalse();
    assertThat(Style.of(false, Map.of("TERM", "xterm")).bad("x")).isEqualTo("x");
  }

  @ParameterizedTest
  @CsvSource({"500ms,500", "30s,30000", "30,30000", "1.5s,1500", "10m,600000", "2h,7200000"})
  void a_time_is_read_as_people_write_it(String text, long millis) {
    assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "s", "-1s", "0", "0s", "1d", "1 s", "1.2.3", ".", "9999999999", "1e9", "٣s"})
  void what_is_no_time_is_none(String text) {
    assertThat(Durations.parse(text)).isEqualTo(Optional.empty());
  }

  @Test
  void an_age_is_rough() {
    assertThat(Durations.rough(Duration.ofSeconds(-5))).isEqualTo("0s");
    assertThat(Durations.rough(Duration.ofSeconds(119))).isEqualTo("119s");
    assertThat(Durations.rough(Duration.ofMinutes(119))).isEqualTo("119m");
    assertThat(Durations.rough(Duration.ofHours(47))).isEqualTo("47h");
    assertThat(Durations.rough(Duration.ofDays(400))).isEqualTo("400d");
  }

  @Test
  void steps_on_a_plain_output_are_whole_lines_and_each_note_comes_once() {
    var bytes = new ByteArrayOutputStream();
    var now = new long[] {0};
    Steps steps =
        new Steps(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            Style.PLAIN,
            () -> Instant.ofEpochMilli(now[0]));

    steps.begin("start");
    steps.note("step 1/3");
    steps.note("step 1/3");
    steps.note("step 2/3\u001b[2J");
    now[0] = 1250;
    steps.ok("started");

    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly("[..] step 1/3", "[..] step 2/3\\x1b[2J", "[ok] started (1.3s)");
  }
}
