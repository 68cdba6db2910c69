package dev.lasso.policy.command.language;

import dev.lasso.policy.command.language.AwkToken.Kind;

/** Where the parser of an awk program stands. */
final class AwkCursor {
  /** Deeper nesting is refused. */
  private static final int MAX_DEPTH = 200;

  private final AwkLexer lexer;
  private AwkToken token;
  private AwkToken previous;
  private int depth;

  AwkCursor(String program) throws Unclear {
    this.lexer = new AwkLexer(program);
    this.token = lexer.next();
    this.previous = new AwkToken(Kind.NEWLINE, "the beginning", null, 0);
  }

  AwkToken token() {
    return token;
  }

  AwkToken advance() throws Unclear {
    AwkToken was = token;
    if (was.kind() == Kind.OPERATOR && was.text().startsWith("/")) {
      divides();
    }
    previous = was;
    token = lexer.next();
    return was;
  }

  /** Takes the regular expression that the slash here begins. */
  void regex() throws Unclear {
    boolean operand =
        switch (previous.kind()) {
          case NUMBER, STRING, REGEX -> true;
          case NAME, CALL ->
              !AwkProgram.KEYWORDS.contains(previous.text()) || previous.is("getline");
          case OPERATOR ->
              previous.is(")") || previous.is("]") || previous.is("++") || previous.is("--");
          case NEWLINE, END -> false;
        };
    if (operand) {
      throw new Unclear("a slash that versions of awk read differently");
    }
    previous = lexer.regex(token);
    token = lexer.next();
  }

  /** A lexer that goes by the token before the slash has to divide, too. */
  private void divides() throws Unclear {
    boolean operand =
        switch (previous.kind()) {
          case NUMBER -> true;
          case NAME ->
              !AwkProgram.KEYWORDS.contains(previous.text())
                  && !AwkFunctions.isKnown(previous.text());
          case OPERATOR -> previous.is(")") || previous.is("]");
          case CALL, STRING, REGEX, NEWLINE, END -> false;
        };
    if (!operand) {
      throw new Unclear("a slash that versions of awk read differently");
    }
  }

  boolean at(String text) {
    return token.is(text);
  }

  boolean at(Kind kind) {
    return token.kind() == kind;
  }

  boolean skip(String text) throws Unclear {
    if (!token.is(text)) {
      return false;
    }
    advance();
    return true;
  }

  void expect(String text) throws Unclear {
    if (!skip(text)) {
      throw new Unclear("awk syntax: " + text + " expected");
    }
  }

  void skipNewlines() throws Unclear {
    while (at(Kind.NEWLINE)) {
      advance();
    }
  }

  void skipTerminators() throws Unclear {
    while (at(Kind.NEWLINE) || at(";")) {
      advance();
    }
  }

  /** Whether this word comes behind the token here. */
  boolean followedBy(String word) throws Unclear {
    return lexer.followedBy(word);
  }

  AwkToken previous() {
    return previous;
  }

  void enter() throws Unclear {
    if (++depth > MAX_DEPTH) {
      throw new Unclear("an awk program that is nested too deeply");
    }
  }

  void leave() {
    depth--;
  }
}
