package dev.lasso.policy.text;

import dev.lasso.policy.text.Characters.Kind;
import dev.lasso.policy.text.UnfitCharacter.Weight;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Looks through a path that is not all ASCII, name by name. File names in any language pass, as do
 * emoji; what passes for an ASCII name does not:
 *
 * <ul>
 *   <li>letters of several scripts in one word, of which one looks like ASCII, are refused ({@code
 *       docker} with a Cyrillic letter), while words of different scripts beside each other are
 *       not;
 *   <li>a whole name that looks like ASCII (a Russian word may) is noted; after a dot, where
 *       configuration and secrets are, it is refused;
 *   <li>fullwidth forms are refused but among East Asian characters.
 * </ul>
 *
 * Linear in the length of the path.
 */
final class PathScan {
  private final String text;
  private @Nullable UnfitCharacter noted;

  PathScan(String text) {
    this.text = text;
  }

  Optional<UnfitCharacter> first() {
    for (int start = 0; start <= text.length(); ) {
      int slash = text.indexOf('/', start);
      int end = slash < 0 ? text.length() : slash;
      UnfitCharacter refused = inComponent(start, end);
      if (refused != null) {
        return Optional.of(refused);
      }
      start = end + 1;
    }
    return Optional.ofNullable(noted);
  }

  private @Nullable UnfitCharacter inComponent(int start, int end) {
    boolean ascii = true;
    boolean eastAsian = false;
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      if (c >= 0x80) {
        ascii = false;
        eastAsian |= Characters.isEastAsian(c);
      }
      i += Character.charCount(c);
    }
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      if (c >= 0x80) {
        Kind kind = Characters.kind(c);
        if (isRefused(kind, c, i, start, end, eastAsian)) {
          return finding(i, Weight.REFUSED, kind.what + " in a path: " + Characters.named(c));
        }
        if (noted == null && isNoted(kind)) {
          note(i, kind.what + " in a path: " + Characters.named(c));
        }
      }
      i += Character.charCount(c);
    }
    return ascii ? null : lookalike(start, end);
  }

  private boolean isRefused(Kind kind, int c, int at, int start, int end, boolean eastAsian) {
    return switch (kind) {
      case BIDI_CONTROL, BIDI_MARK, TAG, STYLED -> true;
      case INVISIBLE -> !Sequences.isEmojiJoiner(text, at);
      case VARIATION -> !Sequences.isEmojiVariation(text, at);
      case SPACE -> at == start || at + Character.charCount(c) == end;
      case SLASH, FULLWIDTH -> !eastAsian || c < 0xff00;
      case OPERATOR -> !eastAsian;
      case DASH -> at == 0 || (c == 0xff0d && !eastAsian);
      case QUOTE, UNKNOWN, OTHER -> false;
    };
  }

  private static boolean isNoted(Kind kind) {
    return switch (kind) {
      case SPACE, SLASH, OPERATOR, QUOTE, UNKNOWN -> true;
      case BIDI_CONTROL, BIDI_MARK, TAG, STYLED, INVISIBLE, VARIATION, FULLWIDTH, DASH, OTHER ->
          false;
    };
  }

  /** Of one name that is not all ASCII. */
  private @Nullable UnfitCharacter lookalike(int start, int end) {
    boolean any = false;
    boolean all = true;
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      boolean looks = Lookalikes.looksAscii(c);
      any |= looks;
      all &= looks || c < 0x80;
      i += Character.charCount(c);
    }
    if (!any) {
      return null;
    }
    UnfitCharacter mixed = mixedWord(start, end);
    return mixed == null && all ? whole(start, end) : mixed;
  }

  /** Of a name all of which is or looks like ASCII. */
  private @Nullable UnfitCharacter whole(int start, int end) {
    boolean hidden = Lookalikes.looksLikeDot(text.codePointAt(start));
    if (!hidden && noted != null) {
      return null;
    }
    String name = Lookalikes.skeleton(text.substring(start, end));
    String what = "a name that looks like " + Shown.of(name);
    if (hidden) {
      return finding(start, Weight.REFUSED, what);
    }
    note(start, what);
    return null;
  }

  private @Nullable UnfitCharacter mixedWord(int start, int end) {
    for (int i = start; i < end; ) {
      int word = i;
      boolean looks = false;
      while (i < end && isWordCharacter(text.codePointAt(i))) {
        int c = text.codePointAt(i);
        looks |= Lookalikes.looksAscii(c);
        i += Character.charCount(c);
      }
      if (i == word) {
        i += Character.charCount(text.codePointAt(i));
      } else if (looks) {
        UnfitCharacter mixed = mixed(word, i);
        if (mixed != null) {
          return mixed;
        }
      }
    }
    return null;
  }

  private @Nullable UnfitCharacter mixed(int start, int end) {
    if (!Lookalikes.mixesScripts(text.substring(start, end))) {
      return null;
    }
    for (int i = start; i < end; ) {
      int c = text.codePointAt(i);
      if (Lookalikes.looksAscii(c)) {
        return finding(
            i,
            Weight.REFUSED,
            "scripts mixed in one word, to look like ASCII: " + Characters.named(c));
      }
      i += Character.charCount(c);
    }
    return null;
  }

  private static boolean isWordCharacter(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER ->
          true;
      default -> Character.isLetterOrDigit(c);
    };
  }

  private void note(int offset, String what) {
    if (noted == null) {
      noted = finding(offset, Weight.NOTED, what);
    }
  }

  private static UnfitCharacter finding(int offset, Weight weight, String what) {
    return new UnfitCharacter(offset, weight, what);
  }
}
