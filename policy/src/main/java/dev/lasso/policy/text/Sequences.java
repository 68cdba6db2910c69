package dev.lasso.policy.text;

import java.lang.Character.UnicodeScript;

/** Where an invisible character belongs to what stands beside it (UTS 51, UTS 37). */
final class Sequences {
  private static final int ZWJ = 0x200d;
  private static final int KEYCAP = 0x20e3;

  private Sequences() {}

  /** Whether the character here is the emoji or text selector of the one emoji before it. */
  static boolean isEmojiVariation(String text, int at) {
    int selector = text.codePointAt(at);
    if (at == 0 || (selector != 0xfe0f && selector != 0xfe0e)) {
      return false;
    }
    int before = text.codePointBefore(at);
    if (Character.isExtendedPictographic(before)) {
      return true;
    }
    boolean key = (before >= '0' && before <= '9') || before == '#' || before == '*';
    return key && at + 1 < text.length() && text.charAt(at + 1) == KEYCAP;
  }

  /** Whether the character here selects a form of the one ideograph before it. */
  static boolean isIdeographVariation(String text, int at) {
    int selector = text.codePointAt(at);
    return at > 0
        && (selector >= 0xe0100 || (selector >= 0xfe00 && selector <= 0xfe02))
        && UnicodeScript.of(text.codePointBefore(at)) == UnicodeScript.HAN;
  }

  /** Whether the character here joins two emoji. */
  static boolean isEmojiJoiner(String text, int at) {
    if (at == 0 || text.charAt(at) != ZWJ || at + 1 >= text.length()) {
      return false;
    }
    int before = text.codePointBefore(at);
    boolean emoji =
        Character.isExtendedPictographic(before)
            || Character.isEmojiModifier(before)
            || (before == 0xfe0f && isEmojiVariation(text, at - 1));
    return emoji && Character.isExtendedPictographic(text.codePointAt(at + 1));
  }
}
