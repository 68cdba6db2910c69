package dev.lasso.policy.eval;

/**
 * What judging a line may cost where the cost is not linear in the line's length: texts that are
 * copied, names that are looked for, variables that are remembered for each branch. One for a line,
 * all states of it together; what goes beyond is not judged, and so denied.
 *
 * <p>A unit is about a nanosecond. A script of eight hundred commands, or a text of 256 KiB, stays
 * within it; what people and agents write takes a tenth of it at the most.
 */
final class Work {
  /** For a character that is expanded, and whatever looks at it then. */
  static final int CHARACTER = 9;

  /** For a word. */
  static final int WORD = 150;

  /** For an entry of a table that is copied, or that something is compared with. */
  static final int ENTRY = 20;

  /** For a command, or another step of a script. */
  static final int STEP = 1_000;

  /** For an effect. */
  static final int EFFECT = 300;

  private static final long MOST = 3_000_000;

  private long spent;

  /**
   * Notes some.
   *
   * @throws TooMuch where that is too much
   */
  void spend(int times, long each) {
    spent += times * each;
    if (spent > MOST) {
      throw new TooMuch("takes too much work to be judged");
    }
  }
}
