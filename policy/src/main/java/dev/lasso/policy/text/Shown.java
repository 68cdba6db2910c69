package dev.lasso.policy.text;

/**
 * What a caller sent, fit to be shown in a reason: short, and without characters that act on a
 * terminal or pass for others.
 */
public final class Shown {
  private static final int MAX = 80;

  private Shown() {}

  /** Printable ASCII as it is, anything else as {@code \\u{...}}; at most 80 characters. */
  public static String of(String text) {
    if (isShort(text)) {
      return text;
    }
    StringBuilder shown = new StringBuilder(MAX + 16);
    int at = 0;
    for (int n = 0; n < MAX && at < text.length(); n++) {
      int c = text.codePointAt(at);
      if (c >= 0x20 && c < 0x7f) {
        shown.append((char) c);
      } else {
        shown.append("\\u{").append(Integer.toHexString(c)).append('}');
      }
      at += Character.charCount(c);
    }
    return at < text.length() ? shown.append("...").toString() : shown.toString();
  }

  /** Whether it can be shown as it is, as nearly all can. */
  private static boolean isShort(String text) {
    if (text.length() > MAX) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < 0x20 || text.charAt(i) >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
