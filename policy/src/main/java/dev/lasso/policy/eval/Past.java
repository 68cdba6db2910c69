package dev.lasso.policy.eval;

import dev.lasso.policy.value.Location;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that variables and directories have been since the first trap was set: it may run at any
 * moment. Shared by the copies of a state; for one thread.
 */
final class Past {
  private static final int MAX_NAMES = 256;
  private final Map<String, Set<Variable>> variables = new HashMap<>();
  private final Set<Location> directories = new LinkedHashSet<>();
  private final Set<String> functions = new HashSet<>();
  private boolean kept;
  private boolean positional;

  /** From here on it is kept. */
  void keep() {
    kept = true;
  }

  /** A variable changes. */
  void variable(String name, @Nullable Variable before, Variable now) {
    if (!kept || now.equals(before)) {
      return;
    }
    if (variables.size() >= MAX_NAMES) {
      throw new TooMuch("sets too many variables after a trap");
    }
    Set<Variable> all = variables.computeIfAbsent(name, key -> new LinkedHashSet<>());
    if (all.size() <= Variable.MAX_ALTERNATIVES) {
      if (before != null) {
        all.add(before);
      }
      all.add(now);
    }
  }

  /** The positional parameters change. */
  void positional() {
    positional |= kept;
  }

  /** The shell leaves a directory. */
  void directories(Iterable<Location> left) {
    if (kept) {
      left.forEach(directories::add);
    }
  }

  /** A function is defined anew. */
  void function(String name) {
    if (kept) {
      functions.add(name);
    }
  }

  /** Makes a state one of any moment. */
  void blur(State state) {
    // the state may be the one whose past this is, and what happens to it is noted here again
    Map.copyOf(variables)
        .forEach((name, all) -> List.copyOf(all).forEach(each -> state.mayBe(name, each)));
    Set.copyOf(functions).forEach(state::doubt);
    if (positional) {
      state.forgetPositional();
    }
    if (!directories.isEmpty()) {
      state.addDirectories(List.copyOf(directories));
    }
  }
}
