package dev.lasso.policy.command.language;

import java.util.Set;

/** A token of a program in a big language, as far as names matter. */
record CodeToken(Kind kind, String text) {
  /** What stands before the first and behind the last token. */
  static final CodeToken NONE = new CodeToken(Kind.SIGN, "");

  /** What it is. */
  enum Kind {
    NAME,
    NUMBER,
    /** With the text between its quotes, as written. */
    STRING,
    SIGN,
    NEWLINE
  }

  boolean is(String sign) {
    return kind != Kind.STRING && text.equals(sign);
  }

  boolean isName() {
    return kind == Kind.NAME;
  }

  boolean isOneOf(Set<String> names) {
    return kind == Kind.NAME && names.contains(text);
  }
}
