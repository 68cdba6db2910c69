package dev.lasso.policy.profile;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The word that somebody may have meant: the one at the least edit distance (Levenshtein), if it is
 * near.
 */
final class Nearest {
  private static final int MAX_DISTANCE = 3;

  private Nearest() {}

  static @Nullable String of(String word, Collection<String> words) {
    String best = null;
    int bestDistance = MAX_DISTANCE + 1;
    for (String candidate : words) {
      int distance = distance(word, candidate);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
