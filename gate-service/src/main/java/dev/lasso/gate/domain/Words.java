package dev.lasso.gate.domain;

import java.util.List;

/** What came of splitting a command line. */
sealed interface Words {

  /** It is words and quotes only; at least one word. */
  record Split(List<String> words) implements Words {
    /** Keeps a copy. */
    public Split {
      words = List.copyOf(words);
    }
  }

  /**
   * It is more than that, or not well-formed.
   *
   * @param position of the character that shows it, counted from 1
   * @param what is there
   */
  record Refused(int position, String what) implements Words {}
}
