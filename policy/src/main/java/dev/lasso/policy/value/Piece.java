package dev.lasso.policy.value;

import java.util.Set;

/** A part of a {@link Field}. */
public sealed interface Piece {

  /** Known text. */
  record Text(String text) implements Piece {}

  /** Text that is only known when it runs. */
  record Hole(Shape shape, Set<Taint> taints) implements Piece {
    /** Keeps a copy. */
    public Hole {
      taints = Set.copyOf(taints);
    }
  }
}
