package dev.lasso.cli;

import java.nio.file.Path;

/**
 * What verifying an audit log came to.
 *
 * @param exitCode 0 verified, 1 tampered with, 2 it can't be read
 * @param text one line for people
 */
record Verification(int exitCode, String text) {
  private static final int UNREADABLE = 2;

  /**
   * Verifies a segment or a folder of them under the key in that file. Without a verifier nothing
   * counts as verified.
   */
  static Verification of(Path log, Path key) {
    return new Verification(
        UNREADABLE, "this build has no verifier for " + log + " (key " + key + ")");
  }
}
