package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.Group;
import dev.lasso.policy.shell.Statement.Pipeline;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists and pipelines: which command runs after, beside or instead of which, and what each knows.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html">POSIX,
 *     Shell Command Language, 2.9.2 Pipelines and 2.9.3 Lists</a>
 */
final class CommandLists {
  private static final Set<String> QUIET =
      Set.of(
          ":",
          "true",
          "echo",
          "printf",
          "cd",
          "export",
          "local",
          "declare",
          "set",
          "test",
          "[",
          "pwd",
          "mkdir",
          "sleep",
          "unset",
          "shift",
          "readonly");

  private final Evaluator evaluator;
  private final ControlFlow flow;

  CommandLists(Evaluator evaluator, ControlFlow flow) {
    this.evaluator = evaluator;
    this.flow = flow;
  }

  /** One command after the other. */
  Data sequence(Sequence sequence, State state, Data stdin) {
    List<Data> out = new ArrayList<>();
    Data in = stdin;
    for (Statement each : sequence.statements()) {
      List<Location> here = state.directories();
      List<Location> before = state.previous();
      out.add(evaluator.run(each, state, in));
      if (isChangeOfDirectory(only(each))) {
        // without the plan's '|| exit', as in a text or a substitution: it may not have worked
        state.mayStay(here, before);
      }
      in = isQuiet(each) ? in : rest(in);
    }
    return Data.all(out);
  }

  Data pipeline(Pipeline pipeline, State state, Data stdin) {
    List<Statement> stages = pipeline.stages();
    if (stages.size() == 1) {
      List<Location> here = state.directories();
      List<Location> before = state.previous();
      Data out = evaluator.run(stages.getFirst(), state, stdin);
      if (pipeline.negated()) {
        // what works is no success, and what does not is one: either is followed by the rest
        state.mayStay(here, before);
      }
      return out;
    }
    int changes = state.changes();
    Data out = stages(pipeline, state, stdin);
    boolean waits =
        stages.subList(0, stages.size() - 1).stream().anyMatch(stage -> !(stage instanceof Simple));
    if (waits && state.changes() != changes) {
      // its parts run at once: a file that a later one writes may be there for an earlier one
      out = out.either(stages(pipeline, state, stdin));
    }
    return out;
  }

  private Data stages(Pipeline pipeline, State state, Data stdin) {
    List<Statement> stages = pipeline.stages();
    Data data = stdin;
    for (int i = 0; i < stages.size(); i++) {
      Data out = evaluator.run(stages.get(i), state.copy(), data);
      if (i < stages.size() - 1 && pipeline.withErrors().get(i)) {
        evaluator.shells().bashOnly("'|&'");
      }
      data = i < stages.size() - 1 && pipeline.withErrors().get(i) ? out.blurred() : out;
    }
    return data;
  }

  Data andOr(AndOr list, State state, Data stdin) {
    List<Data> out = new ArrayList<>();
    State failed = chain(list, state, stdin, out);
    if (failed != null) {
      state.join(failed);
    }
    return Data.all(out).blurred();
  }

  /**
   * Runs a chain of {@code &&} and {@code ||}.
   *
   * @param state becomes what holds where the chain succeeds
   * @return what holds where it fails; null where the script then ends
   */
  @Nullable State chain(Statement statement, State state, Data stdin, List<Data> out) {
    if (!(statement instanceof AndOr list)) {
      List<Location> here = state.directories();
      List<Location> before = state.previous();
      out.add(evaluator.run(statement, state, stdin));
      return flow.leaves(statement, state) ? null : failed(statement, state, here, before);
    }
    State failed = chain(list.left(), state, stdin, out);
    if (list.and()) {
      State later = chain(list.right(), state, stdin, out);
      if (failed == null || later == null) {
        return failed == null ? later : failed;
      }
      failed.join(later);
      return failed;
    }
    if (failed == null) {
      return null;
    }
    State later = chain(list.right(), failed, stdin, out);
    if (!flow.leaves(list.right(), failed)) {
      state.join(failed);
    }
    return later;
  }

  /**
   * What holds where a command fails that has been followed.
   *
   * @param state what holds where it succeeds
   * @param here where it was before
   */
  private State failed(
      Statement statement, State state, List<Location> here, List<Location> before) {
    State failed = state.copy();
    if (state.directories().equals(here) && state.previous().equals(before)) {
      return failed;
    }
    Statement only = only(statement);
    if (only instanceof AndOr list && !list.and() && flow.leaves(list.right(), state)) {
      // where it does not work nothing follows
      return failed;
    }
    if (isChangeOfDirectory(only)) {
      failed.stay(here, before);
    } else if (only instanceof Pipeline pipeline && pipeline.negated()) {
      if (isChangeOfDirectory(pipeline.stages().getFirst())) {
        state.stay(here, before);
      } else {
        state.mayStay(here, before);
      }
    } else {
      failed.mayStay(here, before);
    }
    return failed;
  }

  private static Statement only(Statement statement) {
    return switch (statement) {
      case Group group when group.redirects().isEmpty() -> only(group.body());
      case Sequence(List<Statement> each, Span at) when each.size() == 1 -> only(each.getFirst());
      default -> statement;
    };
  }

  /**
   * Whether a command is one by its name as it is written; then what follows says what it means.
   */
  static boolean isChangeOfDirectory(Statement statement) {
    return statement instanceof Simple command
        && !command.words().isEmpty()
        && Set.of("cd", "pushd", "popd")
            .contains(String.valueOf(command.words().getFirst().text()));
  }

  /** What is left where somebody may have read some. */
  static Data rest(Data input) {
    String text = input.text();
    return text == null || text.isEmpty() ? input : input.blurred().with(Set.of(Taint.COMPUTED));
  }

  /** Whether a command reads no input. */
  private static boolean isQuiet(Statement statement) {
    return statement instanceof Simple command
        && (command.words().isEmpty()
            || QUIET.contains(String.valueOf(command.words().getFirst().text())));
  }
}
