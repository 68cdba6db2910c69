package dev.lasso.policy.profile;

import dev.lasso.contracts.Profile;
import java.util.List;

/** What came of reading a profile. */
public sealed interface ParsedProfile {

  /** It can be used. */
  record Valid(Profile profile) implements ParsedProfile {}

  /** It can't, for all these reasons; at least one. */
  record Invalid(List<Problem> problems) implements ParsedProfile {
    /** Keeps a copy. */
    public Invalid {
      problems = List.copyOf(problems);
    }

    /** All of them, one per line. */
    public String describe() {
      return String.join("\n", problems.stream().map(Problem::toString).toList());
    }
  }

  /**
   * Something that is wrong.
   *
   * @param line where, counted from 1; 0 where it is missing altogether
   * @param column likewise
   * @param key the setting, such as {@code limits.memory}; empty where the text is not TOML
   * @param message what is wrong and what would be right
   */
  record Problem(int line, int column, String key, String message) {
    @Override
    public String toString() {
      String where = line == 0 ? "" : line + ":" + column + ": ";
      return where + (key.isEmpty() ? "" : key + ": ") + message;
    }
  }
}
