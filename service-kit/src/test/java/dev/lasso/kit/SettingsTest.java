package dev.lasso.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void everyProblemIsReportedAtOnce() {
    Settings settings = Settings.of(Map.of("A", "x", "B", "70000", "C", "perhaps", "D", "-1"));
    settings.number("A", 1, 0, 10);
    settings.number("B", 1, 0, 65_535);
    settings.flag("C", true);
    settings.millis("D", Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1));

    assertThatThrownBy(settings::check)
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("A must be", "B must be", "C must be", "D must be");
  }

  @Test
  void whatIsNotSetHasItsFallback() {
    Settings settings = Settings.of(Map.of("BLANK", "  "));

    assertThat(settings.text("BLANK", "f")).isEqualTo("f");
    assertThat(settings.number("N", 7, 0, 10)).isEqualTo(7);
    assertThat(settings.flag("F", true)).isTrue();
    assertThat(settings.path("P", Path.of("/a/../b"))).isEqualTo(Path.of("/b"));
    settings.check();
  }

  @Test
  void aConnectionNeverShowsItsSecrets() {
    KafkaConnection connection = new KafkaConnection("b:1", Map.of("sasl.jaas.config", "s3cret"));

    assertThat(connection.toString()).doesNotContain("s3cret").contains("b:1");
  }
}
