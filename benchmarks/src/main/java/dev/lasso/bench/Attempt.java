package dev.lasso.bench;

import dev.lasso.contracts.SandboxId;

/**
 * A command of the kill campaign: it appends one line, which no other appends, to a file of its
 * workspace.
 *
 * @param sandbox where
 * @param line what it appends
 * @param answer what the node said of it
 */
record Attempt(SandboxId sandbox, String line, Answer answer) {

  /** What the node said. */
  sealed interface Answer {

    /**
     * It ran, and this is its result.
     *
     * @param executionId its name
     * @param seq where the log has the result
     * @param exitCode of the program
     */
    record Ran(String executionId, long seq, int exitCode) implements Answer {}

    /** It did not run, or whether it ran is not known; the log must have it all the same. */
    record Answered(String executionId) implements Answer {}

    /** Nothing: the connection broke, or it was turned away. */
    record None() implements Answer {}
  }
}
