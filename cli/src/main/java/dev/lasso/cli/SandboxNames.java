package dev.lasso.cli;

import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.Sandbox;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Finds the sandbox that a person means: by its id, its name, or the beginning of its id. */
final class SandboxNames {
  private SandboxNames() {}

  /** The text as an id, where it has the form of one. */
  static Optional<SandboxId> asId(String text) {
    try {
      return Optional.of(new SandboxId(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * The one that is meant. Those that live come before those that have ended.
   *
   * @throws Failure when none is, or more than one
   */
  static Sandbox find(List<Sandbox> sandboxes, String text) {
    List<Predicate<Sandbox>> ways =
        List.of(
            sandbox -> sandbox.id().value().equals(text),
            sandbox -> sandbox.name().equals(text) && sandbox.isAlive(),
            sandbox -> sandbox.name().equals(text),
            sandbox -> sandbox.id().value().startsWith(text) && sandbox.isAlive(),
            sandbox -> sandbox.id().value().startsWith(text));
    if (!text.isEmpty()) {
      for (Predicate<Sandbox> way : ways) {
        List<Sandbox> found = sandboxes.stream().filter(way).toList();
        if (found.size() == 1) {
          return found.getFirst();
        }
        if (found.size() > 1) {
          throw new Failure(
              ExitCodes.FAILED,
              found.size()
                  + " sandboxes are called \""
                  + text
                  + "\": use a longer part of the id ("
                  + list(found, sandbox -> sandbox.id().value())
                  + ")");
        }
      }
    }
    throw new Failure(
        ExitCodes.FAILED, "no sandbox is called \"" + text + "\": `lasso status` lists them");
  }

  private static String list(List<Sandbox> sandboxes, Function<Sandbox, String> text) {
    int most = 5;
    String some = String.join(", ", sandboxes.stream().limit(most).map(text).toList());
    return sandboxes.size() > most ? some + ", ..." : some;
  }
}
