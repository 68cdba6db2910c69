package dev.lasso.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLineTest {
  private static final byte[] BODY = "{\"seq\":1}".getBytes(StandardCharsets.UTF_8);

  @Test
  void aLineComesApartIntoWhatItWasMadeOf() {
    byte[] mac = new byte[32];
    mac[0] = (byte) 0xab;
    byte[] line = AuditLine.join(BODY, mac);

    AuditLine.Parts parts = AuditLine.split(line);

    assertThat(new String(line, StandardCharsets.UTF_8))
        .isEqualTo("{\"seq\":1,\"mac\":\"ab" + "0".repeat(62) + "\"}");
    assertThat(parts.body()).isEqualTo(BODY);
    assertThat(parts.mac()).isEqualTo(mac);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "{\"seq\":1}", "{\"mac\":\"00\"}", ",\"mac\":\""})
  void whatIsNotALineIsRefused(String text) {
    assertThatThrownBy(() -> AuditLine.split(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMacInUpperCaseIsRefused() {
    String line = new String(AuditLine.join(BODY, new byte[32]), StandardCharsets.UTF_8);

    assertThatThrownBy(() ->
            AuditLine.split(
                line.replace("\"mac\":\"0", "\"mac\":\"A").getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("lower-case");
  }
}
