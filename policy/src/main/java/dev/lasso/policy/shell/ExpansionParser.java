package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Word.CommandSubstitution;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import org.jspecify.annotations.Nullable;

/** What a dollar sign, backquotes and process substitutions begin. */
final class ExpansionParser {
  private static final String SPECIAL = "@*#?$!-";

  private final Parsing parsing;
  private final Cursor in;

  ExpansionParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  /** The expansion that the dollar sign here begins; null where it is only itself. */
  @Nullable Part dollar(Quoting quoting) throws SyntaxException {
    int c = in.peek(1);
    if (c == '(') {
      return in.peek(2) == '(' ? arithmetic() : substitution();
    }
    if (c == '{') {
      return parsing.parameters.braced(quoting);
    }
    if (c == '[') {
      throw in.fail("'$[', which is obsolete");
    }
    if (c == '`' || (c == '\\' && in.peek(2) == '\n')) {
      throw in.fail("a dollar sign before something special");
    }
    if (Cursor.isNameStart(c)) {
      in.next();
      return Parameter.plain(in.name());
    }
    if (Cursor.isDigit(c)) {
      in.next();
      String digit = String.valueOf(in.next());
      if (Cursor.isDigit(in.peek())) {
        throw in.fail("a positional parameter that is followed by a digit");
      }
      return Parameter.plain(digit);
    }
    if (c >= 0 && SPECIAL.indexOf(c) >= 0) {
      in.next();
      return Parameter.plain(inText(in.next(), quoting));
    }
    return null;
  }

  /**
   * A here-document joins the positional parameters with blanks, whatever IFS is: there {@code *}
   * is what {@code @} is in quotes.
   */
  static String inText(char special, Quoting quoting) {
    return special == '*' && quoting == Quoting.DOCUMENT ? "@" : String.valueOf(special);
  }

  private Part arithmetic() throws SyntaxException {
    in.enter();
    in.skip(3);
    Word expression = parsing.arithmetic.command();
    in.leave();
    return new Word.Arithmetic(expression);
  }

  private Part substitution() throws SyntaxException {
    in.next();
    return new CommandSubstitution(inParentheses());
  }

  Part process() throws SyntaxException {
    boolean input = in.next() == '<';
    return new Word.ProcessSubstitution(inParentheses(), input);
  }

  private Statement inParentheses() throws SyntaxException {
    in.enter();
    int start = in.at();
    in.next();
    in.endOperator();
    HereDocuments.Open open = parsing.documents.suspend();
    Statement body = parsing.commands.substituted();
    if (in.peek() != ')') {
      throw in.fail(start, "a substitution that is not closed");
    }
    parsing.documents.restore(open);
    in.next();
    in.leave();
    return body;
  }

  /**
   * {@code `...`}: up to the next backquote without a backslash, whatever stands in between; then
   * backslashes before {@code $}, backquotes and backslashes are taken out, in double quotes also
   * those before double quotes, and the rest is a script.
   */
  Part backquotes(Quoting quoting) throws SyntaxException {
    in.enter();
    int start = in.at();
    int end = closing(start);
    Source.Copy copy = new Source.Copy(in.source());
    in.next();
    while (in.at() < end) {
      if (in.peek() == '\\') {
        int c = in.peek(1);
        if (c == '"' && quoting == Quoting.DOCUMENT) {
          throw in.fail("a quote in backquotes in a here-document");
        }
        if (c == '$' || c == '`' || c == '\\' || (c == '"' && quoting == Quoting.DOUBLE)) {
          in.next();
        } else {
          copy.add(in.at());
          in.next();
        }
      }
      copy.add(in.at());
      in.next();
    }
    Source source = copy.source(end);
    in.next();
    Cursor inner = new Cursor(source, 0, source.length(), in.budget());
    Statement body = new Parsing(inner).commands.substitutedProgram();
    in.leave();
    return new CommandSubstitution(body);
  }

  private int closing(int start) throws SyntaxException {
    int end = start + 1;
    while (end < in.limit() && in.source().charAt(end) != '`') {
      end += in.source().charAt(end) == '\\' ? 2 : 1;
    }
    in.budget().steps(Math.min(end, in.limit()) - start);
    if (end >= in.limit()) {
      throw in.fail("a backquote that is not closed");
    }
    return end;
  }
}
