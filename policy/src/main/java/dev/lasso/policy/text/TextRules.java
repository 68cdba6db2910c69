package dev.lasso.policy.text;

import dev.lasso.policy.text.UnfitCharacter.Weight;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Which characters may be where. Text is looked at and never changed: what was judged is what runs.
 *
 * <p>Three layers: bytes are well-formed UTF-8 ({@link #decodeUtf8}); a command as a whole has no
 * characters that no command needs ({@link #inInput}); and by what a word is, nothing in it hides,
 * reorders or passes for something else ({@link #check}; Unicode UAX 9, UTS 39, UTS 55).
 *
 * <p>Thread-safe. Plain ASCII, which nearly everything is, costs one pass and no allocation.
 */
public final class TextRules {

  private TextRules() {}

  /**
   * Decodes strictly: overlong forms, surrogates, values above U+10FFFF and sequences that are cut
   * off are malformed (Unicode 16, table 3-7).
   */
  public static Decoded decodeUtf8(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CoderResult result = decoder.decode(in, out, true);
    if (result.isError()) {
      return new Decoded.Malformed(in.position());
    }
    return new Decoded.Text(out.flip().toString());
  }

  /**
   * What no command may have in any place: control characters other than tab and line feed (a
   * carriage return too, also at a line's end: what a terminal shows is not what runs), unpaired
   * surrogates, noncharacters, and more than so many UTF-16 units.
   */
  public static Optional<UnfitCharacter> inInput(String text, int max) {
    return inInput(text, max, false);
  }

  /**
   * What no word that is passed without a shell may have: the same, but for a carriage return with
   * a line feed behind it, as files of some systems have at the end of a line.
   */
  public static Optional<UnfitCharacter> inWord(String text, int max) {
    return inInput(text, max, true);
  }

  private static Optional<UnfitCharacter> inInput(String text, int max, boolean lineEnds) {
    if (text.length() > max) {
      return refused(max, "longer than " + max + " characters");
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x20 && c < 0x7f) {
        continue;
      }
      if (c < 0xa0) {
        boolean lineEnd =
            lineEnds && c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n';
        if (c != '\t' && c != '\n' && !lineEnd) {
          return refused(i, control(c));
        }
      } else if (Character.isSurrogate(c)) {
        int point = text.codePointAt(i);
        if (!Character.isSupplementaryCodePoint(point)) {
          return refused(i, "an unpaired surrogate: " + Characters.named(c));
        }
        if ((point & 0xfffe) == 0xfffe) {
          return refused(i, "a noncharacter: " + Characters.named(point));
        }
        i++;
      } else if (c >= 0xfffe || (c >= 0xfdd0 && c <= 0xfdef)) {
        return refused(i, "a noncharacter: " + Characters.named(c));
      }
    }
    return Optional.empty();
  }

  /**
   * The first thing in a text that is refused in this place; else the first that is noted. That the
   * text as a whole has passed {@link #inInput} is taken for granted.
   */
  public static Optional<UnfitCharacter> check(String text, Place place) {
    return switch (place) {
      case NAME -> inName(text);
      case PATH -> inPath(text);
      case QUOTED -> inQuotedText(text);
    };
  }

  /** What is wrong with the name of a command, option, variable or host. */
  public static Optional<UnfitCharacter> inName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x20 || c >= 0x7f) {
        int point = text.codePointAt(i);
        return refused(
            i,
            Character.isISOControl(point)
                ? control(point)
                : Characters.kind(point).what + ": " + Characters.named(point));
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a path. */
  public static Optional<UnfitCharacter> inPath(String text) {
    return isAscii(text) ? Optional.empty() : new PathScan(text).first();
  }

  /** What is noteworthy in a quoted text; never refused. */
  public static Optional<UnfitCharacter> inQuotedText(String text) {
    if (isAscii(text)) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); ) {
      int point = text.codePointAt(i);
      boolean noted =
          switch (Characters.kind(point)) {
            case BIDI_CONTROL, TAG -> true;
            case VARIATION ->
                !Sequences.isEmojiVariation(text, i) && !Sequences.isIdeographVariation(text, i);
            default -> false;
          };
      if (noted) {
        return Optional.of(
            new UnfitCharacter(
                i,
                Weight.NOTED,
                Characters.kind(point).what + " in a text: " + Characters.named(point)));
      }
      i += Character.charCount(point);
    }
    return Optional.empty();
  }

  static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static String control(int c) {
    return c == '\r' ? "a carriage return: U+000D" : "a control character: U+%04X".formatted(c);
  }

  private static Optional<UnfitCharacter> refused(int offset, String what) {
    return Optional.of(new UnfitCharacter(offset, Weight.REFUSED, what));
  }
}
