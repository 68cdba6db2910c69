package dev.lasso.cli.machine;

/**
 * One thing that was looked at.
 *
 * @param name what it is
 * @param level how it is
 * @param found what was found
 * @param todo what to do about it; empty where there is nothing to do
 */
public record Finding(String name, Level level, String found, String todo) {

  /** How a thing is. */
  public enum Level {
    /** As it should be. */
    OK,
    /** It works, with something less. */
    WARN,
    /** A node can't work without it. */
    MISSING
  }

  static Finding ok(String name, String found) {
    return new Finding(name, Level.OK, found, "");
  }

  static Finding warn(String name, String found, String todo) {
    return new Finding(name, Level.WARN, found, todo);
  }

  static Finding missing(String name, String found, String todo) {
    return new Finding(name, Level.MISSING, found, todo);
  }
}
