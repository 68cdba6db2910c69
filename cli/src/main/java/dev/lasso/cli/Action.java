package dev.lasso.cli;

/** A subcommand, its options filled in. */
interface Action {
  /**
   * Does it.
   *
   * @return the exit code
   */
  int run() throws Exception;
}
