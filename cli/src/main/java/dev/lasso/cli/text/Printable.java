package dev.lasso.cli.text;

/**
 * Text of others made fit for a terminal: what would move the cursor, change colours, hide or
 * reorder text is shown as an escape. Letters of all languages stay.
 */
public final class Printable {
  private static final int SOFT_HYPHEN = 0xAD;

  private Printable() {}

  /**
   * The text in one line, every control, format and unassigned character as {@code \n}, {@code
   * \x1b} or <code>&#92;u202e</code>.
   */
  public static String line(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> append(out, c));
    return out.toString();
  }

  /** The same, cut to at most that many columns, with an ellipsis where something is missing. */
  public static String line(String text, int columns) {
    String safe = line(text);
    if (width(safe) <= columns) {
      return safe;
    }
    StringBuilder out = new StringBuilder();
    int used = 0;
    for (int i = 0; i < safe.length(); ) {
      int c = safe.codePointAt(i);
      used += width(c);
      if (used > columns - 1) {
        break;
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return out.append('…').toString();
  }

  private static void append(StringBuilder out, int c) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isPlain(c)) {
          out.appendCodePoint(c);
        } else if (c < 0x100) {
          out.append(String.format("\\x%02x", c));
        } else if (c < 0x10000) {
          out.append(String.format("\\u%04x", c));
        } else {
          out.append(String.format("\\U%08x", c));
        }
      }
    }
  }

  private static boolean isPlain(int c) {
    if (c == SOFT_HYPHEN) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * The columns that a line takes, near enough to align tables: wide East Asian characters and
   * emoji take two.
   */
  public static int width(String line) {
    return line.codePoints().map(Printable::width).sum();
  }

  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        (c >= 0x1100 && c <= 0x115F)
            || (c >= 0x2E80 && c <= 0xA4CF)
            || (c >= 0xAC00 && c <= 0xD7A3)
            || (c >= 0xF900 && c <= 0xFAFF)
            || (c >= 0xFE30 && c <= 0xFE6F)
            || (c >= 0xFF00 && c <= 0xFF60)
            || (c >= 0xFFE0 && c <= 0xFFE6)
            || (c >= 0x1F300 && c <= 0x1FAFF)
            || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
  }
}
