package dev.lasso.policy.request;

import dev.lasso.contracts.HazardousVariables;
import java.util.Map;

/** What the environment of a request may be. The profile's own is its author's matter. */
final class EnvironmentRules {
  private static final int MAX_VARIABLES = 256;
  private static final int MAX_BYTES = 128 << 10;

  private EnvironmentRules() {}

  static void check(Map<String, String> env) throws Denial {
    if (env.size() > MAX_VARIABLES) {
      throw new Denial("env.too-large", "more than " + MAX_VARIABLES + " variables are set");
    }
    long bytes = 0;
    for (Map.Entry<String, String> variable : env.entrySet()) {
      String name = variable.getKey();
      bytes += name.length() + 3L * variable.getValue().length();
      if (!isName(name)) {
        throw new Denial(
            "env.bad-name",
            "a variable's name has letters, digits and '_', and does not begin with a digit");
      }
      if (variable.getValue().indexOf('\0') >= 0) {
        throw new Denial("env.nul", "the value of " + name + " has a NUL in it");
      }
      if (HazardousVariables.contains(name)) {
        throw new Denial(
            "env.dangerous",
            "the variable " + name + " could have an allowed program run or load something else");
      }
    }
    if (bytes > MAX_BYTES) {
      throw new Denial("env.too-large", "the variables have more than " + MAX_BYTES + " bytes");
    }
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.length() <= 256
        && !(name.charAt(0) >= '0' && name.charAt(0) <= '9')
        && name.chars()
            .allMatch(c ->
                c == '_'
                    || (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9'));
  }
}
