package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The builtins that run what they are given: words, files and programs, now or at a signal. */
final class ScriptBuiltins {
  private static final String OS_RELEASE = "/etc/os-release";
  private static final Set<String> OS_RELEASE_NAMES =
      Set.of("NAME", "VERSION", "VERSION_ID", "VERSION_CODENAME", "PRETTY_NAME", "ID", "ID_LIKE");

  private final Evaluator evaluator;
  private final SimpleCommands commands;
  private final Builtins builtins;

  ScriptBuiltins(Evaluator evaluator, SimpleCommands commands, Builtins builtins) {
    this.evaluator = evaluator;
    this.commands = commands;
    this.builtins = builtins;
  }

  /** {@code eval}: its words are a script. */
  Data eval(List<Field> arguments, State state, Data stdin) {
    StringBuilder joined = new StringBuilder();
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    boolean certain = true;
    for (Field argument : arguments) {
      String text = argument.text();
      certain &= text != null;
      taints.addAll(argument.taints());
      joined.append(joined.isEmpty() ? "" : " ").append(text);
    }
    if (certain) {
      return evaluator.shells().script(joined.toString(), state, stdin);
    }
    evaluator.code("shell", Data.tainted(taints));
    return Data.OWN;
  }

  /** {@code source}: a file is read as if it stood here. */
  Data source(List<Field> arguments, State state, Data stdin) {
    List<Field> rest =
        !arguments.isEmpty() && arguments.getFirst().is("--")
            ? arguments.subList(1, arguments.size())
            : arguments;
    if (rest.isEmpty()) {
      return Data.NONE;
    }
    State.Called outer = state.called();
    if (rest.size() > 1) {
      state.positional(rest.subList(1, rest.size()));
    }
    Data out = evaluator.flow().body(state, false, () -> sourceFile(rest.getFirst(), state, stdin));
    if (rest.size() > 1) {
      // bash keeps them where the file has set others
      boolean kept =
          state.positionalKnown() && state.positional().equals(rest.subList(1, rest.size()));
      if (kept) {
        state.called(outer);
      } else {
        state.forgetPositional();
      }
    }
    return out;
  }

  private Data sourceFile(Field path, State state, Data stdin) {
    Files files = new Files(evaluator, state);
    for (Location place : files.locate(path)) {
      Data written = state.written().touched(place);
      if (place instanceof At(String at) && at.startsWith("/proc/self/fd/")) {
        Data content = at.equals("/proc/self/fd/0") ? stdin : files.content(place);
        code(content, state, stdin);
      } else if (written != null) {
        if (written.text() == null) {
          for (String each : state.written().textsOf(place)) {
            evaluator.shells().script(each, state.copy(), stdin);
          }
        }
        code(written, state, stdin);
      } else {
        evaluator.report(new Effect.Reads(place, true));
        if (place instanceof At(String at) && at.equals(OS_RELEASE)) {
          // assignments of the image's own, whose values are not known here
          OS_RELEASE_NAMES.forEach(
              name -> state.set(name, Variable.of(Field.hole(Shape.ANY, Set.of()))));
        }
        evaluator.report(
            new Effect.RunsCode(
                "shell", place instanceof At ? sourceOf(place) : CodeSource.COMPUTED));
      }
    }
    return Data.OWN;
  }

  private void code(Data content, State state, Data stdin) {
    String text = content.text();
    if (text != null && content.taints().isEmpty()) {
      evaluator.shells().script(text, state, stdin);
    } else if (text == null && content.taints().equals(Set.of(Taint.FILE))) {
      evaluator.report(new Effect.RunsCode("shell", CodeSource.WORKSPACE));
    } else {
      evaluator.code("shell", content);
    }
  }

  /** Where code in a file comes from. */
  static CodeSource sourceOf(Location place) {
    return switch (place) {
      case At(String path) -> sourceOf(path);
      case Location.Beneath(String directory) -> sourceOf(directory);
      case Location.Anywhere anywhere -> CodeSource.COMPUTED;
    };
  }

  private static CodeSource sourceOf(String path) {
    if (Paths.isBeneath(path, "/workspace")) {
      return CodeSource.WORKSPACE;
    }
    if (Paths.isBeneath(path, "/tmp")) {
      return CodeSource.TMP;
    }
    return Paths.isBeneath(path, "/usr") || path.equals(OS_RELEASE)
        ? CodeSource.SYSTEM
        : CodeSource.COMPUTED;
  }

  /** {@code exec}: a program in the place of the shell. */
  Data exec(List<Field> arguments, State state, Data stdin) {
    int i = 0;
    while (i < arguments.size()) {
      String text = arguments.get(i).text();
      if (text == null || !text.startsWith("-")) {
        break;
      }
      i++;
      if (text.equals("--")) {
        break;
      }
      // -a takes a name: glued, or the next word
      i += text.indexOf('a') == text.length() - 1 ? 1 : 0;
    }
    if (i >= arguments.size()) {
      return Data.NONE;
    }
    // a program: no function, no builtin
    String name = arguments.get(i).text();
    return name == null
        ? commands.call(arguments.subList(i, arguments.size()), state, stdin)
        : evaluator.program(arguments.subList(i, arguments.size()), state, stdin);
  }

  /** {@code command} and {@code builtin}: what a name means where no function has it. */
  Data command(List<Field> arguments, State state, Data stdin) {
    int i = 0;
    boolean asks = false;
    while (i < arguments.size()) {
      String text = arguments.get(i).text();
      if (text == null || !text.startsWith("-") || text.length() < 2) {
        break;
      }
      i++;
      if (text.equals("--")) {
        break;
      }
      asks |= text.indexOf('v') > 0 || text.indexOf('V') > 0;
    }
    if (asks || i >= arguments.size()) {
      String asked = i == arguments.size() - 1 ? arguments.get(i).text() : null;
      return asks && asked != null && asked.indexOf('/') < 0 && state.function(asked) == null
          ? Data.of("/usr/bin/" + asked + "\n")
          : Data.OWN;
    }
    List<Field> words = arguments.subList(i, arguments.size());
    String name = words.getFirst().text();
    if (name == null) {
      return commands.call(words, state, stdin);
    }
    // functions are passed by
    List<Field> rest = words.subList(1, words.size());
    Data built = builtins.run(name, rest, state, stdin);
    return built != null ? built : commands.programs().run(name, rest, state, stdin);
  }

  /** {@code trap}: a script for later. */
  Data trap(List<Field> arguments, State state) {
    List<Field> rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()
        && rest.getFirst().prefix().startsWith("-")
        && !rest.getFirst().is("-")) {
      boolean ends = rest.getFirst().is("--");
      rest.removeFirst();
      if (ends) {
        break;
      }
    }
    if (rest.size() > 1) {
      String text = rest.getFirst().text();
      if (text == null) {
        evaluator.code("shell", Data.tainted(rest.getFirst().taints()));
      } else if (!text.equals("-") && !text.isEmpty()) {
        for (Field signal : rest.subList(1, rest.size())) {
          if (signal.is("DEBUG") || signal.is("RETURN")) {
            evaluator.unsure("a trap on every command");
          }
        }
        // it may run at any later moment, in any directory that the script is in
        State later = state.copy();
        evaluator.shells().script(text, later, Data.NONE);
        evaluator.shells().trap(text, state);
      }
    }
    return Data.NONE;
  }
}
