package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Statement;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that are defined at one point of a script. Mutable; branches work on copies. */
final class Functions {
  private final Work work;
  private final Shared<String, Statement> bodies;

  /** Those that are there, or are this, only on some of the ways to here. */
  private final Shared<String, Boolean> uncertain;

  Functions(Work work) {
    this(work, new Shared<>(work), new Shared<>(work));
  }

  private Functions(
      Work work, Shared<String, Statement> bodies, Shared<String, Boolean> uncertain) {
    this.work = work;
    this.bodies = bodies;
    this.uncertain = uncertain;
  }

  Functions copy() {
    return new Functions(work, bodies.copy(), uncertain.copy());
  }

  @Nullable Statement get(String name) {
    return bodies.get(name);
  }

  void define(String name, Statement body) {
    bodies.put(name, body);
    uncertain.remove(name);
  }

  void remove(String name) {
    bodies.remove(name);
  }

  /** It may be another function, or none. */
  void doubt(String name) {
    uncertain.put(name, true);
  }

  /** Whether it may be another function, or none. */
  boolean isUncertain(String name) {
    return uncertain.get(name) != null;
  }

  /** Whether all are the same there. */
  boolean isAs(Functions other) {
    return (bodies.isSame(other.bodies) && uncertain.isSame(other.uncertain)) || haveSame(other);
  }

  /** Becomes what is true after either of two ways. */
  void join(Functions other) {
    uncertain.putAll(other.uncertain);
    if (bodies.isSame(other.bodies)) {
      return;
    }
    Set<String> names = new HashSet<>(bodies.names());
    names.addAll(other.bodies.names());
    work.spend(names.size(), 2 * Work.ENTRY);
    for (String name : names) {
      Statement mine = bodies.get(name);
      Statement theirs = other.bodies.get(name);
      if (!isSame(mine, theirs)) {
        uncertain.put(name, true);
        bodies.put(name, theirs == null ? Objects.requireNonNull(mine) : theirs);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a definition is one place in the line
  private static boolean isSame(@Nullable Statement a, @Nullable Statement b) {
    return a == b;
  }

  private boolean haveSame(Functions other) {
    return bodies.names().equals(other.bodies.names())
        && bodies.names().stream()
            .allMatch(name ->
                isSame(bodies.get(name), other.bodies.get(name))
                    && isUncertain(name) == other.isUncertain(name));
  }
}
