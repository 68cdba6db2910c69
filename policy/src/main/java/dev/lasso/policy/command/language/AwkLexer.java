package dev.lasso.policy.command.language;

import dev.lasso.policy.command.language.AwkToken.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an awk program. Whether a slash divides or begins a regular expression is the
 * parser's to say.
 */
final class AwkLexer {
  private static final List<String> OPERATORS =
      List.of(
          "**=", "|&", "**", "&&", "||", "++", "--", "+=", "-=", "*=", "/=", "%=", "^=", "==", "<=",
          ">=", "!=", "!~", ">>", "{", "}", "(", ")", "[", "]", ";", ",", "+", "-", "*", "/", "%",
          "^", "!", ">", "<", "|", "?", ":", "~", "$", "=", "@");

  /** Those that begin with each character, in the order above. */
  private static final List<List<String>> BY_FIRST =
      IntStream.range(0, 128)
          .mapToObj(c -> OPERATORS.stream().filter(operator -> operator.charAt(0) == c).toList())
          .toList();

  private final String program;
  private int at;

  AwkLexer(String program) {
    this.program = program;
  }

  /** The next token; a slash is an operator. */
  AwkToken next() throws Unclear {
    skipBlanks();
    int start = at;
    if (at == program.length()) {
      return new AwkToken(Kind.END, "the end", null, start);
    }
    char c = program.charAt(at);
    if (c == '\n') {
      at++;
      return new AwkToken(Kind.NEWLINE, "a newline", null, start);
    }
    if (c == '"') {
      return string();
    }
    if (isNameStart(c)) {
      while (at < program.length() && isNamePart(program.charAt(at))) {
        at++;
      }
      boolean call = at < program.length() && program.charAt(at) == '(';
      return new AwkToken(call ? Kind.CALL : Kind.NAME, program.substring(start, at), null, start);
    }
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) {
      return number();
    }
    for (String operator : c < BY_FIRST.size() ? BY_FIRST.get(c) : List.<String>of()) {
      if (program.startsWith(operator, at)) {
        at += operator.length();
        return new AwkToken(Kind.OPERATOR, operator, null, start);
      }
    }
    throw new Unclear("a character that awk may not take");
  }

  /** Whether a word comes next. */
  boolean followedBy(String word) throws Unclear {
    skipBlanks();
    int end = at + word.length();
    return program.startsWith(word, at)
        && (end == program.length() || !isNamePart(program.charAt(end)));
  }

  /** The regular expression that begins with this slash. */
  AwkToken regex(AwkToken slash) throws Unclear {
    at = slash.start() + 1;
    int bracket = -1;
    boolean odd = false;
    boolean slashInBracket = false;
    while (true) {
      if (at == program.length() || program.charAt(at) == '\n') {
        throw new Unclear("a regular expression that is not terminated");
      }
      char c = program.charAt(at++);
      if (c == '\\') {
        odd |= bracket >= 0 && (peek(0) == ']' || peek(0) == '[' || peek(0) == '/');
        if (peek(0) == '\n') {
          throw new Unclear("a regular expression over two lines");
        }
        at = Math.min(at + 1, program.length());
      } else if (bracket < 0 && c == '[') {
        bracket = at - 1;
        if (peek(0) == '^') {
          at++;
        }
        if (peek(0) == ']') {
          odd = true;
          at++;
        }
      } else if (bracket < 0 && c == ']') {
        odd = true;
      } else if (bracket >= 0 && c == '[') {
        if (!characterClass()) {
          odd = true;
        }
      } else if (bracket >= 0 && c == ']') {
        bracket = -1;
      } else if (c == '/' && bracket < 0) {
        break;
      } else if (c == '/') {
        slashInBracket = true;
      }
    }
    if (odd && (slashInBracket || anotherSlash())) {
      throw new Unclear("a regular expression that versions of awk end elsewhere");
    }
    return new AwkToken(Kind.REGEX, "a regular expression", null, slash.start());
  }

  /** Goes on behind {@code [:name:]}, whose bracket was just read. */
  private boolean characterClass() {
    int end = at + 1;
    if (peek(0) != ':') {
      return false;
    }
    while (end < program.length() && Character.isLetter(program.charAt(end))) {
      end++;
    }
    if (!program.startsWith(":]", end)) {
      return false;
    }
    at = end + 2;
    return true;
  }

  private boolean anotherSlash() {
    int slash = program.indexOf('/', at);
    int line = program.indexOf('\n', at);
    return slash >= 0 && (line < 0 || slash < line);
  }

  private AwkToken number() throws Unclear {
    int start = at;
    boolean hexadecimal = peek(0) == '0' && (peek(1) | ' ') == 'x';
    while (isDigit(peek(0)) || peek(0) == '.') {
      at++;
    }
    if ((peek(0) | ' ') == 'e'
        && (isDigit(peek(1)) || ((peek(1) == '-' || peek(1) == '+') && isDigit(peek(2))))) {
      at += 2;
      while (isDigit(peek(0))) {
        at++;
      }
    }
    if (hexadecimal || (at < program.length() && isNamePart(program.charAt(at)))) {
      throw new Unclear("a number with letters, which versions of awk read differently");
    }
    return new AwkToken(Kind.NUMBER, program.substring(start, at), null, start);
  }

  private AwkToken string() throws Unclear {
    int start = at++;
    while (true) {
      if (at >= program.length() || program.charAt(at) == '\n') {
        throw new Unclear("a string that is not terminated");
      }
      char c = program.charAt(at++);
      if (c == '"') {
        String value = unescape(program.substring(start + 1, at - 1));
        return new AwkToken(Kind.STRING, "a string", value, start);
      }
      if (c == '\\') {
        at++;
      }
    }
  }

  /** The text of a string literal, or of a value that awk reads like one; null if uncertain. */
  static @Nullable String unescape(String literal) {
    StringBuilder text = new StringBuilder(literal.length());
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c != '\\') {
        text.append(c);
        continue;
      }
      if (++i == literal.length()) {
        return null;
      }
      c = literal.charAt(i);
      int known = "\"\\/abfnrtv".indexOf(c);
      if (known >= 0) {
        text.append("\"\\/\u0007\b\f\n\r\t\u000b".charAt(known));
      } else if (isOctal(c)) {
        int end = i;
        int code = 0;
        while (end < literal.length() && end < i + 3 && isOctal(literal.charAt(end))) {
          code = code * 8 + literal.charAt(end++) - '0';
        }
        if (code == 0 || code > 0x7e) {
          return null;
        }
        text.append((char) code);
        i = end - 1;
      } else {
        return null;
      }
    }
    return text.toString();
  }

  private void skipBlanks() throws Unclear {
    while (at < program.length()) {
      char c = program.charAt(at);
      if (c == ' ' || c == '\t') {
        at++;
      } else if (c == '\\' && peek(1) == '\n') {
        at += 2;
      } else if (c == '#') {
        int line = program.indexOf('\n', at);
        int end = line < 0 ? program.length() : line;
        if (program.charAt(end - 1) == '\\') {
          throw new Unclear("a comment that ends with a backslash");
        }
        at = end;
      } else {
        return;
      }
    }
  }

  private int peek(int ahead) {
    return at + ahead < program.length() ? program.charAt(at + ahead) : -1;
  }

  private static boolean isNameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(int c) {
    return isNameStart(c) || isDigit(c);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isOctal(int c) {
    return c >= '0' && c <= '7';
  }
}
