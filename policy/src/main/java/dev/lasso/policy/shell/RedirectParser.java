package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.Redirect;
import java.util.List;

/** Redirections. */
final class RedirectParser {
  /** The longest first. */
  private static final List<String> OPERATORS =
      List.of("&>>", "&>", "<<<", "<<-", "<<", "<>", "<&", "<", ">>", ">|", ">&", ">");

  /** More digits than a descriptor has. */
  private static final int MAX_DIGITS = 3;

  private final Parsing parsing;
  private final Cursor in;

  RedirectParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  /** Whether a redirection begins here, where a word might. */
  boolean startsHere() throws SyntaxException {
    int digits = 0;
    while (Cursor.isDigit(in.peek(digits))) {
      in.budget().step();
      digits++;
    }
    int c = in.peek(digits);
    if (c == '&' && in.peek(digits + 1) == '>') {
      if (digits > 0) {
        throw in.fail("a number directly before '&>'");
      }
      return true;
    }
    if (c != '<' && c != '>') {
      return false;
    }
    boolean process = in.peek(digits + 1) == '(';
    if (digits == 0) {
      return !process;
    }
    if (process || digits > MAX_DIGITS || (digits > 1 && in.peek() == '0')) {
      throw in.fail("a descriptor that is not one");
    }
    return true;
  }

  Redirect redirect() throws SyntaxException {
    int start = in.at();
    int descriptor = -1;
    while (Cursor.isDigit(in.peek())) {
      descriptor = Math.max(descriptor, 0) * 10 + (in.next() - '0');
    }
    if (descriptor > 255) {
      throw in.fail(start, "a descriptor that is not one");
    }
    boolean numbered = descriptor >= 0;
    String operator = operator();
    in.skip(operator.length());
    in.endOperator();
    if (!numbered) {
      descriptor = operator.startsWith("&") ? -1 : operator.startsWith("<") ? 0 : 1;
    }
    if (operator.equals("<<") || operator.equals("<<-")) {
      return parsing.documents.document(descriptor, operator, start);
    }
    in.skipBlanks();
    Word target = parsing.words.word(operator.equals("<<<") ? Where.SUBJECT : Where.TARGET);
    if (operator.endsWith("&")) {
      operator = duplicate(operator, numbered, descriptor, target);
      descriptor = operator.equals("&>") ? -1 : descriptor;
    }
    return in.node(new Redirect(descriptor, operator, target, false, in.from(start)));
  }

  private String operator() throws SyntaxException {
    for (String operator : OPERATORS) {
      if (in.looksAt(operator)) {
        return operator;
      }
    }
    throw in.fail("a redirection is missing");
  }

  /**
   * What comes after {@code <&} and {@code >&} decides what they do: a number, a dash, or, for
   * standard output, a file. Bash expands the name of such a file twice: what a variable holds
   * would be run.
   */
  private String duplicate(String operator, boolean numbered, int descriptor, Word target)
      throws SyntaxException {
    String text = target.text();
    if (text == null) {
      if (descriptor == 1 && operator.equals(">&")) {
        throw in.fail("'>&' with what may be a descriptor or a file");
      }
      return operator;
    }
    if (isDescriptor(text) || text.equals("-")) {
      return operator;
    }
    if (numbered
        || operator.equals("<&")
        || text.isEmpty()
        || Cursor.isDigit(text.charAt(0))
        || !ShellText.isPlain(text)) {
      throw in.fail("a descriptor that is not one");
    }
    return "&>";
  }

  private static boolean isDescriptor(String text) {
    return !text.isEmpty()
        && text.length() <= MAX_DIGITS
        && text.chars().allMatch(Cursor::isDigit)
        && Integer.parseInt(text) <= 255;
  }
}
