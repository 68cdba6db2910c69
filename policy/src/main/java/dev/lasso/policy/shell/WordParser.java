package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.Assignment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Words, and the assignments that look like them. */
final class WordParser {
  private final Parsing parsing;
  private final Cursor in;
  private final TildeRules tildes;
  private final BraceParser braces;

  WordParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
    this.tildes = new TildeRules(in);
    this.braces = new BraceParser(this, in);
  }

  /** A word, which has to be here. */
  Word word(Where where) throws SyntaxException {
    int start = in.at();
    Parts parts = new Parts(in);
    pieces(where, parts, Braces.NONE);
    if (parts.isEmpty()) {
      throw in.fail("a word is missing");
    }
    checkDescriptor(where, parts, start);
    return parts.word(start);
  }

  /** Where a piece of a word stands in regard to braces. */
  enum Braces {
    NONE,
    /** Within braces that begin the word. */
    FIRST,
    /** Within braces after something else. */
    LATER
  }

  /** Whether {@code <(} or {@code >(} stands here. */
  boolean startsProcess() {
    return (in.peek() == '<' || in.peek() == '>') && in.peek(1) == '(';
  }

  /**
   * Digits directly before a redirection are its descriptor, even where a file's name is due.
   * <code>
   * {name}&gt;file</code> opens a descriptor whose number is only known then.
   */
  private void checkDescriptor(Where where, Parts parts, int start) throws SyntaxException {
    String text = parts.onlyLiteral();
    if ((in.peek() == '<' || in.peek() == '>')
        && text != null
        && text.chars().allMatch(Cursor::isDigit)) {
      throw in.fail(start, "a number that may be a word or a descriptor");
    }
    if (where == Where.ARGUMENT
        && (in.peek() == '<' || in.peek() == '>' || (in.peek() == '&' && in.peek(1) == '>'))
        && in.source().charAt(start) == '{') {
      throw in.fail(start, "braces directly before a redirection");
    }
  }

  /** Reads to the end of a word, or of an alternative within braces. */
  void pieces(Where where, Parts parts, Braces braced) throws SyntaxException {
    while (true) {
      int c = in.peek();
      switch (c) {
        case '\\' -> {
          if (in.looksAtContinuation()) {
            continuation();
            return;
          }
          in.next();
          parts.quoted(isAtEnd(where) ? "\\" : escaped());
        }
        case '\'' -> parts.quoted(singleQuoted());
        case '"' -> parts.add(doubleQuoted());
        case '$' -> dollar(parts, braced);
        case '`' -> parts.add(parsing.expansions.backquotes(Quoting.NONE));
        case '~' -> tildes.tilde(where, parts, braced);
        case '*', '?' -> star(where, parts);
        case '[' -> bracket(where, parts, braced);
        case '{', '}', ',' -> {
          if (braced != Braces.NONE && c != '{') {
            return;
          }
          brace(where, parts, braced);
        }
        case '<', '>' -> {
          if (!startsProcess()) {
            return;
          }
          process(where, parts, braced);
        }
        default -> {
          if (Cursor.endsWord(c)) {
            return;
          }
          parts.literal(in.next());
        }
      }
    }
  }

  private void brace(Where where, Parts parts, Braces braced) throws SyntaxException {
    if (in.peek() != ',' && where == Where.TARGET) {
      throw in.fail("braces in the target of a redirection");
    }
    if (in.peek() == ',' || !where.hasBraces()) {
      parts.literal(in.next());
    } else if (in.peek() == '{') {
      braces.brace(where, parts, braced);
    } else {
      throw in.fail("a closing brace that closes nothing");
    }
  }

  /** Bash joins the lines before it looks for words: only a word that ends there is certain. */
  private void continuation() throws SyntaxException {
    while (in.looksAtContinuation()) {
      in.skip(2);
    }
    int c = in.peek();
    if (c != Cursor.END && c != '\n' && !Cursor.isBlank(c)) {
      throw in.fail("a word that goes on in the next line");
    }
  }

  /** A backslash that is the last character of all stands for itself, in every shell. */
  private boolean isAtEnd(Where where) {
    return where == Where.ARGUMENT && in.peek() == Cursor.END;
  }

  /** The character after a backslash. */
  private String escaped() throws SyntaxException {
    if (in.peek() == Cursor.END) {
      throw in.fail("a backslash at the end");
    }
    char c = in.next();
    return Character.isHighSurrogate(c) ? "" + c + in.next() : String.valueOf(c);
  }

  String singleQuoted() throws SyntaxException {
    int start = in.at();
    in.next();
    while (in.peek() != '\'') {
      if (in.peek() == Cursor.END) {
        throw in.fail(start, "a quote that is not closed");
      }
      in.next();
    }
    String text = in.source().substring(start + 1, in.at());
    in.next();
    return text;
  }

  Word.DoubleQuoted doubleQuoted() throws SyntaxException {
    int start = in.at();
    in.next();
    List<Word.Part> parts = inDoubleQuotes(Quoting.DOUBLE);
    if (in.peek() != '"') {
      throw in.fail(start, "a quote that is not closed");
    }
    in.next();
    return new Word.DoubleQuoted(parts);
  }

  /** The text of a here-document that is expanded: all there is. */
  List<Word.Part> document() throws SyntaxException {
    return inDoubleQuotes(Quoting.DOCUMENT);
  }

  private List<Word.Part> inDoubleQuotes(Quoting quoting) throws SyntaxException {
    Parts parts = new Parts(in);
    while (true) {
      int c = in.peek();
      if (c == Cursor.END || (c == '"' && quoting == Quoting.DOUBLE)) {
        return parts.list();
      }
      switch (c) {
        case '\\' -> backslashInQuotes(parts, quoting);
        case '$' -> {
          boolean bare = Cursor.isNamePart(in.peek(1));
          Word.Part part = parsing.expansions.dollar(quoting);
          if (part == null) {
            parts.literal(in.next());
          } else if (bare) {
            parts.addBare(part);
          } else {
            parts.add(part);
          }
        }
        case '`' -> parts.add(parsing.expansions.backquotes(quoting));
        default -> parts.literal(in.next());
      }
    }
  }

  private void backslashInQuotes(Parts parts, Quoting quoting) throws SyntaxException {
    int c = in.peek(1);
    if (c == '\n') {
      in.skip(2);
      // bash joins the lines before it looks for names
      if (parts.endsBare() && (Cursor.isNamePart(in.peek()) || in.peek() == '[')) {
        throw in.fail("a name that goes on in the next line");
      }
    } else if (c == '$' || c == '`' || c == '\\' || (c == '"' && quoting == Quoting.DOUBLE)) {
      in.next();
      parts.literal(in.next());
    } else if (c == Cursor.END) {
      throw in.fail("a backslash at the end");
    } else {
      parts.literal(in.next());
    }
  }

  private void dollar(Parts parts, Braces braced) throws SyntaxException {
    switch (in.peek(1)) {
      case '\'' -> {
        in.next();
        parts.quoted(new AnsiQuotes(in).read());
      }
      case '"' -> {
        // nothing is ever translated
        in.next();
        parts.add(doubleQuoted());
      }
      default -> {
        boolean bare = Cursor.isNamePart(in.peek(1));
        Word.Part part = parsing.expansions.dollar(Quoting.NONE);
        if (part == null) {
          if (braced != Braces.NONE) {
            throw in.fail("a dollar sign within braces");
          }
          in.next();
          parts.dollar();
          if (in.peek() == '{' || in.peek() == '*' || in.peek() == '?') {
            throw in.fail("a dollar sign before something special");
          }
        } else if (bare) {
          parts.addBare(part);
        } else {
          parts.add(part);
        }
      }
    }
  }

  private void star(Where where, Parts parts) throws SyntaxException {
    if (where == Where.TARGET) {
      throw in.fail("a pattern as the target of a redirection");
    }
    char c = in.next();
    if (where.hasPatterns()) {
      parts.glob(String.valueOf(c));
    } else {
      parts.literal(c);
    }
  }

  private void bracket(Where where, Parts parts, Braces braced) throws SyntaxException {
    if (where == Where.TARGET) {
      throw in.fail("a pattern as the target of a redirection");
    }
    if (!where.hasPatterns()) {
      parts.literal(in.next());
      return;
    }
    if (braced != Braces.NONE) {
      throw in.fail("a bracket within braces");
    }
    if (where == Where.ELEMENT && parts.isEmpty()) {
      throw in.fail("an array with indexes of its own");
    }
    BracketExpression.read(in, parts);
  }

  private void process(Where where, Parts parts, Braces braced) throws SyntaxException {
    boolean placed = parts.isEmpty() || parts.endsWith('=');
    if (!where.hasProcesses() || braced != Braces.NONE || !placed) {
      throw in.fail("a process substitution in such a place");
    }
    parts.add(parsing.expansions.process());
  }

  /** The assignment that stands here; null where none does, and nothing is read. */
  @Nullable Assignment assignment() throws SyntaxException {
    int start = in.at();
    String name = in.name();
    if (name.isEmpty()) {
      return null;
    }
    Word index = null;
    if (in.peek() == '[') {
      index = parsing.parameters.index(Quoting.NONE);
      if ("@".equals(index.text()) || "*".equals(index.text())) {
        throw in.fail(start, "an assignment to a whole array");
      }
    }
    boolean append = in.peek() == '+' && in.peek(1) == '=';
    if (!append && in.peek() != '=') {
      if (index != null) {
        throw in.fail(start, "an index without an assignment");
      }
      in.moveTo(start);
      return null;
    }
    in.skip(append ? 2 : 1);
    if (in.peek() == '(') {
      if (index != null) {
        throw in.fail(start, "an array within an array");
      }
      List<Word> elements = array();
      return in.node(new Assignment(name, null, append, null, elements, in.from(start)));
    }
    int begin = in.at();
    Parts value = new Parts(in);
    pieces(Where.VALUE, value, Braces.NONE);
    if (in.peek() == '(') {
      throw in.fail("a parenthesis within a command");
    }
    return in.node(new Assignment(name, index, append, value.word(begin), null, in.from(start)));
  }

  private List<Word> array() throws SyntaxException {
    in.enter();
    in.next();
    in.endOperator();
    List<Word> elements = new ArrayList<>();
    parsing.skipNewlines();
    while (in.peek() != ')') {
      elements.add(word(Where.ELEMENT));
      parsing.skipNewlines();
    }
    in.next();
    in.leave();
    if (!Cursor.endsWord(in.peek()) || in.peek() == '(') {
      throw in.fail("something after an array");
    }
    return elements;
  }
}
