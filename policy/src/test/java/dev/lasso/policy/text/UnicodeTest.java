package dev.lasso.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.text.UnfitCharacter.Weight;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UnicodeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"ls", "--long-option=x", "/usr/bin/env", "a b", "~!@#$%^&*()_+", "", "mods.org"})
  void aNameIsPrintableAscii(String text) {
    assertThat(TextRules.inName(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "l\u0455, 1, CYRILLIC SMALL LETTER DZE",
    "\u2013rf, 0, a lookalike of a dash",
    "\u2014\u2014force, 0, a lookalike of a dash",
    "l\u200bs, 1, an invisible character",
    "ls\u00a0x, 2, an unusual space",
    "ls\uff5ccat, 2, a fullwidth lookalike",
    "ls\uff1bcat, 2, a fullwidth lookalike",
    "\u202els, 0, a bidirectional control",
    "ls\u200e, 2, a bidirectional mark",
    "\u201cls\u201d, 0, a lookalike of a quote",
    "usr\u2215bin, 3, a lookalike of a slash",
    "ls\ufe0f, 2, a variation selector",
    "ls\udb40\udc41, 2, an invisible tag character",
    "\ud835\udc59s, 0, a styled lookalike",
    "\uff4cs, 0, a fullwidth lookalike",
    "r\u00e9sum\u00e9, 1, not ASCII",
    "日本, 0, not ASCII",
    "ls😀, 2, not ASCII",
    "\ue000, 0, without a meaning",
  })
  void anythingElseInANameIsRefusedWithWhatItIs(String text, int offset, String what) {
    assertThat(TextRules.check(text, Place.NAME))
        .hasValueSatisfying(finding -> {
          assertThat(finding.refused()).isTrue();
          assertThat(finding.offset()).isEqualTo(offset);
          assertThat(finding.what()).contains(what).matches("[ -~]+");
        });
  }

  @Test
  void controlCharactersInANameAreRefused() {
    assertThat(TextRules.inName("a\nb")).map(UnfitCharacter::offset).contains(1);
    assertThat(TextRules.inName("a\tb")).isPresent();
    assertThat(TextRules.inName("a\u007f")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "src/main.c",
        "résumé.txt",
        "docs/Übersicht über Änderungen.md",
        "日本語/ファイル名.txt",
        "レポート（最終版）２０２５.pdf",
        "Ａ社向け.xlsx",
        "文档/设计v2.md",
        "한국어 문서.txt",
        "Docker入門.md",
        "отчёт_v2_final.pdf",
        "docs/Привет мир/readme.md",
        "README-العربية.md",
        "README.עברית.md",
        "ไฟล์ทดสอบ.txt",
        "दस्तावेज़.txt",
        "εργασία.tex",
        "Δx-σ².png",
        "10µm.csv",
        "temp_25℃.csv",
        "naïve façade.txt",
        "Ærøskøbing.gpx",
        "Łódź.txt",
        "emoji-😀.png",
        "👨‍👩‍👧.png",
        "👩🏽‍💻.png",
        "❤️.txt",
        "1️⃣-intro.md",
        "🏳️‍🌈.svg",
        "cafe\u0301.txt",
        "a—b.txt",
        "price_€5.txt",
      })
  void aPathInAnyLanguagePasses(String path) {
    assertThat(TextRules.inPath(path)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\u202egpj.sh",
        "\u2066x",
        "a\u200eb",
        "a\u061cb",
        ".s\u200bsh",
        "a\u200db",
        "😀\u200d",
        "\u200d😀",
        "a\u2060",
        "\ufeffx",
        ".en\u00adv",
        "a\u034f",
        "a\u3164",
        "a\uffa0b",
        "a\u115f",
        "a\u180e",
        "a\u2028b",
        "a\u206a",
        "a\udb40\udc41",
        "🏴\udb40\udc67\udb40\udc7f",
        "a\ufe0f",
        "1\ufe0f",
        "❤\ufe0f\ufe0f",
        "❤\ufe00",
        "\ufe0fx",
        "😀\udb40\udd00\udb40\udd01",
        ".env\u00a0",
        "\u2003x",
        "d/\u3000x",
        "\u2013rf",
        "\u2212x",
        "etc\u2215passwd",
        "etc\u2044passwd",
        "etc\u29f8passwd",
        "etc\uff0fpasswd",
        "\uff0e\uff0e/etc",
        "\u2024\u2024/etc",
        "\u2024env",
        "x\uff5cy",
        "x\uff1by",
        "x\u037ey",
        "a\u2236b.txt",
        "x\uff06y",
        "x\uff1ey",
        "\uff45\uff4e\uff56",
        "\ud835\udc1e\ud835\udc27\ud835\udc2f",
        "\u24d4\u24dd\u24e5",
        // Cyrillic in Latin words
        "d\u043ecker-compose.yml",
        "/etc/p\u0430sswd",
        "\u0430uthorized_keys",
        "/home/agent/.\u0455sh",
        // all Cyrillic, after a dot
        "/home/agent/.\u0455\u0455\u04bb",
        // Greek omicron
        "/r\u03bfot/x",
        // Latin letters that are others
        ".\ua731sh",
        ".\u0261it",
      })
  void whatHidesOrPassesForAsciiInAPathIsRefused(String path) {
    assertThat(TextRules.check(path, Place.PATH))
        .hasValueSatisfying(finding -> {
          assertThat(finding.refused()).isTrue();
          assertThat(finding.what()).matches("[ -~]+");
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Screenshot at 9.41.00\u202fAM.png",
        "東京\u3000大阪.txt",
        "Bob\u2019s notes.md",
        "東京\uff0f大阪.txt",
        "\u0441\u043e\u0440",
        "\u0131s\u0131.txt",
        "\ue0b0.txt"
      })
  void whatMayOnlyConfuseAReaderIsNoted(String path) {
    assertThat(TextRules.inPath(path)).map(UnfitCharacter::weight).contains(Weight.NOTED);
  }

  @Test
  void whatIsRefusedComesBeforeWhatIsNoted() {
    assertThat(TextRules.inPath("a\u00a0b/c\u202e"))
        .hasValueSatisfying(finding -> {
          assertThat(finding.refused()).isTrue();
          assertThat(finding.offset()).isEqualTo(5);
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fix: handle x",
        "修正：ファイル名の処理　（テスト）😀",
        "don\u2019t \u201cpanic\u201d \u2013 it\u2019s fine\u2026",
        "prix\u00a0: 5\u202f€",
        "\u200fעברית\u200e",
        "می\u200cخواهم",
        "soft\u00adhyphen",
        "❤️ 1️⃣ 👨‍👩‍👧",
        "葛\udb40\udd00飾区",
        "ｆｕｌｌｗｉｄｔｈ ｜ ＆",
        "смешанный docker текст",
        "\ud835\udc1dbold",
      })
  void aQuotedTextMayHoldAnything(String text) {
    assertThat(TextRules.check(text, Place.QUOTED)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "fix \u202eevil, 4",
    "\u2066x\u2069, 0",
    "hi \udb40\udc68\udb40\udc69, 3",
    "🏴\udb40\udc67\udb40\udc7f, 2",
    "a\ufe0fb, 1",
    "😀\ufe0f\ufe01, 3",
    "😀\udb40\udd10\udb40\udd11, 2",
  })
  void whatHidesTextInItIsNoted(String text, int offset) {
    Optional<UnfitCharacter> finding = TextRules.inQuotedText(text);
    assertThat(finding).map(UnfitCharacter::offset).contains(offset);
    assertThat(finding).map(UnfitCharacter::weight).contains(Weight.NOTED);
  }

  @Test
  void asciiIsNeverFoundInAPathOrText() {
    Random random = new Random(11);
    for (int i = 0; i < 20_000; i++) {
      String text =
          random
              .ints(random.nextInt(30), 0x20, 0x7f)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(TextRules.inName(text)).isEmpty();
      assertThat(TextRules.inPath(text)).isEmpty();
      assertThat(TextRules.inQuotedText(text)).isEmpty();
    }
  }

  @Test
  void everyCharacterOutsideAsciiIsRefusedInANameAndNoneFails() {
    for (int c = 0x80; c <= Character.MAX_CODE_POINT; c++) {
      if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
        continue;
      }
      String text = "a" + Character.toString(c);
      assertThat(TextRules.inName(text).map(UnfitCharacter::offset).orElse(-1)).isEqualTo(1);
      TextRules.inQuotedText(text);
    }
  }

  /** What is kept of single characters must say the same as ICU says of the whole. */
  @Test
  void aTextLooksAsciiWhereAllItsCharactersDo() {
    Random random = new Random(12);
    int[] some = {
      'a', '.', 0x430, 0x435, 0x455, 0x131, 0x3b1, 0x3bf, 0xe9, 0x301, 0x30ce, 0x4e00, 0x5d5, 0x660,
      0x2026
    };
    int ascii = 0;
    for (int i = 0; i < 20_000; i++) {
      int[] points =
          random
              .ints(1 + random.nextInt(5), 0, 40)
              .map(n ->
                  n < some.length ? some[n] : n < 25 ? random.nextInt(0xa0, 0x600) : some[n % 3])
              .toArray();
      String text = new String(points, 0, points.length);
      boolean whole = TextRules.isAscii(Lookalikes.skeleton(text));
      ascii += whole ? 1 : 0;
      assertThat(text.codePoints().allMatch(c -> c < 0x80 || Lookalikes.looksAscii(c)))
          .as(Shown.of(text))
          .isEqualTo(whole);
    }
    assertThat(ascii).isPositive();
  }

  /** No name of a secret can be written with another character so that it passes unseen. */
  @Test
  void oneLookalikeInASecretsNameIsNeverSilent() {
    String[] names = {".env", ".ssh", "id_rsa", "passwd", "authorized_keys", ".git"};
    for (int c = 0x80; c < 0x20000; c++) {
      if ((c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
          || !Lookalikes.looksAscii(c)) {
        continue;
      }
      String skeleton = Lookalikes.skeleton(Character.toString(c));
      for (String name : names) {
        for (int i = 0; i < name.length(); i++) {
          if (skeleton.equals(Lookalikes.skeleton(name.substring(i, i + 1)))) {
            String text = name.substring(0, i) + Character.toString(c) + name.substring(i + 1);
            assertThat(TextRules.inPath(text)).as("%s U+%04X", name, c).isPresent();
          }
        }
      }
    }
  }

  @Test
  void aLongPathTakesTimeByItsLength() {
    String path = "d\u00e9j\u00e0/".repeat(13_000) + "\u202e";
    assertThat(TextRules.inPath(path)).map(UnfitCharacter::offset).contains(path.length() - 1);
  }
}
