package dev.lasso.policy.eval;

import org.jspecify.annotations.Nullable;

/** What holds where a function or a loop is left before its end. Mutable; for one thread. */
final class Jumps {
  private @Nullable State state;

  /** One more place where it is left. */
  void add(State from) {
    State known = state;
    if (known == null) {
      state = from.copy();
    } else {
      known.join(from);
    }
  }

  /** A state at the end of the whole is that, or that of a place where it was left. */
  void joinTo(State end) {
    State known = state;
    if (known != null) {
      end.join(known);
    }
  }
}
