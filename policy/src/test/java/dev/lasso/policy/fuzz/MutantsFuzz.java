package dev.lasso.policy.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** What is not allowed, written otherwise, for Jazzer. */
public final class MutantsFuzz {
  private static final int CHANGES = 3;

  private MutantsFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    // the same input has the same changes
    Random random = new Random(Arrays.hashCode(input));
    Laws.refusesWhateverItLooksLike(new String(input, StandardCharsets.UTF_8), CHANGES, random);
  }
}
