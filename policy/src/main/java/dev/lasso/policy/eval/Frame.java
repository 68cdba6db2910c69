package dev.lasso.policy.eval;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A function that is being run: the variables that are its own. Mutable; for one thread. */
final class Frame {
  /** What a name means outside; null is what the environment has. */
  record Outside(@Nullable Variable variable) {}

  private final @Nullable Frame caller;
  private final Map<String, Outside> hidden = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();

  Frame(@Nullable Frame caller) {
    this.caller = caller;
  }

  @Nullable Frame caller() {
    return caller;
  }

  /** What is put back at the end, by name. */
  Map<String, Outside> hidden() {
    return hidden;
  }

  /** Its own variables that can't be changed. */
  Set<String> fixed() {
    return fixed;
  }

  /**
   * Notes what a name means outside. Where it has been noted already, that may have been on another
   * way through the script, and what it means now may be the outside's too.
   */
  void hide(String name, @Nullable Variable variable) {
    Outside before = hidden.get(name);
    Variable both = variable;
    if (before != null && (variable == null || before.variable() == null)) {
      Variable known = variable == null ? before.variable() : variable;
      both = known == null ? null : Variable.blurred(known, known);
    } else if (before != null && before.variable() != null && variable != null) {
      both = Variable.either(before.variable(), variable);
    }
    hidden.put(name, new Outside(both));
  }

  /** What a name means in the callers of this function where one of them has it as its own. */
  @Nullable Outside inCallers(String name) {
    for (Frame each = caller; each != null; each = each.caller) {
      Outside outside = each.hidden.get(name);
      if (outside != null) {
        return outside;
      }
    }
    return null;
  }
}
