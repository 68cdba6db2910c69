package dev.lasso.policy.command.language;

import dev.lasso.policy.command.language.CodeToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a program in Python or JavaScript into tokens. Where it can't be sure what is a string and
 * what is code, it gives up.
 */
final class CodeLexer {
  private final String code;
  private final boolean python;
  private final List<CodeToken> tokens = new ArrayList<>();
  private int at;

  private CodeLexer(String code, boolean python) {
    this.code = code;
    this.python = python;
  }

  static List<CodeToken> python(String code) throws Unclear {
    return new CodeLexer(code, true).all();
  }

  static List<CodeToken> javaScript(String code) throws Unclear {
    return new CodeLexer(code, false).all();
  }

  private List<CodeToken> all() throws Unclear {
    while (at < code.length()) {
      char c = code.charAt(at);
      if (c == '\n') {
        at++;
        tokens.add(new CodeToken(Kind.NEWLINE, "\n"));
      } else if (c == ' ' || c == '\t' || (python && c == '\\' && peek(1) == '\n')) {
        at += c == '\\' ? 2 : 1;
      } else if (python ? c == '#' : c == '/' && (peek(1) == '/' || peek(1) == '*')) {
        comment();
      } else if (c == '"' || c == '\'') {
        string(c, "");
      } else if (c == '`' && !python) {
        template();
      } else if (isNameStart(c)) {
        name();
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (c == '/' && !python && !divides()) {
        regularExpression();
      } else if (c > '~' || c < ' ' || c == '\\' || c == '`') {
        throw new Unclear("a character that may be part of a name");
      } else {
        at++;
        tokens.add(new CodeToken(Kind.SIGN, String.valueOf(c)));
      }
    }
    return tokens;
  }

  private void comment() throws Unclear {
    int end;
    if (code.charAt(at) == '/' && peek(1) == '*') {
      end = code.indexOf("*/", at + 2);
      if (end < 0) {
        throw new Unclear("a comment that is not terminated");
      }
      end += 2;
    } else {
      int line = code.indexOf('\n', at);
      end = line < 0 ? code.length() : line;
      String comment = code.substring(at, end);
      if (comment.chars().anyMatch(c -> c == '\r' || c == '\u2028' || c == '\u2029')
          || (python && comment.contains("coding"))) {
        throw new Unclear("a comment that changes how the rest is read");
      }
    }
    at = end;
  }

  private void name() throws Unclear {
    int start = at;
    while (at < code.length() && isNamePart(code.charAt(at))) {
      at++;
    }
    String name = code.substring(start, at);
    int quote = peek(0);
    if (python && name.length() <= 2 && (quote == '"' || quote == '\'')) {
      string((char) quote, name);
    } else {
      tokens.add(new CodeToken(Kind.NAME, name));
    }
  }

  private void number() {
    int start = at;
    while (at < code.length() && (isNamePart(code.charAt(at)) || code.charAt(at) == '.')) {
      at++;
    }
    tokens.add(new CodeToken(Kind.NUMBER, code.substring(start, at)));
  }

  private void string(char quote, String prefix) throws Unclear {
    String mark = String.valueOf(quote);
    if (python && code.startsWith(mark.repeat(3), at)) {
      mark = mark.repeat(3);
    }
    int start = at + mark.length();
    at = start;
    while (!code.startsWith(mark, at)) {
      if (at >= code.length() || (code.charAt(at) == '\n' && mark.length() == 1)) {
        throw new Unclear("a string that is not terminated");
      }
      at += code.charAt(at) == '\\' ? 2 : 1;
    }
    String text = code.substring(start, at);
    at += mark.length();
    tokens.add(new CodeToken(Kind.STRING, text));
    String kind = prefix.toLowerCase(Locale.ROOT);
    if ((kind.indexOf('f') >= 0 || kind.indexOf('t') >= 0) && text.indexOf('{') >= 0) {
      names(text);
    }
  }

  /** Code may stand in it: all names in it count as code. */
  private void template() throws Unclear {
    int start = ++at;
    while (peek(0) != '`') {
      if (at >= code.length()) {
        throw new Unclear("a template that is not terminated");
      }
      at += code.charAt(at) == '\\' ? 2 : 1;
    }
    String text = code.substring(start, at++);
    tokens.add(new CodeToken(Kind.STRING, text));
    if (text.contains("${")) {
      if (text.indexOf('"') >= 0 || text.indexOf('\'') >= 0) {
        throw new Unclear("a template with strings in it");
      }
      names(text);
    }
  }

  private void names(String text) throws Unclear {
    if (text.indexOf('\\') >= 0) {
      throw new Unclear("a template with backslashes");
    }
    for (int i = 0; i < text.length(); ) {
      char c = text.charAt(i);
      int end = i + 1;
      if (isNameStart(c)) {
        while (end < text.length() && isNamePart(text.charAt(end))) {
          end++;
        }
        tokens.add(new CodeToken(Kind.NAME, text.substring(i, end)));
      } else if (c > '~') {
        throw new Unclear("a character that may be part of a name");
      } else if (c != ' ') {
        tokens.add(new CodeToken(Kind.SIGN, String.valueOf(c)));
      }
      i = end;
    }
  }

  private boolean divides() throws Unclear {
    CodeToken last = tokens.isEmpty() ? CodeToken.NONE : tokens.getLast();
    return switch (last.kind()) {
      case NUMBER, STRING -> true;
      case NAME -> {
        if (last.text().equals("return") || last.text().equals("typeof")) {
          yield false;
        }
        yield true;
      }
      case NEWLINE -> throw new Unclear("a slash that divides or not");
      case SIGN -> {
        if (last.is(")") || last.is("]") || last.is("}") || last.is("+") || last.is("-")) {
          throw new Unclear("a slash that divides or not");
        }
        yield false;
      }
    };
  }

  private void regularExpression() throws Unclear {
    int start = at++;
    boolean bracket = false;
    while (peek(0) != '/' || bracket) {
      if (at >= code.length() || code.charAt(at) == '\n') {
        throw new Unclear("a regular expression that is not terminated");
      }
      char c = code.charAt(at);
      bracket = c == '[' || (bracket && c != ']');
      at += c == '\\' ? 2 : 1;
    }
    at++;
    while (at < code.length() && isNamePart(code.charAt(at))) {
      at++;
    }
    tokens.add(new CodeToken(Kind.NUMBER, code.substring(start, Math.min(at, code.length()))));
  }

  private int peek(int ahead) {
    return at + ahead < code.length() ? code.charAt(at + ahead) : -1;
  }

  private static boolean isNameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
  }

  private static boolean isNamePart(int c) {
    return isNameStart(c) || (c >= '0' && c <= '9');
  }
}
