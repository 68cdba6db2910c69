package dev.lasso.bench.oracle;

import java.io.IOException;

/** Makes a line smaller for as long as it still shows the same. */
final class Minimiser {
  private static final int MAX_TRIES = 150;

  /** Whether a line still shows it. */
  interface Shows {
    boolean by(String line) throws IOException;
  }

  private Minimiser() {}

  /** Leaves out ever smaller parts (Zeller, Simplifying and Isolating Failure-Inducing Input). */
  static String smaller(String line, Shows shows) throws IOException {
    String best = line;
    int tries = 0;
    for (int part = Math.max(1, best.length() / 2); part >= 1; part /= 2) {
      for (int at = 0; at + part <= best.length() && tries < MAX_TRIES; ) {
        String without = best.substring(0, at) + best.substring(at + part);
        tries++;
        if (shows.by(without)) {
          best = without;
        } else {
          at += part;
        }
      }
    }
    return best;
  }
}
