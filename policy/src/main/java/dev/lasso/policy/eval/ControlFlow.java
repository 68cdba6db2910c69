package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Group;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where functions, files and loops are left before their end. For one thread, for one script. */
final class ControlFlow {
  private @Nullable Jumps returns;
  private List<Jumps> loops = new ArrayList<>();

  /** Whether what stands behind it is never reached. */
  boolean leaves(Statement statement, State state) {
    return switch (statement) {
      case Simple command -> leaves(command, state);
      case Group group -> !Redirections.mayFail(group.redirects()) && leaves(group.body(), state);
      case Sequence sequence ->
          !sequence.statements().isEmpty() && leaves(sequence.statements().getLast(), state);
      default -> false;
    };
  }

  private boolean leaves(Simple command, State state) {
    if (command.words().isEmpty() || Redirections.mayFail(command.redirects())) {
      return false;
    }
    String name = String.valueOf(command.words().getFirst().text());
    boolean possible =
        switch (name) {
          case "exit" -> true;
          case "return" -> returns != null;
          case "break", "continue" -> !loops.isEmpty();
          default -> false;
        };
    return possible
        && state.function(name) == null
        && command.words().size() <= 2
        && command.words().stream()
            .skip(1)
            .allMatch(word -> {
              String text = word.text();
              return text == null
                  ? word.parts().size() == 1 && word.parts().getFirst() instanceof Word.Parameter
                  : !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            });
  }

  /** A function or loop is left here. */
  void jump(String builtin, State state) {
    Jumps left = returns;
    if (builtin.equals("return") && left != null) {
      left.add(state);
    } else if (builtin.equals("break") || builtin.equals("continue")) {
      loops.forEach(loop -> loop.add(state));
    }
  }

  /** Runs the body of a function, or a file as if it stood here: it may be left with 'return'. */
  Data body(State state, boolean function, Supplier<Data> body) {
    Jumps outer = returns;
    List<Jumps> around = loops;
    Jumps left = new Jumps();
    returns = left;
    loops = function ? new ArrayList<>() : around;
    try {
      return body.get();
    } finally {
      returns = outer;
      loops = around;
      left.joinTo(state);
    }
  }

  /** Runs a script in a shell of its own, which is in no function and no loop. */
  Data apart(Supplier<Data> script) {
    Jumps outer = returns;
    List<Jumps> around = loops;
    returns = null;
    loops = new ArrayList<>();
    try {
      return script.get();
    } finally {
      returns = outer;
      loops = around;
    }
  }

  /** Runs the body of a loop once: it may be left with 'break' or 'continue'. */
  Data round(State state, Supplier<Data> body) {
    Jumps left = new Jumps();
    loops.add(left);
    Data out;
    try {
      out = body.get();
    } finally {
      loops.removeLast();
    }
    left.joinTo(state);
    return out;
  }
}
