package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.Redirect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Here-documents of one text. The body is read when its operator is, from after the end of the
 * line; when the parser then comes to a newline that separates commands, that has to be the one
 * which was taken for the end of the line. So a newline in quotes or in a substitution in between
 * is refused: shells don't agree on where such a body begins.
 */
final class HereDocuments {
  private static final int NONE = -1;

  private final Cursor in;

  /** The newline after which the bodies are, while any are open. */
  private int lineEnd = NONE;

  /** Where the parser goes on after that newline. */
  private int resume = NONE;

  HereDocuments(Parsing parsing) {
    this.in = parsing.in;
  }

  /** What was open outside of a substitution. */
  record Open(int lineEnd, int resume) {}

  /** A substitution begins. */
  Open suspend() {
    Open open = new Open(lineEnd, resume);
    lineEnd = NONE;
    resume = NONE;
    return open;
  }

  /** A substitution has ended. */
  void restore(Open open) throws SyntaxException {
    checkNoneOpen();
    lineEnd = open.lineEnd;
    resume = open.resume;
  }

  /** Takes a newline that separates commands, and the bodies after it. */
  void newline() throws SyntaxException {
    if (lineEnd == NONE) {
      in.next();
      return;
    }
    if (in.at() != lineEnd) {
      throw in.fail("a newline between a here-document and its text");
    }
    in.moveTo(resume);
    lineEnd = NONE;
    resume = NONE;
  }

  void checkNoneOpen() throws SyntaxException {
    if (lineEnd != NONE) {
      throw in.fail("a here-document whose text is outside");
    }
  }

  /** The rest of {@code << delimiter}. */
  Redirect document(int descriptor, String operator, int start) throws SyntaxException {
    in.skipBlanks();
    StringBuilder delimiter = new StringBuilder();
    boolean quoted = delimiter(delimiter);
    int end = in.at();
    if (lineEnd == NONE) {
      lineEnd = endOfLine();
      resume = lineEnd + 1;
    }
    boolean tabs = operator.equals("<<-");
    Source.@Nullable Copy stripped = tabs ? new Source.Copy(in.source()) : null;
    int bodyStart = resume;
    int bodyEnd = find(delimiter.toString(), quoted, stripped);
    Source source = stripped == null ? in.source() : stripped.source(bodyEnd);
    int from = stripped == null ? bodyStart : 0;
    int to = stripped == null ? bodyEnd : source.length();
    Span place = in.source().span(bodyStart, bodyEnd);
    Word text =
        quoted ? Word.quoted(source.substring(from, to), place) : expanded(source, from, to, place);
    return in.node(new Redirect(descriptor, operator, text, quoted, in.source().span(start, end)));
  }

  private Word expanded(Source source, int from, int to, Span place) throws SyntaxException {
    in.enter();
    Parsing inner = new Parsing(new Cursor(source, from, to, in.budget()));
    List<Word.Part> parts = inner.words.document();
    in.leave();
    return new Word(List.of(in.node(new Word.DoubleQuoted(parts))), place);
  }

  /** Only delimiters of plain characters, quoted as a whole or not at all. */
  private boolean delimiter(StringBuilder text) throws SyntaxException {
    int quote = in.peek();
    boolean quoted = quote == '\'' || quote == '"' || quote == '\\';
    if (quoted) {
      in.next();
    }
    while (Cursor.isNamePart(in.peek())
        || in.peek() == '-'
        || in.peek() == '.'
        || in.peek() == '!'
        || in.peek() == '%'
        || in.peek() == '@'
        || in.peek() == '+'
        || in.peek() == '/'
        || in.peek() == ':') {
      text.append(in.next());
    }
    if (text.isEmpty()) {
      throw in.fail("a here-document with such a delimiter");
    }
    if (quoted && quote != '\\') {
      in.expect((char) quote, "a here-document with such a delimiter");
    }
    if (!Cursor.endsWord(in.peek()) || in.peek() == '(') {
      throw in.fail("a here-document with such a delimiter");
    }
    return quoted;
  }

  /** The newline that ends this line, after continuations. */
  private int endOfLine() throws SyntaxException {
    int end = in.at();
    while (true) {
      int from = end;
      end = in.source().indexOf('\n', end);
      if (end < 0 || end >= in.limit()) {
        throw in.fail("a here-document that is not ended");
      }
      in.budget().steps(end - from);
      if (in.source().charAt(end - 1) != '\\') {
        return end;
      }
      end++;
    }
  }

  /** Goes over the lines up to the delimiter's; where the text ends. */
  private int find(String delimiter, boolean quoted, Source.@Nullable Copy stripped)
      throws SyntaxException {
    Source source = in.source();
    boolean continued = false;
    int line = resume;
    while (line < in.limit()) {
      int begin = line;
      if (stripped != null && !continued) {
        while (begin < in.limit() && source.charAt(begin) == '\t') {
          begin++;
        }
      }
      int end = source.indexOf('\n', begin);
      boolean last = end < 0 || end >= in.limit();
      end = last ? in.limit() : end;
      in.budget().steps(end - line + 1);
      if (source.startsWith(delimiter, begin) && begin + delimiter.length() <= end) {
        int after = begin + delimiter.length();
        if (after == end && !continued && !(last && !isOutermost())) {
          resume = last ? end : end + 1;
          return line;
        }
        if (after == end || source.charAt(after) == ')') {
          throw in.fail("a here-document whose end is not certain");
        }
      }
      if (last) {
        break;
      }
      if (stripped != null) {
        for (int i = begin; i <= end; i++) {
          stripped.add(i);
        }
      }
      continued = !quoted && endsInBackslash(begin, end);
      if (continued
          && stripped != null
          && source.charAt(end - 1) == '\\'
          && end + 1 < in.limit()
          && source.charAt(end + 1) == '\t') {
        throw in.fail("a continued line in a here-document without tabs");
      }
      line = end + 1;
    }
    throw in.fail("a here-document that is not ended");
  }

  /** A delimiter without a newline after it ends a document at the end of everything only. */
  private boolean isOutermost() {
    return in.source().isWhole() && in.limit() == in.source().length();
  }

  private boolean endsInBackslash(int begin, int end) {
    int slashes = 0;
    while (end - slashes > begin && in.source().charAt(end - slashes - 1) == '\\') {
      slashes++;
    }
    return slashes % 2 == 1;
  }
}
