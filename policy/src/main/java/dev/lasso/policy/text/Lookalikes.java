package dev.lasso.policy.text;

import com.ibm.icu.text.SpoofChecker;
import com.ibm.icu.text.SpoofChecker.RestrictionLevel;
import java.lang.Character.UnicodeScript;
import org.jspecify.annotations.Nullable;

/**
 * Confusables of Unicode Technical Standard 39, from ICU.
 *
 * <p>The checker is costly to make and is made once, at the first name that is not ASCII. A built
 * one is immutable and used by all threads. What it says of single characters is kept; threads that
 * ask at once both write the same.
 */
final class Lookalikes {
  private static final SpoofChecker CHECKER =
      new SpoofChecker.Builder()
          .setChecks(SpoofChecker.RESTRICTION_LEVEL)
          .setRestrictionLevel(RestrictionLevel.HIGHLY_RESTRICTIVE)
          .build();

  private static final byte NO = 1;
  private static final byte ASCII = 2;
  private static final byte DOT = 3;

  /** By code point, of the first two planes: what it looks like; 0 where nobody has asked yet. */
  private static final byte[] KNOWN = new byte[0x20000];

  private Lookalikes() {}

  /** The skeleton: equal for texts that look alike. */
  static String skeleton(String text) {
    return CHECKER.getSkeleton(text);
  }

  /**
   * Whether a character outside ASCII looks like ASCII. A skeleton is made character by character,
   * so that of a text is ASCII where this holds for all that are not ASCII.
   */
  static boolean looksAscii(int c) {
    return c >= 0x80 && look(c) != NO;
  }

  /** Whether it is a full stop, or looks like something that begins with one. */
  static boolean looksLikeDot(int c) {
    return c < 0x80 ? c == '.' : look(c) == DOT;
  }

  /**
   * Whether a word mixes scripts that no writing system mixes: all but Latin with the scripts of
   * Japanese, Chinese or Korean (UTS 39, section 5.2, highly restrictive).
   */
  static boolean mixesScripts(String word) {
    return !isOfOneScript(word) && CHECKER.failsChecks(word);
  }

  /** Spares most words the checker: all their letters are of one script by themselves. */
  private static boolean isOfOneScript(String word) {
    UnicodeScript one = null;
    for (int i = 0; i < word.length(); ) {
      int c = word.codePointAt(i);
      UnicodeScript script = UnicodeScript.of(c);
      boolean counts = c >= 0x80 || script != UnicodeScript.COMMON;
      if (counts && !isSame(one, script)) {
        return false;
      }
      one = counts ? script : one;
      i += Character.charCount(c);
    }
    return true;
  }

  private static boolean isSame(@Nullable UnicodeScript one, UnicodeScript script) {
    return switch (script) {
      case COMMON, INHERITED, UNKNOWN -> false;
      default -> one == null || one == script;
    };
  }

  private static byte look(int c) {
    if (c >= KNOWN.length) {
      return ask(c);
    }
    byte known = KNOWN[c];
    if (known == 0) {
      known = ask(c);
      KNOWN[c] = known;
    }
    return known;
  }

  private static byte ask(int c) {
    String skeleton = skeleton(Character.toString(c));
    if (!TextRules.isAscii(skeleton)) {
      return NO;
    }
    return skeleton.startsWith(".") ? DOT : ASCII;
  }
}
