package dev.lasso.policy.text;

import java.lang.Character.UnicodeScript;

/** What a character outside ASCII is to a reader. */
final class Characters {

  /** Kinds of characters; the first that fits. */
  enum Kind {
    /** UAX 9: embeddings, overrides, isolates. */
    BIDI_CONTROL("a bidirectional control"),
    /** UAX 9: implicit marks. */
    BIDI_MARK("a bidirectional mark"),
    /** Zero-width, filler and other format characters: nothing of them is seen. */
    INVISIBLE("an invisible character"),
    /** U+E0000 to U+E007F: ASCII that is not seen. */
    TAG("an invisible tag character"),
    VARIATION("a variation selector"),
    SPACE("an unusual space"),
    SLASH("a lookalike of a slash or dot"),
    OPERATOR("a lookalike of a shell operator"),
    DASH("a lookalike of a dash"),
    QUOTE("a lookalike of a quote"),
    /** Fullwidth forms of ASCII. */
    FULLWIDTH("a fullwidth lookalike of ASCII"),
    /** Mathematical, circled and letterlike forms of ASCII letters and digits. */
    STYLED("a styled lookalike of ASCII"),
    /** Private use and unassigned: nobody can say what is seen. */
    UNKNOWN("a character without a meaning"),
    OTHER("a character that is not ASCII");

    final String what;

    Kind(String what) {
      this.what = what;
    }
  }

  private Characters() {}

  static Kind kind(int c) {
    if (c < 0x80) {
      return Kind.OTHER;
    }
    if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069)) {
      return Kind.BIDI_CONTROL;
    }
    if (c == 0x200e || c == 0x200f || c == 0x061c) {
      return Kind.BIDI_MARK;
    }
    if (c >= 0xe0000 && c <= 0xe007f) {
      return Kind.TAG;
    }
    if (isVariation(c)) {
      return Kind.VARIATION;
    }
    if (isInvisible(c)) {
      return Kind.INVISIBLE;
    }
    return visible(c);
  }

  private static Kind visible(int c) {
    if (c == 0xa0
        || c == 0x1680
        || (c >= 0x2000 && c <= 0x200a)
        || c == 0x202f
        || c == 0x205f
        || c == 0x3000
        || c == 0x2800) {
      return Kind.SPACE;
    }
    if (isSlashOrDot(c)) {
      return Kind.SLASH;
    }
    if (isOperator(c)) {
      return Kind.OPERATOR;
    }
    if ((c >= 0x2010 && c <= 0x2015)
        || c == 0x2212
        || c == 0x2043
        || c == 0x02d7
        || c == 0xfe58
        || c == 0xfe63
        || c == 0xff0d) {
      return Kind.DASH;
    }
    if ((c >= 0x2018 && c <= 0x201f)
        || (c >= 0x2032 && c <= 0x2037)
        || c == 0xb4
        || c == 0x02cb
        || c == 0x02b9
        || c == 0x02ba
        || c == 0x02bc) {
      return Kind.QUOTE;
    }
    if ((c >= 0xff01 && c <= 0xff5e) || (c >= 0xffe0 && c <= 0xffee)) {
      return Kind.FULLWIDTH;
    }
    if (isStyled(c)) {
      return Kind.STYLED;
    }
    return switch (Character.getType(c)) {
      case Character.UNASSIGNED, Character.PRIVATE_USE -> Kind.UNKNOWN;
      default -> Kind.OTHER;
    };
  }

  private static boolean isVariation(int c) {
    return (c >= 0xfe00 && c <= 0xfe0f)
        || (c >= 0xe0100 && c <= 0xe01ef)
        || (c >= 0x180b && c <= 0x180d)
        || c == 0x180f;
  }

  /** Default_Ignorable_Code_Point and the other format characters, without those that are seen. */
  private static boolean isInvisible(int c) {
    return switch (c) {
      case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2028, 0x2029, 0x2065, 0x3164, 0xffa0 -> true;
      // Prepended_Concatenation_Mark
      case 0x0600,
          0x0601,
          0x0602,
          0x0603,
          0x0604,
          0x0605,
          0x06dd,
          0x070f,
          0x0890,
          0x0891,
          0x08e2,
          0x110bd,
          0x110cd ->
          false;
      default ->
          Character.getType(c) == Character.FORMAT
              || (c >= 0xfff0 && c <= 0xfff8)
              || (c >= 0xe0080 && c <= 0xe0fff);
    };
  }

  /** What UTS 39 has as confusable with a slash, backslash or full stop, and the like in boxes. */
  private static boolean isSlashOrDot(int c) {
    return switch (c) {
      case 0x2044, 0x2215, 0x29f8, 0x2571, 0x27cb, 0x1735, 0x2041, 0x1d23a, 0xff0f -> true;
      case 0x2216, 0x29f5, 0x29f9, 0x2572, 0x27cd, 0xfe68, 0x1d20f, 0x1d23b, 0xff3c -> true;
      case 0x2024, 0x2025, 0xa4f8, 0xa60e, 0xfe52, 0xff0e -> true;
      default -> false;
    };
  }

  private static boolean isOperator(int c) {
    return switch (c) {
      case 0x037e,
          0x01c0,
          0x01c1,
          0x01c3,
          0x2223,
          0x2225,
          0x2758,
          0x2759,
          0x23d0,
          0xa789,
          0x2236,
          0x2039,
          0x203a,
          0x276e,
          0x276f,
          0x204e,
          0x2217,
          0xa4fa,
          0xa78c,
          0xfe19 ->
          true;
      default -> (c >= 0xfe50 && c <= 0xfe6b) && c != 0xfe58 && c != 0xfe63;
    };
  }

  private static boolean isStyled(int c) {
    return (c >= 0x1d400 && c <= 0x1d7ff)
        || (c >= 0x249c && c <= 0x24e9)
        || (c >= 0x1f110 && c <= 0x1f169)
        || (c >= 0x1fbf0 && c <= 0x1fbf9)
        || (c >= 0x2100 && c <= 0x214f && Character.isLetter(c));
  }

  /** Whether fullwidth forms are at home in a text with this character. */
  static boolean isEastAsian(int c) {
    return switch (UnicodeScript.of(c)) {
      case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
      default -> false;
    };
  }

  /** Its code point and name. */
  static String named(int c) {
    String name = Character.getName(c);
    return name == null ? "U+%04X".formatted(c) : "U+%04X %s".formatted(c, name);
  }
}
