package dev.lasso.policy.shell;

import dev.lasso.policy.shell.WordParser.Braces;

/**
 * Where a tilde means a home directory. Bash expands it at the start of a word, and in anything
 * that looks like an assignment also after the equals sign and colons, even in an argument.
 */
final class TildeRules {
  private final Cursor in;

  TildeRules(Cursor in) {
    this.in = in;
  }

  void tilde(Where where, Parts parts, Braces braced) throws SyntaxException {
    boolean inAssignment =
        where == Where.VALUE || (where == Where.ARGUMENT && parts.prefix().assigns());
    if (!isSpecial(where, parts, braced, inAssignment)) {
      parts.literal(in.next());
      return;
    }
    in.next();
    int start = in.at();
    while (Cursor.isNamePart(in.peek())
        || in.peek() == '-'
        || in.peek() == '.'
        || in.peek() == '+') {
      in.next();
    }
    String user = in.source().substring(start, in.at());
    boolean known =
        user.isEmpty()
            || user.equals("+")
            || user.equals("-")
            || Cursor.isNameStart(user.charAt(0));
    int c = in.peek();
    boolean ends =
        c == '/'
            || (c == ':' && inAssignment)
            || Cursor.endsWord(c)
            || (braced != Braces.NONE && (c == ',' || c == '}'));
    if (!known || !ends) {
      throw in.fail(start, "a tilde that may be a directory or not");
    }
    parts.add(new Word.Tilde(user));
  }

  private boolean isSpecial(Where where, Parts parts, Braces braced, boolean inAssignment)
      throws SyntaxException {
    boolean afterMark = parts.endsWith('=') || parts.endsWith(':');
    if (braced != Braces.NONE) {
      if (afterMark || (parts.isEmpty() && braced == Braces.LATER)) {
        throw in.fail("a tilde within braces");
      }
      return parts.isEmpty();
    }
    if (parts.last() instanceof Word.BraceList) {
      throw in.fail("a tilde after braces");
    }
    if (parts.isEmpty()) {
      return true;
    }
    if (!afterMark) {
      return false;
    }
    boolean certain =
        inAssignment
            ? parts.endsWith(':') || (where == Where.ARGUMENT && parts.prefix().justAssigned())
            : where != Where.ARGUMENT || !parts.prefix().mayAssign();
    if (!certain) {
      throw in.fail("a tilde that may be a directory or not");
    }
    return inAssignment;
  }
}
