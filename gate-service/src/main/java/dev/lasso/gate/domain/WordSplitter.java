package dev.lasso.gate.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Splits a command line into words by the quoting rules of POSIX.1-2024, Shell Command Language,
 * 2.2: backslash, single quotes, double quotes. Whatever else a shell would act on (operators,
 * expansions, globs, comments, assignments, reserved words) is refused, so that for every line that
 * is split, every POSIX shell sees exactly these words.
 *
 * <p>Linear in the length of the line.
 */
final class WordSplitter {
  private static final String OPERATORS = "|&;<>()";
  private static final String GLOBS = "*?[";

  /** POSIX 2.4 and what common shells add: words that are not programs where a command begins. */
  private static final Set<String> RESERVED =
      Set.of(
          "!",
          "{",
          "}",
          "[[",
          "]]",
          "case",
          "coproc",
          "do",
          "done",
          "elif",
          "else",
          "esac",
          "fi",
          "for",
          "function",
          "if",
          "in",
          "namespace",
          "select",
          "then",
          "time",
          "until",
          "while");

  private final String line;
  private final List<String> words = new ArrayList<>();
  private int at;

  private WordSplitter(String line) {
    this.line = line;
  }

  static Words split(String line) {
    return new WordSplitter(line).run();
  }

  private Words run() {
    while (true) {
      skipBlanks();
      if (at == line.length()) {
        return words.isEmpty() ? refused(0, "there is no command") : new Words.Split(words);
      }
      Words.Refused refusal = readWord();
      if (refusal != null) {
        return refusal;
      }
    }
  }

  private void skipBlanks() {
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == '\\' && at + 1 < line.length() && line.charAt(at + 1) == '\n') {
        at += 2; // a line continuation between words
      } else if (c == ' ' || c == '\t') {
        at++;
      } else {
        return;
      }
    }
  }

  private Words.@Nullable Refused readWord() {
    StringBuilder word = new StringBuilder();
    boolean quoted = false;
    int start = at;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c == ' ' || c == '\t') {
        break;
      }
      switch (c) {
        case '\'' -> {
          quoted = true;
          int end = line.indexOf('\'', at + 1);
          if (end < 0) {
            return refused(at, "a single quote that is not closed");
          }
          word.append(line, at + 1, end);
          at = end + 1;
        }
        case '"' -> {
          quoted = true;
          Words.Refused refusal = readDoubleQuotes(word);
          if (refusal != null) {
            return refusal;
          }
        }
        case '\\' -> {
          if (at + 1 == line.length()) {
            return refused(at, "a backslash with nothing after it");
          }
          if (line.charAt(at + 1) != '\n') {
            quoted = true;
            word.append(line.charAt(at + 1));
          }
          at += 2;
        }
        case '{' -> {
          // `{}` alone is a word like any other (find, xargs)
          if (at > start || !isBracePair()) {
            return refused(at, "a brace ('{')");
          }
          word.append("{}");
          at += 2;
        }
        default -> {
          String special = special(c, at == start, word);
          if (special != null) {
            return refused(at, special);
          }
          word.append(c);
          at++;
        }
      }
    }
    return accept(word, quoted, start);
  }

  private Words.@Nullable Refused accept(StringBuilder word, boolean quoted, int start) {
    if (word.isEmpty() && !quoted) {
      return null; // nothing but a line continuation
    }
    String text = word.toString();
    if (words.isEmpty() && !quoted && RESERVED.contains(text)) {
      return refused(start, "the reserved word '" + text + "'");
    }
    words.add(text);
    return null;
  }

  private boolean isBracePair() {
    boolean closed = at + 1 < line.length() && line.charAt(at + 1) == '}';
    boolean alone =
        at + 2 >= line.length() || line.charAt(at + 2) == ' ' || line.charAt(at + 2) == '\t';
    return closed && alone && !words.isEmpty();
  }

  /** What an unquoted character would mean to a shell, or null where it is itself. */
  private @Nullable String special(char c, boolean first, StringBuilder word) {
    if (OPERATORS.indexOf(c) >= 0) {
      return "the operator '" + c + "'";
    }
    if (c == '$' || c == '`') {
      return "an expansion ('" + c + "')";
    }
    if (GLOBS.indexOf(c) >= 0) {
      return "a pattern ('" + c + "')";
    }
    if (c == '}') {
      return "a brace ('}')";
    }
    if (c == '\n' || c == '\r') {
      return "a line break";
    }
    if (c == '#' && first) {
      return "a comment";
    }
    if (c == '~' && (first || endsWithOneOf(word, "=:"))) {
      return "a home directory ('~')";
    }
    if (c == '=' && words.isEmpty()) {
      return "an assignment";
    }
    if (c < 0x20 || c == 0x7f) {
      return "a control character";
    }
    if (c > 0x7f && (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85)) {
      return "a space that is not ASCII";
    }
    return null;
  }

  private static boolean endsWithOneOf(StringBuilder word, String characters) {
    return !word.isEmpty() && characters.indexOf(word.charAt(word.length() - 1)) >= 0;
  }

  private Words.@Nullable Refused readDoubleQuotes(StringBuilder word) {
    int open = at;
    at++;
    while (at < line.length()) {
      char c = line.charAt(at);
      switch (c) {
        case '"' -> {
          at++;
          return null;
        }
        case '$', '`' -> {
          return refused(at, "an expansion ('" + c + "') in double quotes");
        }
        case '\\' -> {
          if (at + 1 == line.length()) {
            return refused(open, "a double quote that is not closed");
          }
          char next = line.charAt(at + 1);
          // POSIX 2.2.3: the backslash stays, except before these
          if ("$`\"\\".indexOf(next) >= 0) {
            word.append(next);
          } else if (next != '\n') {
            word.append(c).append(next);
          }
          at += 2;
        }
        default -> {
          word.append(c);
          at++;
        }
      }
    }
    return refused(open, "a double quote that is not closed");
  }

  private static Words.Refused refused(int index, String what) {
    return new Words.Refused(index + 1, what);
  }
}
