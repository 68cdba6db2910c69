package dev.lasso.policy.command.language;

import org.jspecify.annotations.Nullable;

/**
 * A token of an awk program.
 *
 * @param text the name, the number as written, or the operator
 * @param value of a string, where every awk reads it as the same text
 * @param start where it stands
 */
record AwkToken(Kind kind, String text, @Nullable String value, int start) {
  /** What it is. */
  enum Kind {
    NAME,
    /** A name directly before a parenthesis. */
    CALL,
    NUMBER,
    STRING,
    REGEX,
    OPERATOR,
    NEWLINE,
    END
  }

  boolean is(String operator) {
    return (kind == Kind.OPERATOR || kind == Kind.NAME || kind == Kind.CALL)
        && text.equals(operator);
  }

  boolean isName() {
    return kind == Kind.NAME || kind == Kind.CALL;
  }
}
