package dev.lasso.policy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects the parts of a word and joins neighbours of one kind. */
final class Parts {
  private enum Kind {
    NONE,
    LITERAL,
    QUOTED,
    GLOB
  }

  private final Cursor in;

  /** Most words have one. */
  private final List<Word.Part> parts = new ArrayList<>(2);

  private final StringBuilder text = new StringBuilder();
  private Kind kind = Kind.NONE;
  private final AssignmentPrefix prefix = new AssignmentPrefix();
  private boolean bare;
  private boolean dollar;

  Parts(Cursor in) {
    this.in = in;
  }

  void literal(char c) throws SyntaxException {
    become(Kind.LITERAL);
    text.append(c);
    prefix.read(c);
  }

  void literal(String more) throws SyntaxException {
    for (int i = 0; i < more.length(); i++) {
      literal(more.charAt(i));
    }
    become(Kind.LITERAL);
  }

  /** A dollar sign that begins nothing. */
  void dollar() throws SyntaxException {
    literal('$');
    dollar = true;
  }

  /** Quoted text; empty quotes are something too: they keep what is beside them apart. */
  void quoted(String more) throws SyntaxException {
    become(Kind.QUOTED);
    text.append(more);
  }

  void glob(String more) throws SyntaxException {
    become(Kind.GLOB);
    text.append(more);
  }

  void add(Word.Part part) throws SyntaxException {
    flush();
    prefix.end();
    parts.add(in.node(part));
  }

  /** A parameter without braces, to which a name that comes next would belong. */
  void addBare(Word.Part part) throws SyntaxException {
    add(part);
    bare = true;
  }

  void addAll(Parts others) throws SyntaxException {
    others.flush();
    for (Word.Part part : others.parts) {
      switch (part) {
        case Word.Literal literal -> literal(literal.text());
        case Word.Quoted quoted -> quoted(quoted.text());
        case Word.Glob glob -> glob(glob.pattern());
        default -> {
          flush();
          prefix.end();
          parts.add(part);
        }
      }
    }
  }

  boolean isEmpty() {
    return parts.isEmpty() && kind == Kind.NONE;
  }

  /** Whether the last part is a parameter without braces. */
  boolean endsBare() {
    return bare && kind == Kind.NONE;
  }

  /** Whether it ends in this character, unquoted. */
  boolean endsWith(char c) {
    return kind == Kind.LITERAL && text.charAt(text.length() - 1) == c;
  }

  /** Whether what was read last is a pattern. */
  boolean endsInGlob() {
    return kind == Kind.GLOB;
  }

  /** The text of a word that has been unquoted text only, so far; null of any other. */
  @Nullable String onlyLiteral() {
    return parts.isEmpty() && kind == Kind.LITERAL ? text.toString() : null;
  }

  /** What its unquoted beginning makes of it. */
  AssignmentPrefix prefix() {
    return prefix;
  }

  /** The part at its end where that is a whole one. */
  Word.@Nullable Part last() {
    return kind != Kind.NONE || parts.isEmpty() ? null : parts.getLast();
  }

  List<Word.Part> list() throws SyntaxException {
    flush();
    return parts;
  }

  Word word(int start) throws SyntaxException {
    flush();
    // bash forgets to split what comes before or after it
    if (dollar && !parts.stream().allMatch(Parts::isText)) {
      throw in.fail(start, "a dollar sign in a word with expansions");
    }
    return new Word(list(), in.from(start));
  }

  private static boolean isText(Word.Part part) {
    if (part instanceof Word.DoubleQuoted quoted) {
      return quoted.parts().stream().allMatch(Word.Literal.class::isInstance);
    }
    return part instanceof Word.Literal || part instanceof Word.Quoted;
  }

  private void become(Kind next) throws SyntaxException {
    if (kind != next) {
      flush();
      kind = next;
    }
    if (next != Kind.LITERAL) {
      prefix.end();
    }
  }

  private void flush() throws SyntaxException {
    bare = false;
    switch (kind) {
      case NONE -> {
        return;
      }
      case LITERAL -> parts.add(in.node(new Word.Literal(text.toString())));
      case QUOTED -> parts.add(in.node(new Word.Quoted(text.toString())));
      case GLOB -> parts.add(in.node(new Word.Glob(text.toString())));
    }
    text.setLength(0);
    kind = Kind.NONE;
  }
}
