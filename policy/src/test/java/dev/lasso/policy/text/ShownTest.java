package dev.lasso.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ShownTest {

  @Test
  void printableAsciiIsKeptAndTheRestIsNumbered() {
    assertThat(Shown.of("ls -l ~\\")).isEqualTo("ls -l ~\\");
    assertThat(Shown.of("a\u001b[2J\n\u202e😀\u007f\ud800"))
        .isEqualTo("a\\u{1b}[2J\\u{a}\\u{202e}\\u{1f600}\\u{7f}\\u{d800}");
  }

  @Test
  void itIsShort() {
    assertThat(Shown.of("😀".repeat(80))).isEqualTo("\\u{1f600}".repeat(80));
    assertThat(Shown.of("a".repeat(81))).isEqualTo("a".repeat(80) + "...");
    assertThat(Shown.of("")).isEmpty();
  }
}
