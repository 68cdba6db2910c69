package dev.lasso.cli;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code ./lasso fuzz --target batch} looks for longer. */
class BatchFuzzTest {
  private static final int TRIES = 20_000;
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"",
          "\n",
          "\r\n",
          " ",
          "\\",
          "\\u0000",
          "\\ud800",
          "null",
          "true",
          "1",
          "-1e999",
          "{}",
          "[]",
          "\"id\":",
          "\"command\":",
          "\"argv\":",
          "\"cwd\":",
          "\"env\":",
          "\"stdin\":",
          "\"ls\"",
          "[\"ls\",\"-l\"]",
          "\"rm -rf /\"",
          "\"/tmp\"",
          "{\"A\":\"b\"}",
          "{\"id\":1,\"command\":\"ls\"}",
          "\u00e9",
          "\0",
          "//",
          "NaN",
          "'a'");

  @Test
  void anyBytesGetAnAnswerOrAClearRefusalForEachLine() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < TRIES; i++) {
      byte[] input = input(random);
      try {
        BatchFuzz.fuzzerTestOneInput(input);
      } catch (Exception | StackOverflowError e) {
        String shown = new String(input, StandardCharsets.ISO_8859_1);
        throw new AssertionError("try " + i + " of seed " + seed + ": " + shown, e);
      }
    }
  }

  private static byte[] input(Random random) {
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "{\"id\":\"a\"," : "");
    for (int i = random.nextInt(14); i > 0; i--) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    byte[] bytes =
        text.append(random.nextBoolean() ? "}" : "").toString().getBytes(StandardCharsets.UTF_8);
    for (int i = random.nextInt(3); i > 0 && bytes.length > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return bytes;
  }
}
