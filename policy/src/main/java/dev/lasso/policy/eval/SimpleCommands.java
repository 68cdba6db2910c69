package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location.At;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Simple commands: expands their words, finds out what they name, and follows it. */
final class SimpleCommands {
  private static final int MAX_CALLS = 16;
  private static final int MAX_COMBINATIONS = 16;
  private static final Set<String> DECLARING =
      Set.of("export", "declare", "typeset", "local", "readonly");

  /** The builtins that POSIX calls special. */
  private static final Set<String> SPECIAL =
      Set.of(
          ":",
          ".",
          "break",
          "continue",
          "eval",
          "exec",
          "exit",
          "export",
          "readonly",
          "return",
          "set",
          "shift",
          "times",
          "trap",
          "unset",
          "command",
          "source",
          "local");

  private final Evaluator evaluator;
  private final Expander expander;
  private final Variables variables;
  private final Builtins builtins;
  private final Programs programs;
  private int calls;
  private boolean unguarded;

  SimpleCommands(Evaluator evaluator, Expander expander) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.variables = new Variables(evaluator, expander);
    this.builtins = new Builtins(evaluator, expander, this);
    this.programs = new Programs(evaluator, this);
  }

  /** Whether the script goes on where the directory that is being entered is not there. */
  boolean isUnguarded() {
    return unguarded;
  }

  /** Programs, by their names and paths. */
  Programs programs() {
    return programs;
  }

  Variables variables() {
    return variables;
  }

  Data run(Simple command, State state, Data stdin) {
    String varying = varying(command, state);
    if (varying == null) {
      return expanded(command, state, stdin);
    }
    return each(command, state, stdin, varying, 1);
  }

  /** Once for each way that a variable may be. */
  private Data each(Simple command, State state, Data stdin, String name, int combinations) {
    Variable variable = state.variable(name);
    if (variable == null) {
      return expanded(command, state, stdin);
    }
    List<Variable> alternatives = variable.alternatives();
    int now = combinations * alternatives.size();
    if (now > MAX_COMBINATIONS) {
      return expanded(command, state, stdin);
    }
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    for (Variable way : alternatives) {
      State taken = state.copy();
      taken.bindOnly(name, way);
      String next = varying(command, taken);
      out =
          out.then(
              next == null
                  ? expanded(command, taken, stdin)
                  : each(command, taken, stdin, next, now));
      if (way.equals(taken.variable(name))) {
        taken.set(name, variable);
      }
      ends.add(taken);
    }
    state.directories(ends.getFirst().directories());
    ends.forEach(state::join);
    return out.blurred();
  }

  private static @Nullable String varying(Simple command, State state) {
    for (Word word : command.words()) {
      String name = varying(word.parts(), state);
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private static @Nullable String varying(List<Part> parts, State state) {
    for (Part part : parts) {
      String name =
          switch (part) {
            case DoubleQuoted quoted -> varying(quoted.parts(), state);
            case Parameter parameter -> {
              Variable variable = state.variable(parameter.name());
              yield variable != null && variable.varies() ? parameter.name() : null;
            }
            default -> null;
          };
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private Data expanded(Simple command, State state, Data stdin) {
    Data outer = evaluator.ambient(stdin);
    List<Field> words = expandedWords(command.words(), state);
    evaluator.ambient(outer);
    if (words.isEmpty()) {
      for (Assignment assignment : command.assignments()) {
        variables.assign(assignment, state);
      }
      // $(<file) is the file's content
      boolean reads = command.assignments().isEmpty() && command.redirects().size() == 1;
      return evaluator.redirected(command.redirects(), state, stdin, in -> reads ? in : Data.NONE);
    }
    if (words.getFirst().is("exec") && words.size() == 1) {
      // its redirections stay
      Redirections redirections = new Redirections(evaluator, expander, state);
      redirections.open(command.redirects(), stdin);
      redirections.stay();
      return Data.NONE;
    }
    unguarded = !CommandLists.isChangeOfDirectory(command);
    evaluator.ownInput(
        command.redirects().stream().anyMatch(redirect -> redirect.operator().startsWith("<<")));
    if (command.assignments().isEmpty()) {
      return evaluator.redirected(command.redirects(), state, stdin, in -> call(words, state, in));
    }
    State with = state.copy();
    Map<String, @Nullable Variable> given = new HashMap<>();
    for (Assignment assignment : command.assignments()) {
      Field value = variables.valueOf(assignment, with);
      variables.judge(assignment.name(), value, state);
      with.set(assignment.name(), Variable.of(value).withExport());
      given.put(assignment.name(), with.variable(assignment.name()));
    }
    evaluator.declared().removeAll(given.keySet());
    Data out = evaluator.redirected(command.redirects(), with, stdin, in -> call(words, with, in));
    // what a builtin or function sets stays; what was put before it does not
    state.takeFrom(with, given.keySet());
    boolean stays = evaluator.shells().isPosix() && mayKeep(words.getFirst(), state);
    given.forEach((name, value) -> {
      Variable now = with.variable(name);
      if (now != null && (stays || evaluator.declared().contains(name) || !now.equals(value))) {
        // but where it is declared, or set again
        state.mayBe(name, now);
      }
    });
    return out;
  }

  /** Whether the plain shell may keep what is set before a command. */
  private static boolean mayKeep(Field command, State state) {
    String name = command.text();
    return name == null || SPECIAL.contains(name) || state.function(name) != null;
  }

  private List<Field> expandedWords(List<Word> words, State state) {
    if (words.isEmpty() || !DECLARING.contains(String.valueOf(words.getFirst().text()))) {
      return expander.fields(words, state);
    }
    List<Field> fields = new ArrayList<>();
    for (Word word : words) {
      boolean assigns =
          !word.parts().isEmpty()
              && word.parts().getFirst() instanceof Word.Literal literal
              && literal.text().indexOf('=') > 0;
      if (assigns) {
        // the value of an assignment is not split
        fields.add(expander.single(word, state));
      } else {
        fields.addAll(expander.fields(word, state));
      }
    }
    return fields;
  }

  /** {@code declare -a x=(a b)}: as the declaration of the names alone, which are then set. */
  Data declare(Statement.Declaration declaration, State state) {
    List<Field> words = new ArrayList<>(expander.fields(declaration.words(), state));
    String builtin = String.valueOf(words.getFirst().text());
    if (state.function(builtin) != null) {
      evaluator.report(new Effect.Unsure("'" + builtin + "', which is a function here"));
    }
    for (Assignment assignment : declaration.arrays()) {
      words.add(Field.of(assignment.name()));
    }
    // as bash does: the elements are worked out after the name is declared
    call(words, state, Data.NONE);
    for (Assignment assignment : declaration.arrays()) {
      Variable before = state.variable(assignment.name());
      variables.assign(assignment, state);
      Variable now = state.variable(assignment.name());
      if (before != null && before.exported() && now != null) {
        state.set(assignment.name(), now.withExport());
      }
    }
    return Data.NONE;
  }

  /** Runs a command by its words. */
  Data call(List<Field> words, State state, Data stdin) {
    Field first = words.getFirst();
    String name = first.text();
    if (name == null) {
      evaluator.report(
          new Effect.Unsure(
              "the program '" + first.shown() + "', whose name is only known when it runs"));
      return Data.OWN;
    }
    List<Field> arguments = words.subList(1, words.size());
    Statement function = state.function(name);
    if (function != null) {
      if (state.isUncertain(name)) {
        evaluator.report(
            new Effect.Unsure("the function '" + name + "', which is not defined on every way"));
      }
      return function(name, function, arguments, state, stdin);
    }
    Data built = builtins.run(name, arguments, state, stdin);
    return built != null ? built : programs.run(name, arguments, state, stdin);
  }

  private Data function(
      String name, Statement body, List<Field> arguments, State state, Data stdin) {
    if (++calls > MAX_CALLS) {
      calls--;
      evaluator.report(new Effect.Unsure("the function '" + name + "' calls itself"));
      return Data.OWN;
    }
    State.Called outer = state.called();
    state.enterFunction();
    state.positional(arguments);
    try {
      return evaluator.flow().body(state, true, () -> evaluator.run(body, state, stdin));
    } finally {
      calls--;
      state.called(outer);
      evaluator.fixed().leaving(state);
      state.leaveFunction();
    }
  }

  /** What /usr/bin/echo and the like write, which are programs as well as builtins. */
  @Nullable Data programText(String name, List<Field> arguments) {
    return switch (name) {
      case "echo", "printf", "test", "[", "true", "false", "pwd", "kill" ->
          arguments.stream().anyMatch(each -> each.prefix().startsWith("-v"))
              ? null
              : builtins.run(name, arguments, new State(new At("/workspace")), Data.NONE);
      default -> null;
    };
  }
}
