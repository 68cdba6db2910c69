package dev.lasso.policy.shell;

/** A place in a source, and what the lexical rules have in common. */
final class Cursor {
  static final int END = -1;

  private final Source source;
  private final int limit;
  private final Budget budget;
  private int at;

  Cursor(Source source, int start, int limit, Budget budget) {
    this.source = source;
    this.at = start;
    this.limit = limit;
    this.budget = budget;
  }

  Source source() {
    return source;
  }

  Budget budget() {
    return budget;
  }

  int at() {
    return at;
  }

  int limit() {
    return limit;
  }

  void moveTo(int place) {
    at = place;
  }

  /** The character here, or {@link #END}. */
  int peek() {
    return at < limit ? source.charAt(at) : END;
  }

  /** The character that is so much further on, or {@link #END}. */
  int peek(int further) {
    return at + further < limit ? source.charAt(at + further) : END;
  }

  char next() {
    budget.step();
    return source.charAt(at++);
  }

  void skip(int count) {
    budget.steps(count);
    at += count;
  }

  boolean looksAt(String text) {
    return at + text.length() <= limit && source.startsWith(text, at);
  }

  /** Whether a backslash and a newline stand here. */
  boolean looksAtContinuation() {
    return peek() == '\\' && peek(1) == '\n';
  }

  /** Blanks, continued lines, and the comment that may come then. */
  void skipBlanks() {
    while (true) {
      int c = peek();
      if (c == ' ' || c == '\t') {
        next();
      } else if (looksAtContinuation()) {
        skip(2);
      } else {
        break;
      }
    }
    if (peek() == '#') {
      while (peek() != END && peek() != '\n') {
        next();
      }
    }
  }

  /** A name of a variable; empty where none stands here. */
  String name() {
    if (!isNameStart(peek())) {
      return "";
    }
    int start = at;
    while (isNamePart(peek())) {
      next();
    }
    return source.substring(start, at);
  }

  /**
   * What comes after an operator's characters. Bash takes a backslash with a newline out before it
   * sees operators, so that two halves of one may join; that is nothing anybody writes.
   */
  void endOperator() throws SyntaxException {
    int ahead = 0;
    while (peek(ahead) == '\\' && peek(ahead + 1) == '\n') {
      budget.steps(2);
      ahead += 2;
    }
    if (ahead > 0 && isOperator(peek(ahead))) {
      throw fail("an operator that is broken over two lines");
    }
  }

  void expect(char c, String what) throws SyntaxException {
    if (peek() != c) {
      throw fail(what);
    }
    next();
  }

  void enter() throws SyntaxException {
    if (!budget.enter()) {
      throw fail("nested too deeply");
    }
  }

  void leave() {
    budget.leave();
  }

  /** A node of the tree, which is counted. */
  <T> T node(T made) throws SyntaxException {
    if (!budget.node()) {
      throw fail("too long");
    }
    return made;
  }

  Span from(int start) {
    return source.span(start, at);
  }

  SyntaxException fail(String what) {
    return new SyntaxException(source.span(at, Math.min(at + 1, limit)), what);
  }

  SyntaxException fail(int start, String what) {
    return new SyntaxException(source.span(start, at), what);
  }

  static boolean isNameStart(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean isNamePart(int c) {
    return isNameStart(c) || isDigit(c);
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isName(String text) {
    if (text.isEmpty() || !isNameStart(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if (!isNamePart(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** What ends a word and isn't blank. */
  static boolean isOperator(int c) {
    return c == '|' || c == '&' || c == ';' || c == '(' || c == ')' || c == '<' || c == '>';
  }

  static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** What ends a word. */
  static boolean endsWord(int c) {
    return c == END || c == '\n' || isBlank(c) || isOperator(c);
  }
}
