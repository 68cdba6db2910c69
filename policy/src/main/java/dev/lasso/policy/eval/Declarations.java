package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Taint;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code export}, {@code declare}, {@code typeset}, {@code local}, {@code readonly}. */
final class Declarations {
  /** Not: upper and lower case, arithmetic, references. */
  private static final String HARMLESS = "aAgrxtpfF";

  private final Evaluator evaluator;
  private final Expander expander;
  private final SimpleCommands commands;

  Declarations(Evaluator evaluator, Expander expander, SimpleCommands commands) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.commands = commands;
  }

  Data run(String builtin, List<Field> arguments, State state) {
    int first = Builtins.leadingOptions(arguments);
    List<Field> options = arguments.subList(0, first);
    List<Field> names = arguments.subList(first, arguments.size());
    boolean fixes = builtin.equals("readonly") || hasOption(options, '-', 'r');
    if (fixes && hasOption(options, '-', 'f')) {
      unsure("a function that can't be changed any more");
    }
    if (builtin.equals("local") && state.frame() == null) {
      unsure("'local' outside of a function");
    }
    boolean global =
        builtin.equals("export")
            || builtin.equals("readonly")
            || hasOption(options, '-', 'g')
            || hasOption(options, '-', 'f')
            || hasOption(options, '-', 'F');
    boolean array = hasOption(options, '-', 'a') || hasOption(options, '-', 'A');
    boolean exports = builtin.equals("export") || hasOption(options, '-', 'x');
    options.forEach(option -> checkOptions(builtin, option, option.text()));
    for (Field argument : names) {
      String prefix = argument.prefix();
      if (prefix.startsWith("-") || prefix.startsWith("+")) {
        // no option any more: bash complains, and goes on with the next
        unsure("'" + argument.shown() + "' is no name for '" + builtin + "'");
        continue;
      }
      int equals = prefix.indexOf('=');
      boolean append = equals > 0 && prefix.charAt(equals - 1) == '+';
      @Nullable String name =
          equals < 0 ? argument.text() : prefix.substring(0, append ? equals - 1 : equals);
      if (name == null || name.indexOf('[') >= 0 || argument.many()) {
        unsure("'" + builtin + "' of a name that is only known when it runs");
        continue;
      }
      if (global) {
        checkGlobal(builtin, name, state);
      } else {
        state.hide(name);
      }
      if (equals >= 0) {
        assign(name, argument.from(equals + 1), append, array, state);
      } else if (!global && state.frame() != null) {
        local(name, state);
      }
      if (exports) {
        export(name, equals < 0, state);
      }
      evaluator.declared().add(name);
      if (fixes) {
        evaluator.fixed().fix(name, state);
      }
    }
    return names.isEmpty() || hasOption(options, '-', 'p')
        ? Data.tainted(Set.of(Taint.ENVIRONMENT, Taint.SECRET))
        : Data.OWN;
  }

  private void checkOptions(String builtin, Field argument, @Nullable String options) {
    boolean harmless =
        options != null
            && options.chars().skip(1).allMatch(letter -> HARMLESS.indexOf(letter) >= 0)
            // exported functions
            && !(builtin.equals("export") && options.indexOf('f') > 0);
    if (!harmless && !(builtin.equals("export") && argument.is("-n")) && !argument.is("--")) {
      unsure("'" + builtin + " " + argument.shown() + "'");
    }
  }

  /** A global variable that is set where a function has one of the same name. */
  private void checkGlobal(String builtin, String name, State state) {
    Frame frame = state.frame();
    if (frame != null
        && !builtin.equals("export")
        && !builtin.equals("readonly")
        && (frame.hidden().containsKey(name) || frame.inCallers(name) != null)) {
      unsure("which variable '" + name + "' is meant, the function's or the other");
    }
  }

  private void assign(String name, Field value, boolean append, boolean array, State state) {
    Variable old = state.variable(name);
    if (value.prefix().startsWith("(") && (array || (old != null && old.isArray()))) {
      unsure("an array whose elements are in a text");
    }
    Field now = value;
    if (append) {
      List<Field> before = new Parameters(evaluator, expander).lookup(name, state);
      now = before.size() == 1 ? before.getFirst().plus(value) : value;
    }
    commands.variables().set(name, now, state);
  }

  /**
   * A variable of a function's own has no value yet, or the one that it has had: where it is the
   * function's own already, where the command has an assignment of it, and in some shells always.
   */
  private void local(String name, State state) {
    Variable outside = state.variable(name);
    state.set(name, Variable.of(Field.EMPTY));
    if (outside != null) {
      state.mayBe(name, outside);
    }
  }

  private void export(String name, boolean unchanged, State state) {
    Variable now = state.variable(name);
    if (unchanged && now != null) {
      now.values().forEach(value -> commands.variables().judge(name, value, state));
    }
    if (now != null) {
      state.set(name, now.withExport());
    }
  }

  private static boolean hasOption(List<Field> arguments, char sign, char letter) {
    return arguments.stream()
        .map(Field::prefix)
        .anyMatch(text -> !text.isEmpty() && text.charAt(0) == sign && text.indexOf(letter) > 0);
  }

  private void unsure(String what) {
    evaluator.report(new Effect.Unsure(what));
  }
}
