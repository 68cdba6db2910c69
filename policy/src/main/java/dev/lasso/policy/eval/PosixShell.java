package dev.lasso.policy.eval;

/**
 * The plain shell, {@code sh}: where its lexer takes a text apart in another way than that of bash,
 * so that what one sees as quoted is a command to the other.
 */
final class PosixShell {
  private PosixShell() {}

  /** Whether there are {@code $'..'}, {@code $".."} or the word {@code function} outside quotes. */
  static boolean mayReadOtherwise(String text) {
    boolean document = text.contains("<<");
    boolean nested = false;
    char quote = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      char next = i + 1 < text.length() ? text.charAt(i + 1) : 0;
      boolean loose = quote == 0 || document || (quote == '"' && nested);
      if (loose && c == '$' && (next == '\'' || (quote == 0 && next == '"'))) {
        return true;
      }
      if (loose && c == 'f' && isFunction(text, i)) {
        return true;
      }
      if (c == '\\' && quote != '\'') {
        i++;
      } else if (quote == 0 && (c == '\'' || c == '"')) {
        quote = c;
        nested = false;
      } else if (c == quote) {
        quote = 0;
      } else if (quote == '"') {
        nested |= c == '`' || (c == '$' && next == '(');
      }
    }
    return false;
  }

  private static boolean isFunction(String text, int at) {
    boolean starts =
        at == 0
            || Character.isWhitespace(text.charAt(at - 1))
            || ";&|({`".indexOf(text.charAt(at - 1)) >= 0;
    int end = at + "function".length();
    return starts
        && text.startsWith("function", at)
        && end < text.length()
        && Character.isWhitespace(text.charAt(end));
  }
}
