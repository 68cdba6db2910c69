package dev.lasso.policy.text;

/** What a text is to the command, by which it is seen what may be in it. */
public enum Place {
  /** The name of a command, option, variable or host: printable ASCII and nothing else. */
  NAME,
  /**
   * A path: letters of any script and emoji, but nothing that cannot be seen, changes the order of
   * what is seen, or passes for ASCII.
   */
  PATH,
  /** Quoted text, such as a commit message: anything, but what hides or reorders text is noted. */
  QUOTED
}
