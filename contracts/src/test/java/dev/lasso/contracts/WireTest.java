package dev.lasso.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"name\":\"a\"}",
        "{\"name\":\"a\",\"revision\":null}",
        "{\"name\":\"a\",\"name\":\"b\",\"revision\":\"c\"}x",
        "{\"name\":\"a\",\"name\":\"b\",\"revision\":\"c\"}",
        "{\"name\":\"a\",\"revision\":\"c\"} {}",
        "{\"name\":\"a\u0001\",\"revision\":\"c\"}"
      })
  void whatIsNotARecordIsRefusedWithoutShowingIt(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThatThrownBy(() -> Wire.decode(ProfileRef.class, bytes))
        .isInstanceOf(Wire.MalformedRecordException.class)
        .hasMessageStartingWith("not a ProfileRef");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sb-", "sb", "ex-1", "sb-A", "sb-1/2", "sb-..", "sb-1\n", " sb-1"})
  void whatIsNotAnIdIsRefused(String text) {
    assertThatThrownBy(() -> new SandboxId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsSortByAgeAndDoNotRepeat() {
    Clock early = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    Clock late = Clock.fixed(Instant.parse("2026-01-01T00:00:01Z"), ZoneOffset.UTC);
    Random random = new Random(1);

    SandboxId first = new Identifiers(early, random).newSandboxId();
    SandboxId second = new Identifiers(early, random).newSandboxId();
    SandboxId third = new Identifiers(late, random).newSandboxId();

    assertThat(first).isNotEqualTo(second);
    assertThat(first.value()).isLessThan(third.value());
    assertThat(second.value()).isLessThan(third.value());
  }
}
