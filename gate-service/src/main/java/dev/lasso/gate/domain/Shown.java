package dev.lasso.gate.domain;

/**
 * What a caller sent, fit to be shown in a reason: short, and without characters that act on a
 * terminal.
 */
final class Shown {
  private static final int MAX = 80;

  private Shown() {}

  static String of(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(MAX)
        .forEach(c -> {
          boolean plain = c >= 0x20 && c < 0x7f;
          shown.append(plain ? Character.toString(c) : "\\u{%x}".formatted(c));
        });
    return text.codePointCount(0, text.length()) > MAX ? shown + "..." : shown.toString();
  }
}
