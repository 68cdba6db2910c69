package dev.lasso.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the caller asked to run: exactly one of the two.
 *
 * @param argv the words as they are; no shell, so operators in them are plain data
 * @param command a line that the gate splits into words
 */
public record CommandInput(@Nullable List<String> argv, @Nullable String command) {

  /** Refuses both and neither. */
  public CommandInput {
    if ((argv == null) == (command == null)) {
      throw new IllegalArgumentException("give exactly one of argv and command");
    }
    if (argv != null) {
      argv = List.copyOf(argv);
      if (argv.isEmpty()) {
        throw new IllegalArgumentException("argv needs at least the program's name");
      }
    }
  }

  /** The words as they are. */
  public static CommandInput ofArgv(List<String> argv) {
    return new CommandInput(argv, null);
  }

  /** A line to be split by POSIX quoting rules. */
  public static CommandInput ofCommand(String command) {
    return new CommandInput(null, command);
  }
}
