package dev.lasso.gate.domain;

import java.util.List;
import java.util.Map;

/**
 * Options with which a program that seems to do nothing but read and write runs another one, past
 * the list of what is allowed. Until the gate knows the arguments of programs, these are denied
 * wherever there is a whitelist.
 *
 * <p>GNU programs take every unique beginning of a long option, before or after other arguments.
 */
final class CarrierOptions {
  /** By program, the shortest beginning of the option that means no other one. */
  private static final Map<String, String> SHORTEST =
      Map.of("sort", "--co", "split", "--f"); // --compress-program, --filter

  private CarrierOptions() {}

  static void check(String program, List<String> arguments) throws Denial {
    String shortest = SHORTEST.get(program);
    if (shortest == null) {
      return;
    }
    for (String argument : arguments) {
      if (argument.equals("--")) {
        return;
      }
      if (argument.startsWith(shortest)) {
        throw new Denial(
            "command.carries-another",
            "the option '"
                + Shown.of(argument)
                + "' has '"
                + program
                + "' run another program, which the profile's list is not asked about");
      }
    }
  }
}
