package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Shells that a line starts or is run by: which kind of shell reads a text, what runs beside it,
 * and what it was told to do when it ends. For one thread, for one script.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html">POSIX,
 *     Shell Command Language, 2.13 Shell Execution Environment</a>
 */
final class ShellExecution {
  private static final int MAX_ROUNDS = 64;

  private final Evaluator evaluator;
  private final ControlFlow flow;
  private final List<Later> background = new ArrayList<>();
  private final List<String> traps = new ArrayList<>();
  private int processes;
  private boolean posix;

  ShellExecution(Evaluator evaluator, ControlFlow flow) {
    this.evaluator = evaluator;
    this.flow = flow;
  }

  /** What runs beside the rest, and may still run when that has ended. */
  void later(Statement body, State state) {
    background.add(new Later(body, state.copy(), state.changes()));
  }

  /** A command in the background. */
  private record Later(Statement body, State state, int changes) {}

  /** The path that a process substitution gives. */
  Field process(Word.ProcessSubstitution process, State state) {
    String path = "/proc/self/fd/" + (63 + ++processes);
    later(process.body(), state);
    if (process.input()) {
      state.written().put(new At(path), evaluator.run(process.body(), state.copy(), Data.NONE));
    } else {
      evaluator.run(
          process.body(),
          state.copy(),
          Data.tainted(Set.of(Taint.FILE, Taint.COMPUTED, Taint.ENVIRONMENT)));
    }
    return Field.of(path);
  }

  /** A script that a command runs in a shell of its own, or in this one. */
  Data script(String text, State state, Data stdin) {
    state.work().spend(text.length(), Work.CHARACTER);
    Statement parsed = Scripts.parse(text, evaluator);
    if (parsed == null) {
      return Data.OWN;
    }
    return evaluator.found().within(() -> evaluator.run(parsed, state, stdin));
  }

  /** What a whole shell does: also what it has been told to do when it ends. */
  Data withTraps(State state, Supplier<Data> body) {
    int before = traps.size();
    int running = background.size();
    Data out = flow.apart(body);
    for (int i = running; i < background.size() && i < running + MAX_ROUNDS; i++) {
      Later each = background.get(i);
      if (state.changes() != each.changes()) {
        // files that were written meanwhile, by itself or by others
        flow.apart(
            () -> evaluator.run(each.body(), each.state(), Data.tainted(Set.of(Taint.FILE))));
      }
    }
    background.subList(running, background.size()).clear();
    for (int i = before; i < traps.size() && i < before + MAX_ROUNDS; i++) {
      State any = state.copy();
      any.past().blur(any);
      script(traps.get(i), any, Data.NONE);
    }
    traps.subList(before, traps.size()).clear();
    return out;
  }

  /** A script that runs when the shell ends. */
  void trap(String text, State state) {
    state.past().keep();
    traps.add(text);
  }

  /** A script for the plain shell, which reads some of what bash reads as something else. */
  Data posixScript(String text, State state, Data stdin) {
    boolean before = posix;
    posix = true;
    try {
      if (PosixShell.mayReadOtherwise(text)) {
        bashOnly("quotes or a function");
      }
      return withTraps(state, () -> script(text, state, stdin));
    } finally {
      posix = before;
    }
  }

  /** A script for bash, from a shell of whatever kind. */
  Data bashScript(String text, State state, Data stdin) {
    boolean before = posix;
    posix = false;
    try {
      return withTraps(state, () -> script(text, state, stdin));
    } finally {
      posix = before;
    }
  }

  /** Whether what is looked at is run by the plain shell. */
  boolean isPosix() {
    return posix;
  }

  /** Notes syntax that the plain shell would read in another way. */
  void bashOnly(String what) {
    if (posix) {
      evaluator.report(
          new Effect.Unsure("how sh, which is not bash, reads " + what + "; run it with bash"));
    }
  }
}
