package dev.lasso.policy.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Expressions of arithmetic, as text with expansions. Only characters that are arithmetic: what has
 * quotes, backslashes or braces of its own might be something else than arithmetic after all.
 */
final class ArithmeticText {
  private static final String OTHERS = " \t\n+-*/%<>=!&|^~?:,";

  private enum End {
    /** Two closing parentheses. */
    COMMAND,
    /** A semicolon, or two closing parentheses. */
    LOOP,
    /** A colon, or a closing brace. */
    SUBSTRING
  }

  private final Parsing parsing;
  private final Cursor in;

  ArithmeticText(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  /** An expression and the two parentheses that close it. */
  Word command() throws SyntaxException {
    Word expression = text(End.COMMAND);
    if (isBlank(expression)) {
      throw in.fail("an empty expression");
    }
    closeTwo();
    return expression;
  }

  /** The three of {@code for ((a; b; c))}, and the parentheses that close them. */
  List<Word> three() throws SyntaxException {
    List<Word> expressions = new ArrayList<>();
    expressions.add(text(End.LOOP));
    for (int i = 0; i < 2; i++) {
      in.expect(';', "a counting loop without three expressions");
      expressions.add(text(End.LOOP));
    }
    closeTwo();
    return expressions;
  }

  /** An offset or a length in a substring, without what ends it. */
  Word substring() throws SyntaxException {
    return text(End.SUBSTRING);
  }

  private static boolean isBlank(Word word) {
    String text = word.text();
    return text != null && text.isBlank();
  }

  private void closeTwo() throws SyntaxException {
    if (!in.looksAt("))")) {
      throw in.fail("parentheses that may be arithmetic or commands");
    }
    in.skip(2);
  }

  private Word text(End end) throws SyntaxException {
    int start = in.at();
    Parts parts = new Parts(in);
    int parentheses = 0;
    int brackets = 0;
    while (true) {
      int c = in.peek();
      if (parentheses == 0 && brackets == 0 && ends(c, end)) {
        return parts.word(start);
      }
      switch (c) {
        case '$' -> expansion(parts);
        case '(' -> {
          if (++parentheses > Budget.MAX_DEPTH) {
            throw in.fail("nested too deeply");
          }
          parts.literal(in.next());
        }
        case ')' -> {
          if (--parentheses < 0) {
            throw in.fail("parentheses that may be arithmetic or commands");
          }
          parts.literal(in.next());
        }
        case '[' -> {
          brackets++;
          parts.literal(in.next());
        }
        case ']' -> {
          if (--brackets < 0) {
            throw in.fail("what is not arithmetic");
          }
          parts.literal(in.next());
        }
        case '#' -> {
          if (in.at() == start || !Cursor.isDigit(in.source().charAt(in.at() - 1))) {
            throw in.fail("what is not arithmetic");
          }
          parts.literal(in.next());
        }
        default -> plain(c, parts, end);
      }
    }
  }

  private static boolean ends(int c, End end) {
    return switch (end) {
      case COMMAND -> c == ')';
      case LOOP -> c == ')' || c == ';';
      case SUBSTRING -> c == ':' || c == '}';
    };
  }

  private void expansion(Parts parts) throws SyntaxException {
    Word.Part part = parsing.expansions.dollar(Quoting.DOUBLE);
    if (part == null) {
      throw in.fail("what is not arithmetic");
    }
    parts.add(part);
  }

  private void plain(int c, Parts parts, End end) throws SyntaxException {
    boolean allowed = Cursor.isNamePart(c) || (c >= 0 && OTHERS.indexOf(c) >= 0);
    // a colon of ?: would end an offset
    if (!allowed || (end == End.SUBSTRING && (c == '?' || c == '\n'))) {
      throw in.fail("what is not arithmetic");
    }
    parts.literal(in.next());
  }
}
