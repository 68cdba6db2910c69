package dev.lasso.policy.command.language;

import java.util.List;

/** What is known of the value of an awk expression. */
sealed interface AwkValue {
  /** Constant text. */
  record Text(String text) implements AwkValue {}

  /** That of a global variable. */
  record Name(String name) implements AwkValue {}

  /** Parts beside each other. */
  record Joined(List<AwkValue> parts) implements AwkValue {}

  /** Not known. */
  record Unknown() implements AwkValue {}

  static AwkValue unknown() {
    return new Unknown();
  }

  /** The text of a number, where every awk makes the same of it. */
  static AwkValue number(String written) {
    boolean plain =
        written.length() < 10
            && (written.length() == 1 || !written.startsWith("0"))
            && written.chars().allMatch(c -> c >= '0' && c <= '9');
    return plain ? new Text(written) : unknown();
  }

  /** The value in parentheses: its parts are one name to every awk. */
  default AwkValue grouped() {
    if (!(this instanceof Joined joined)) {
      return this;
    }
    StringBuilder all = new StringBuilder();
    for (AwkValue part : joined.parts()) {
      if (!(part instanceof Text text)) {
        return this;
      }
      all.append(text.text());
    }
    return new Text(all.toString());
  }
}
