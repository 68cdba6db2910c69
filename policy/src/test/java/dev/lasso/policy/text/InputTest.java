package dev.lasso.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.text.Decoded.Malformed;
import dev.lasso.policy.text.Decoded.Text;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InputTest {

  @ParameterizedTest
  @CsvSource({
    "6c73ff, 2",
    "80, 0",
    "61bf, 1",
    "c0af, 0",
    "c1bf, 0",
    "e080af, 0",
    "61e09fbf, 1",
    "eda080, 0",
    "6162edbfbf, 2",
    "f0808080, 0",
    "f4908080, 0",
    "f5808080, 0",
    "fe, 0",
    "c3, 0",
    "61c3, 1",
    "e282, 0",
    "61e28241, 1",
    "f09f98, 0",
    "c3a9c3, 2",
    "f888808080, 0",
  })
  void whatIsNotUtf8IsFoundAtItsFirstByte(String hex, int offset) {
    assertThat(TextRules.decodeUtf8(HexFormat.of().parseHex(hex))).isEqualTo(new Malformed(offset));
  }

  @Test
  void textComesBackAsItWas() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(20), 0, Character.MAX_CODE_POINT + 1)
              .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      assertThat(TextRules.decodeUtf8(bytes)).isEqualTo(new Text(text));
    }
  }

  @Test
  void whatIsDecodedEncodesToTheSameBytes() {
    Random random = new Random(8);
    int malformed = 0;
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[1 + random.nextInt(6)];
      random.nextBytes(bytes);
      switch (TextRules.decodeUtf8(bytes)) {
        case Text(String text) ->
            assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        case Malformed(int offset) -> {
          malformed++;
          assertThat(offset).isBetween(0, bytes.length - 1);
          byte[] before = java.util.Arrays.copyOf(bytes, offset);
          assertThat(TextRules.decodeUtf8(before)).isInstanceOf(Text.class);
        }
      }
    }
    assertThat(malformed).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0, 1, 7, 8, 0x0b, 0x0c, 0x0d, 0x1b, 0x1f, 0x7f, 0x80, 0x85, 0x9b, 0x9f, 0xfdd0, 0xfdef,
        0xfffe, 0xffff, 0x1fffe, 0x1ffff, 0x10fffe, 0x10ffff, 0xd800, 0xdbff, 0xdc00, 0xdfff
      })
  void whatNoCommandNeedsIsRefusedWhereverItStands(int c) {
    for (String before : new String[] {"", "ls ", "é", "😀"}) {
      String text = before + Character.toString(c);
      assertThat(TextRules.inInput(text + " x", 100))
          .hasValueSatisfying(finding -> {
            assertThat(finding.refused()).isTrue();
            assertThat(finding.offset()).isEqualTo(before.length());
            assertThat(finding.what()).matches("[ -~]+");
          });
      assertThat(TextRules.inInput(text, 100)).isPresent();
    }
  }

  @Test
  void surrogatesInTheWrongOrderAreUnpaired() {
    assertThat(TextRules.inInput("a\udc00\ud800", 9)).map(UnfitCharacter::offset).contains(1);
    assertThat(TextRules.inInput("\ud83d\ude00\ud83d", 9)).map(UnfitCharacter::offset).contains(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ls -la\n\tx",
        "echo ~",
        "echo é \u00a0 \u200b \u202e 日本 😀",
        "\ufdcf\ufdf0\ufffd\u00a0"
      })
  void anythingElsePasses(String text) {
    assertThat(TextRules.inInput(text, 100)).isEmpty();
  }

  @Test
  void aLineEndOfTwoCharactersIsRefused() {
    assertThat(TextRules.inInput("ls\r\npwd", 100)).map(UnfitCharacter::offset).contains(2);
  }

  @Test
  void sizeIsBounded() {
    assertThat(TextRules.inInput("a".repeat(10), 10)).isEmpty();
    assertThat(TextRules.inInput("a".repeat(11), 10)).map(UnfitCharacter::offset).contains(10);
  }
}
