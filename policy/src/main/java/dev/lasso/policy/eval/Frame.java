package dev.lasso.policy.eval;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A function that is being run: the variables that are its own. Mutable; for one thread. */
final class Frame {
  /**
   * What a name means outside.
   *
   * @param certain whether it was declared local on every way
   */
  record Outside(@Nullable Variable variable, boolean certain) {}

  private final @Nullable Frame caller;
  private final State owner;
  private final Map<String, Outside> hidden = new HashMap<>();
  private final Set<String> fixed = new HashSet<>();

  Frame(@Nullable Frame caller, State owner) {
    this.caller = caller;
    this.owner = owner;
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

  /** Notes what a name means outside, where it is not local already. */
  @SuppressWarnings("ReferenceEquality") // a copy is another way through the script
  void hide(String name, @Nullable Variable variable, State by) {
    hidden.putIfAbsent(name, new Outside(variable, by == owner));
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
