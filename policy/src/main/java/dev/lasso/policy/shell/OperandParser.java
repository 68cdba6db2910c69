package dev.lasso.policy.shell;

/**
 * What comes after the operator in <code>${name...}</code>. What quotes and backslashes mean there
 * depends on the operator, on quotes around it, and on the version of bash; only what doesn't is
 * read.
 */
final class OperandParser {
  private enum Kind {
    VALUE,
    PATTERN,
    SEARCHED,
    REPLACEMENT
  }

  private final Parsing parsing;
  private final Cursor in;

  OperandParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  /** Of {@code :-} and its like. */
  Word value(Quoting quoting) throws SyntaxException {
    return read(Kind.VALUE, quoting);
  }

  /** Of {@code #}, {@code %}, {@code ^} and their like. */
  Word pattern(Quoting quoting) throws SyntaxException {
    return read(Kind.PATTERN, quoting);
  }

  /** Of {@code /} and its like, up to the slash or brace that ends it. */
  Word searched(Quoting quoting) throws SyntaxException {
    if (in.peek() == '/' || in.peek() == '}') {
      throw in.fail("nothing to replace");
    }
    return read(Kind.SEARCHED, quoting);
  }

  Word replacement(Quoting quoting) throws SyntaxException {
    return read(Kind.REPLACEMENT, quoting);
  }

  private Word read(Kind kind, Quoting quoting) throws SyntaxException {
    int start = in.at();
    Parts parts = new Parts(in);
    while (true) {
      int c = in.peek();
      if (c == '}' || (c == '/' && kind == Kind.SEARCHED)) {
        return parts.word(start);
      }
      switch (c) {
        case '$' -> dollar(kind, quoting, parts);
        case '\\' -> backslash(kind, quoting, parts);
        case '\'' -> {
          if (quoting != Quoting.NONE) {
            throw in.fail("a single quote in an expansion in double quotes");
          }
          quoted(kind, parts, parsing.words.singleQuoted());
        }
        case '"' -> doubleQuote(kind, quoting, parts);
        case '*', '?', '[' -> special(c, kind, quoting, parts);
        case '~' -> {
          if ((parts.isEmpty() && quoting == Quoting.NONE) || parts.endsWith(':')) {
            throw in.fail("a tilde in an expansion");
          }
          literal(c, kind, quoting, parts);
        }
        case '&' -> {
          if (kind == Kind.REPLACEMENT) {
            throw in.fail("an ampersand in a replacement");
          }
          literal(c, kind, quoting, parts);
        }
        case '<', '>', '(', ')' -> {
          // only in double quotes is it nothing but text
          if (kind != Kind.VALUE || quoting != Quoting.DOUBLE || in.peek(1) == '(') {
            throw in.fail("an expansion that is not certain");
          }
          parts.literal(in.next());
        }
        case '`', '{', '\n', Cursor.END -> throw in.fail("an expansion that is not certain");
        default -> literal(c, kind, quoting, parts);
      }
    }
  }

  private void dollar(Kind kind, Quoting quoting, Parts parts) throws SyntaxException {
    int c = in.peek(1);
    boolean single = quoting == Quoting.NONE || (quoting == Quoting.DOUBLE && kind != Kind.VALUE);
    if (c == '"' || (c == '\'' && !single)) {
      throw in.fail("a quote in an expansion in double quotes");
    }
    if (c == '\'') {
      in.next();
      quoted(kind, parts, new AnsiQuotes(in).read());
      return;
    }
    if (c == '(' && quoting == Quoting.DOCUMENT) {
      // bash loses the closing parenthesis of some
      throw in.fail("a substitution in an expansion in a here-document");
    }
    Word.Part part = parsing.expansions.dollar(quoting);
    if (part == null) {
      throw in.fail("a dollar sign in an expansion");
    }
    parts.add(part);
  }

  private void quoted(Kind kind, Parts parts, String text) throws SyntaxException {
    if (kind == Kind.REPLACEMENT && (text.indexOf('&') >= 0 || text.indexOf('\\') >= 0)) {
      throw in.fail("an ampersand or backslash in a replacement");
    }
    parts.quoted(text);
  }

  private void backslash(Kind kind, Quoting quoting, Parts parts) throws SyntaxException {
    int c = in.peek(1);
    boolean punctuation = c > ' ' && c < 0x7f && !Cursor.isNamePart(c);
    boolean certain =
        switch (kind) {
          case VALUE -> quoting == Quoting.NONE ? punctuation : c == '$' || c == '\\' || c == '}';
          case PATTERN, SEARCHED -> punctuation || (c == ' ' && quoting == Quoting.NONE);
          case REPLACEMENT -> quoting == Quoting.NONE && punctuation && c != '&' && c != '\\';
        };
    if (!certain || quoting == Quoting.DOCUMENT) {
      throw in.fail("a backslash in an expansion");
    }
    in.next();
    if (kind == Kind.VALUE && quoting != Quoting.NONE) {
      parts.literal(in.next());
    } else {
      parts.quoted(String.valueOf(in.next()));
    }
  }

  private void doubleQuote(Kind kind, Quoting quoting, Parts parts) throws SyntaxException {
    boolean certain =
        quoting == Quoting.NONE
            || (quoting == Quoting.DOUBLE && (kind == Kind.PATTERN || kind == Kind.SEARCHED));
    if (!certain) {
      throw in.fail("a double quote in an expansion in double quotes");
    }
    Word.DoubleQuoted inner = parsing.words.doubleQuoted();
    for (Word.Part part : inner.parts()) {
      if (kind == Kind.REPLACEMENT
          && part instanceof Word.Literal(String text)
          && (text.indexOf('&') >= 0 || text.indexOf('\\') >= 0)) {
        throw in.fail("an ampersand or backslash in a replacement");
      }
    }
    parts.add(inner);
  }

  private void special(int c, Kind kind, Quoting quoting, Parts parts) throws SyntaxException {
    boolean pattern =
        kind == Kind.PATTERN
            || kind == Kind.SEARCHED
            || (kind == Kind.VALUE && quoting == Quoting.NONE);
    if (!pattern) {
      parts.literal(in.next());
    } else if (c == '[') {
      bracket(parts);
    } else {
      parts.glob(String.valueOf(in.next()));
    }
  }

  private void bracket(Parts parts) throws SyntaxException {
    int start = in.at();
    BracketExpression.read(in, parts);
    if (in.source().charAt(in.at() - 1) != ']' || !parts.endsInGlob()) {
      throw in.fail(start, "a bracket that may be a pattern or not");
    }
  }

  /**
   * Unquoted text that is split when it comes out has to be printed without quotes again, so only
   * what can be is read there.
   */
  private void literal(int c, Kind kind, Quoting quoting, Parts parts) throws SyntaxException {
    boolean splits = quoting == Quoting.NONE && kind == Kind.VALUE;
    if (splits && c != ' ' && !ShellText.isPlain((char) c)) {
      throw in.fail("an expansion that is not certain");
    }
    parts.literal(in.next());
  }
}
