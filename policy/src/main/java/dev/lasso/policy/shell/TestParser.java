package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code [[ ... ]]}: an expression, checked, and kept as its words. */
final class TestParser {
  private static final String UNARY_LETTERS = "abcdefghknoprstuvwxzGLNORS";
  private static final Set<String> BINARY =
      Set.of("=", "==", "!=", "=~", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef");

  /** What is an operator when it is unquoted, and printed as it is. */
  static final Set<String> OPERATORS =
      Set.of("=", "==", "!=", "=~", "!", "(", ")", "&&", "||", "<", ">", "]]", "[[");

  private static final String REGEX = "_.^$*+?|{}-/:,=@%!";

  private final Parsing parsing;
  private final Cursor in;

  TestParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  Statement test() throws SyntaxException {
    int start = in.at();
    in.enter();
    in.skip(2);
    List<Word> words = new ArrayList<>();
    in.skipBlanks();
    either(words);
    if (!in.looksAt("]]") || !Cursor.endsWord(in.peek(2))) {
      throw in.fail("a test that is not closed");
    }
    in.skip(2);
    in.leave();
    List<Redirect> redirects = new ArrayList<>();
    in.skipBlanks();
    while (parsing.redirects.startsHere()) {
      redirects.add(parsing.redirects.redirect());
      in.skipBlanks();
    }
    return in.node(new Statement.Test(words, redirects, in.from(start)));
  }

  private void either(List<Word> words) throws SyntaxException {
    both(words);
    while (in.looksAt("||")) {
      link("||", words);
      both(words);
    }
  }

  private void both(List<Word> words) throws SyntaxException {
    primary(words);
    while (in.looksAt("&&")) {
      link("&&", words);
      primary(words);
    }
  }

  private void link(String operator, List<Word> words) throws SyntaxException {
    operator(operator, words);
    in.endOperator();
    parsing.skipNewlines();
  }

  private void operator(String operator, List<Word> words) throws SyntaxException {
    int start = in.at();
    in.skip(operator.length());
    words.add(new Word(List.of(in.node(new Word.Literal(operator))), in.from(start)));
  }

  private void primary(List<Word> words) throws SyntaxException {
    while (in.peek() == '!' && Cursor.isBlank(in.peek(1))) {
      operator("!", words);
      in.skipBlanks();
    }
    if (in.peek() == '(') {
      in.enter();
      operator("(", words);
      in.endOperator();
      parsing.skipNewlines();
      either(words);
      if (in.peek() != ')') {
        throw in.fail("a parenthesis in a test that is not closed");
      }
      operator(")", words);
      in.leave();
    } else {
      comparison(words);
    }
    in.skipBlanks();
  }

  private void comparison(List<Word> words) throws SyntaxException {
    String left = operand(Where.SUBJECT, words);
    if (isUnary(left)) {
      operand(Where.SUBJECT, words);
      return;
    }
    int c = in.peek();
    if (c == '<' || c == '>') {
      if (in.peek(1) == '(') {
        throw in.fail("a process substitution in such a place");
      }
      operator(String.valueOf((char) c), words);
      in.endOperator();
      in.skipBlanks();
      operand(Where.SUBJECT, words);
      return;
    }
    if (Cursor.endsWord(c) || in.looksAt("]]")) {
      return;
    }
    String operator = binary();
    operator(operator, words);
    in.skipBlanks();
    switch (operator) {
      case "=~" -> regularExpression(words);
      case "=", "==", "!=" -> operand(Where.PATTERN, words);
      default -> operand(Where.SUBJECT, words);
    }
  }

  private String binary() throws SyntaxException {
    int length = 0;
    while (length < 4 && !Cursor.endsWord(in.peek(length))) {
      length++;
    }
    String word = in.source().substring(in.at(), in.at() + length);
    if (!BINARY.contains(word) || !Cursor.isBlank(in.peek(length))) {
      throw in.fail("an unknown operator in a test");
    }
    return word;
  }

  private static boolean isUnary(String text) {
    return text.length() == 2
        && text.charAt(0) == '-'
        && UNARY_LETTERS.indexOf(text.charAt(1)) >= 0;
  }

  /** Reads a word that is compared; its text where that is all unquoted. */
  private String operand(Where where, List<Word> words) throws SyntaxException {
    int start = in.at();
    Word word = parsing.words.word(where);
    String text =
        word.parts().size() == 1 && word.parts().getFirst() instanceof Word.Literal(String only)
            ? only
            : "";
    if (OPERATORS.contains(text) || BINARY.contains(text) || text.startsWith("!")) {
      throw in.fail(start, "an operator in a test in the place of a word");
    }
    words.add(word);
    in.skipBlanks();
    return text;
  }

  /** Unquoted text of it is a pattern as a whole. */
  private void regularExpression(List<Word> words) throws SyntaxException {
    int start = in.at();
    Parts parts = new Parts(in);
    int parentheses = 0;
    while (true) {
      int c = in.peek();
      if (c == Cursor.END || c == '\n' || Cursor.isBlank(c) || (c == ')' && parentheses == 0)) {
        break;
      }
      switch (c) {
        case '\'' -> parts.quoted(parsing.words.singleQuoted());
        case '"' -> parts.add(parsing.words.doubleQuoted());
        case '\\' -> escaped(parts);
        case '$' -> dollar(parts);
        case '[' -> bracket(parts);
        case '(', ')' -> {
          parentheses += c == '(' ? 1 : -1;
          parts.glob(String.valueOf(in.next()));
        }
        default -> {
          if ((!Cursor.isNamePart(c) && REGEX.indexOf(c) < 0) || in.looksAt("||")) {
            throw in.fail("a regular expression that is not certain");
          }
          parts.glob(String.valueOf(in.next()));
        }
      }
    }
    if (parts.isEmpty() || parentheses != 0) {
      throw in.fail("a regular expression that is not certain");
    }
    words.add(parts.word(start));
    in.skipBlanks();
  }

  private void escaped(Parts parts) throws SyntaxException {
    int c = in.peek(1);
    // a backslash before a letter means something to the regular expressions of some systems
    if (c <= ' ' || c >= 0x7f || Cursor.isNamePart(c)) {
      throw in.fail("an escape in a regular expression");
    }
    in.next();
    parts.quoted(String.valueOf(in.next()));
  }

  private void dollar(Parts parts) throws SyntaxException {
    int c = in.peek(1);
    if (c == ')' || c == '|' || c == Cursor.END || c == '\n' || Cursor.isBlank(c)) {
      parts.glob(String.valueOf(in.next()));
      return;
    }
    if (c == '\'') {
      in.next();
      parts.quoted(new AnsiQuotes(in).read());
      return;
    }
    Word.Part part = parsing.expansions.dollar(Quoting.NONE);
    if (part == null) {
      throw in.fail("a regular expression that is not certain");
    }
    parts.add(part);
  }

  private void bracket(Parts parts) throws SyntaxException {
    int start = in.at();
    BracketExpression.read(in, parts);
    if (in.source().charAt(in.at() - 1) != ']' || !parts.endsInGlob()) {
      throw in.fail(start, "a bracket that may be a pattern or not");
    }
  }
}
