package dev.lasso.policy.shell;

/** {@code [a-z]} in a pattern. */
final class BracketExpression {
  private static final String OTHERS = "_.,:=@%+-!^";

  private BracketExpression() {}

  /**
   * Reads one, or a bracket that is nothing special because its word ends without another. A
   * bracket with anything in it that is quoted or expanded is refused: what it matches is not
   * certain.
   */
  static void read(Cursor in, Parts parts) throws SyntaxException {
    int start = in.at();
    in.next();
    if (in.peek() == ']' && Cursor.endsWord(in.peek(1))) {
      in.next();
      parts.literal("[]");
      return;
    }
    boolean classes = false;
    if (in.peek() == '!' || in.peek() == '^') {
      in.next();
    }
    int first = in.at();
    while (true) {
      int c = in.peek();
      if (c == ']' && in.at() > first) {
        in.next();
        parts.glob(in.source().substring(start, in.at()));
        return;
      }
      if (c == '[' && in.peek(1) == ':') {
        classes = true;
        characterClass(in);
      } else if (isPlain(c)) {
        in.next();
      } else if (Cursor.endsWord(c) && c != '(' && !classes) {
        parts.literal(in.source().substring(start, in.at()));
        return;
      } else {
        throw in.fail(start, "a bracket that may be a pattern or not");
      }
    }
  }

  private static boolean isPlain(int c) {
    return Cursor.isNamePart(c) || (c >= 0 && OTHERS.indexOf(c) >= 0);
  }

  private static void characterClass(Cursor in) throws SyntaxException {
    in.skip(2);
    while (in.peek() >= 'a' && in.peek() <= 'z') {
      in.next();
    }
    if (in.peek() != ':' || in.peek(1) != ']') {
      throw in.fail("a bracket that may be a pattern or not");
    }
    in.skip(2);
  }
}
