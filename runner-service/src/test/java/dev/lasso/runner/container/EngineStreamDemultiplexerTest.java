package dev.lasso.runner.container;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineStreamDemultiplexerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final EngineStreamDemultiplexer demultiplexer =
      new EngineStreamDemultiplexer((bytes, offset, count) -> {
        out.write(bytes, offset, count);
        return true;
      });

  private static byte[] chunk(int stream, String text) {
    byte[] bytes = new byte[8 + text.length()];
    ByteBuffer.wrap(bytes)
        .put((byte) stream)
        .position(4)
        .putInt(text.length())
        .put(text.getBytes(US_ASCII));
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 8, 9, 100})
  void theStreamsAreToldApartHoweverTheyAreCut(int step) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(chunk(1, "hello "));
    all.writeBytes(chunk(2, "oops\u0007\n"));
    all.writeBytes(chunk(1, ""));
    all.writeBytes(chunk(1, "world".repeat(100)));
    byte[] bytes = all.toByteArray();

    for (int at = 0; at < bytes.length; at += step) {
      assertThat(demultiplexer.feed(bytes, at, Math.min(step, bytes.length - at))).isTrue();
    }

    assertThat(out.toString(US_ASCII)).isEqualTo("hello " + "world".repeat(100));
    assertThat(demultiplexer.errors()).isEqualTo("oops");
  }

  @Test
  void standardErrorIsKeptOnlyInItsBeginning() {
    byte[] flood = chunk(2, "x".repeat(100_000));

    assertThat(demultiplexer.feed(flood, 0, flood.length)).isTrue();

    assertThat(demultiplexer.errors()).hasSize(4096);
  }

  @Test
  void anotherFormatIsRefused() {
    byte[] raw = "HTTP/1.1 500 Internal Server Error\r\n".repeat(3).getBytes(US_ASCII);

    assertThat(demultiplexer.feed(raw, 0, raw.length)).isFalse();
  }
}
