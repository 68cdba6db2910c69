package dev.lasso.policy.shell;

/**
 * Parses the part of bash's language that means one thing only. What is outside of it, what
 * versions of bash read differently, and what is merely suspicious is refused: a tree is only given
 * where bash, as a non-interactive shell with its default options, would run exactly that.
 *
 * <p>Bounded: {@value Budget#MAX_SOURCE} characters, {@value Budget#MAX_DEPTH} levels, {@value
 * Budget#MAX_NODES} nodes, and time that is linear in the length. Stateless, for any thread.
 */
public final class ShellParser {
  private ShellParser() {}

  /**
   * The tree of a script.
   *
   * @return a {@link Statement.Sequence}, empty for an empty script
   * @throws SyntaxException if it is not certain what bash would run, or a bound is exceeded
   */
  public static Statement parse(String source) throws SyntaxException {
    return parse(source, new Budget());
  }

  /** The same, with a budget that can be looked at afterwards. */
  static Statement parse(String source, Budget budget) throws SyntaxException {
    if (source.length() > Budget.MAX_SOURCE) {
      throw new SyntaxException(new Span(0, source.length()), "longer than is judged");
    }
    checkCharacters(source);
    Cursor in = new Cursor(Source.of(source), 0, source.length(), budget);
    return new Parsing(in).commands.program();
  }

  /** These never get here from outside, but scripts within scripts are parsed too. */
  private static void checkCharacters(String source) throws SyntaxException {
    for (int i = 0; i < source.length(); i++) {
      char c = source.charAt(i);
      if ((c < ' ' && c != '\t' && c != '\n') || (c >= 0x7f && c <= 0x9f)) {
        throw new SyntaxException(new Span(i, i + 1), "a control character");
      }
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == source.length()
            || !Character.isLowSurrogate(source.charAt(i + 1))) {
          throw new SyntaxException(new Span(i, i + 1), "half a character");
        }
        i++;
      }
    }
  }
}
