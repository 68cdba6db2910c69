package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import java.util.HashSet;
import java.util.Set;

/** The variables that can't be changed any more. For one thread, for one script. */
final class ReadOnlyVariables {
  private final Evaluator evaluator;
  private final Set<String> fixed = new HashSet<>();

  ReadOnlyVariables(Evaluator evaluator) {
    this.evaluator = evaluator;
  }

  /** Nobody knows what is done after a variable that can't be changed was to be. */
  void check(String name) {
    if (fixed.contains(name)) {
      evaluator.report(new Effect.Unsure("what becomes of '" + name + "', which is read-only"));
    }
  }

  /** From here on it can't be changed. */
  void fix(String name, State state) {
    Frame frame = state.frame();
    if (fixed.add(name) && frame != null && frame.hidden().containsKey(name)) {
      frame.fixed().add(name);
    }
  }

  /** A function ends, and with it what is its own. */
  void leaving(State state) {
    Frame frame = state.frame();
    if (frame != null) {
      fixed.removeAll(frame.fixed());
    }
  }
}
