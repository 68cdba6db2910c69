package dev.lasso.policy.shell;

import dev.lasso.policy.shell.WordParser.Braces;
import java.util.ArrayList;
import java.util.List;

/**
 * Brace expansion. Bash does it on the text, before names of variables are read and tildes looked
 * for; whatever that would join across a brace is refused here.
 */
final class BraceParser {
  private static final String SAFE_AFTER = "/.-=:,}";
  private static final int MAX_DIGITS = 9;

  private final WordParser words;
  private final Cursor in;

  BraceParser(WordParser words, Cursor in) {
    this.words = words;
    this.in = in;
  }

  void brace(Where where, Parts parts, Braces outer) throws SyntaxException {
    if (parts.endsBare() || parts.endsWith('$')) {
      throw in.fail("braces directly after a name");
    }
    int start = in.at();
    in.enter();
    in.next();
    Braces inside = parts.isEmpty() && outer != Braces.LATER ? Braces.FIRST : Braces.LATER;
    List<Word> alternatives = new ArrayList<>();
    boolean bare = false;
    boolean tilde = false;
    while (true) {
      int begin = in.at();
      Parts alternative = new Parts(in);
      words.pieces(where, alternative, inside);
      bare |= alternative.endsBare();
      tilde |= alternative.last() instanceof Word.Tilde;
      int c = in.peek();
      if (c == ',') {
        alternatives.add(alternative.word(begin));
        in.next();
      } else if (c == '}') {
        in.next();
        if (alternatives.isEmpty()) {
          single(parts, alternative, start);
        } else {
          alternatives.add(alternative.word(begin));
          checkAfter(bare, tilde);
          parts.add(new Word.BraceList(alternatives));
        }
        in.leave();
        return;
      } else {
        throw in.fail(start, "a brace that is not closed in its word");
      }
    }
  }

  private void checkAfter(boolean bare, boolean tilde) throws SyntaxException {
    int c = in.peek();
    if (Cursor.endsWord(c)) {
      return;
    }
    if ((bare && SAFE_AFTER.indexOf(c) < 0) || (tilde && c != '/')) {
      throw in.fail("a name that goes on after a brace");
    }
    if (bare && (c == ',' || c == '}')) {
      throw in.fail("a name that may go on after a brace");
    }
  }

  /** Braces without a comma: a range, or text. */
  private void single(Parts parts, Parts inner, int start) throws SyntaxException {
    String text = inner.onlyLiteral();
    if (text != null && text.contains("..")) {
      parts.add(range(text, start));
      return;
    }
    for (Word.Part part : inner.list()) {
      if ((part instanceof Word.Literal(String literal) && literal.contains(".."))
          || part instanceof Word.Tilde) {
        throw in.fail(start, "braces that may be a range or not");
      }
    }
    parts.literal('{');
    parts.addAll(inner);
    parts.literal('}');
  }

  private Word.BraceRange range(String text, int start) throws SyntaxException {
    int first = text.indexOf("..");
    int second = text.indexOf("..", first + 2);
    String from = text.substring(0, first);
    String to = second < 0 ? text.substring(first + 2) : text.substring(first + 2, second);
    String step = second < 0 ? null : text.substring(second + 2);
    boolean certain =
        ((isNumber(from) && isNumber(to)) || isLetters(from, to))
            && (step == null || isNumber(step));
    if (!certain) {
      throw in.fail(start, "braces that may be a range or not");
    }
    return new Word.BraceRange(from, to, step);
  }

  private static boolean isNumber(String text) {
    int digits = text.startsWith("-") ? 1 : 0;
    if (text.length() == digits || text.length() > MAX_DIGITS) {
      return false;
    }
    return text.chars().skip(digits).allMatch(Cursor::isDigit);
  }

  /** Of one case: what is between Z and a is not letters. */
  private static boolean isLetters(String from, String to) {
    if (from.length() != 1 || to.length() != 1) {
      return false;
    }
    char a = from.charAt(0);
    char b = to.charAt(0);
    return (a >= 'a' && a <= 'z' && b >= 'a' && b <= 'z')
        || (a >= 'A' && a <= 'Z' && b >= 'A' && b <= 'Z');
  }
}
