package dev.lasso.policy.command;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a program: its options, its operands, what comes out of it.
 *
 * @param path the program's name and those of the subcommands that lead here
 * @param options by their names with dashes; sorted, so that those with one beginning stand
 *     together
 * @param alternatives other operands where one of these options is given
 * @param defaults the operand that is meant where none is given
 * @param response whether an operand {@code @file} names a file with further arguments
 * @param subcommands by name; empty where the program has none
 * @param standardInput the language of a program on standard input where there is no operand, or
 *     empty
 * @param outputs what comes out where one of these options is given
 * @param effects what it does in any case, as {@code kind:text}
 * @param handler the name of the code that knows what its operands mean; empty without
 */
record CommandTable(
    List<String> path,
    Grammar grammar,
    boolean numeric,
    NavigableMap<String, Option> options,
    OperandRoles operands,
    List<Alternative> alternatives,
    List<Default> defaults,
    boolean response,
    Map<String, CommandTable> subcommands,
    String standardInput,
    Output output,
    List<OutputWith> outputs,
    List<String> effects,
    String handler) {

  /** How a program reads its arguments. */
  enum Grammar {
    /**
     * Short clusters, long options and their unique beginnings, options anywhere until {@code --}.
     */
    GNU,
    /** The same, but options end at the first operand. */
    POSIX,
    /** Long options with one dash, no clusters. */
    SINGLE,
    /** As GNU's, with short options of one or two letters, each of which a dash may follow. */
    ZIP,
    /** Every argument is an operand. */
    NONE
  }

  /** What comes out of a program. */
  enum Output {
    /** What was read. */
    PASSES,
    /** Something made from what was read. */
    COMPUTED,
    /** Only its own, harmless text. */
    OWN,
    NUMBER,
    TOKEN,
    NAME,
    PATHS,
    /** Everything that there is beneath the working directory. */
    TREE,
    IN_WORKSPACE,
    IN_TMP,
    SECRET,
    NETWORK,
    ENVIRONMENT
  }

  /** The operands where one of some options is given. */
  record Alternative(Set<String> options, OperandRoles operands) {}

  /** The operand that is meant where none is given; with one of some options, or always. */
  record Default(Set<String> options, String operand) {}

  /**
   * What comes out where one of some options is given; of no options, where there is no operand.
   */
  record OutputWith(Set<String> options, Output output) {}

  /** The program's own name. */
  String program() {
    return path.getFirst();
  }

  /** The name with its subcommands, for people. */
  String shown() {
    return String.join(" ", path);
  }

  /** Whether its operands are packages. */
  boolean installs() {
    return operands.slots().stream().anyMatch(slot -> slot.role() == Role.PACKAGE);
  }

  /** The operands where these options were given. */
  OperandRoles operandsWith(Set<String> given) {
    for (Alternative alternative : alternatives) {
      for (String option : alternative.options()) {
        if (given.contains(option)) {
          return alternative.operands();
        }
      }
    }
    return operands;
  }

  /** What comes out where these options were given. */
  Output outputWith(Set<String> given, boolean operands) {
    for (OutputWith each : outputs) {
      if (each.options().isEmpty()
          ? !operands
          : each.options().stream().anyMatch(given::contains)) {
        return each.output();
      }
    }
    return output;
  }

  /** The operand that is meant where none is given. */
  @Nullable String defaultWith(Set<String> given) {
    for (Default each : defaults) {
      if (each.options().isEmpty() || each.options().stream().anyMatch(given::contains)) {
        return each.operand();
      }
    }
    return null;
  }

  /** Whether an option that slips in by way of a strange file name would matter. */
  boolean hasHazards() {
    for (Option option : options.values()) {
      if (!option.isInert()) {
        return true;
      }
    }
    return false;
  }

  @Nullable CommandTable subcommand(String name) {
    return subcommands.get(name);
  }
}
