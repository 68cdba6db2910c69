package dev.lasso.policy.shell;

/** Characters that no shell sees anything in, and quotes for those it does. */
final class ShellText {
  private static final String PLAIN = "_./:=@%+,-";

  private ShellText() {}

  /** Whether a character means itself wherever a word may be. */
  static boolean isPlain(char c) {
    return Cursor.isNamePart(c) || PLAIN.indexOf(c) >= 0;
  }

  static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isPlain(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it has characters that are only written as escapes. */
  static boolean hasControl(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isControl(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isControl(char c) {
    return (c < ' ' && c != '\t' && c != '\n') || (c >= 0x7f && c <= 0x9f);
  }

  /** Quotes a text so that it is only itself. */
  static void quote(String text, StringBuilder out) {
    if (hasControl(text)) {
      escape(text, out);
      return;
    }
    out.append('\'');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        out.append("'\\''");
      } else {
        out.append(c);
      }
    }
    out.append('\'');
  }

  /** As {@code $'...'}, octal, whose length is fixed, so that nothing after it can belong to it. */
  static void escape(String text, StringBuilder out) {
    out.append("$'");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new IllegalArgumentException("a shell's text has no NUL");
      }
      if (c == '\'' || c == '\\') {
        out.append('\\').append(c);
      } else if (c == '\n') {
        out.append("\\n");
      } else if (isControl(c)) {
        for (byte b : String.valueOf(c).getBytes(java.nio.charset.StandardCharsets.UTF_8)) {
          out.append('\\').append(octal(b & 0xff));
        }
      } else {
        out.append(c);
      }
    }
    out.append('\'');
  }

  private static String octal(int value) {
    return ""
        + (char) ('0' + (value >> 6))
        + (char) ('0' + (value >> 3 & 7))
        + (char) ('0' + (value & 7));
  }
}
