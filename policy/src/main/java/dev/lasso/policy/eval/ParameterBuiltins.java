package dev.lasso.policy.eval;

import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code set}, {@code shift}, {@code getopts}, {@code unset}: what the shell's parameters are. */
final class ParameterBuiltins {
  private final Evaluator evaluator;
  private final Variables variables;

  ParameterBuiltins(Evaluator evaluator, Variables variables) {
    this.evaluator = evaluator;
    this.variables = variables;
  }

  /** {@code set}: options and the positional parameters. */
  Data set(List<Field> arguments, State state) {
    for (int i = 0; i < arguments.size(); i++) {
      String text = arguments.get(i).text();
      if (text == null
          || text.equals("--")
          || text.equals("-")
          || (!text.startsWith("-") && !text.startsWith("+"))) {
        if ("-".equals(text) && i + 1 == arguments.size()) {
          // that alone leaves them as they are
          return Data.NONE;
        }
        int from = "--".equals(text) || "-".equals(text) ? i + 1 : i;
        if (text == null && arguments.get(i).mayBeOption()) {
          evaluator.unsure("'set' with arguments that are only known when it runs");
        }
        state.positional(arguments.subList(from, arguments.size()));
        return Data.NONE;
      }
      boolean on = text.charAt(0) == '-';
      if (!ShellOptions.areHarmless(text)) {
        evaluator.unsure("a shell option that changes how commands are read");
      }
      if (text.indexOf('a') > 0 && !text.startsWith("--")) {
        state.exportAll(on);
      }
      if (text.endsWith("o") && i + 1 < arguments.size()) {
        i++;
        if (arguments.get(i).is("allexport")) {
          state.exportAll(on);
        } else {
          ShellOptions.judgeNamed(arguments.get(i), on, evaluator::unsure);
        }
      }
    }
    return arguments.isEmpty() ? Data.tainted(Set.of(Taint.ENVIRONMENT, Taint.SECRET)) : Data.NONE;
  }

  /** {@code unset}: variables and functions that are no more. */
  Data unset(List<Field> arguments, State state) {
    int first = Builtins.leadingOptions(arguments);
    boolean functions = Builtins.hasLetter(arguments.subList(0, first), 'f');
    boolean variables = Builtins.hasLetter(arguments.subList(0, first), 'v');
    for (Field argument : arguments.subList(first, arguments.size())) {
      String known = argument.text();
      if (known == null || known.indexOf('[') >= 0) {
        evaluator.unsure("'unset' of a name that is only known when it runs");
      } else if (!known.startsWith("-")) {
        if (functions) {
          state.unsetFunction(known);
        } else {
          evaluator.fixed().check(known);
          if (known.equals("PATH")) {
            // without one, programs are looked up in the working directory
            this.variables.judge(known, Field.EMPTY, state);
          }
          if (variables) {
            state.unsetVariable(known);
          } else {
            state.unsetEither(known);
          }
        }
      }
    }
    return Data.NONE;
  }

  /** {@code shift}: without the first of the positional parameters. */
  Data shift(List<Field> arguments, State state) {
    if (state.positionalKnown()) {
      int count = arguments.isEmpty() ? 1 : number(arguments.getFirst());
      state.positional(
          count >= 0
              ? Variable.without(state.positional(), count)
              : List.of(Field.anyNumber(Set.of())));
    }
    return Data.NONE;
  }

  /** {@code getopts}: a variable gets a letter of an option, another its argument. */
  Data getopts(List<Field> arguments, State state) {
    if (!Builtins.allKnown(arguments)) {
      evaluator.unsure("the builtin 'getopts' with the name of a variable");
    }
    if (arguments.size() > 1) {
      EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
      (arguments.size() > 2 ? arguments : state.positional())
          .forEach(argument -> taints.addAll(argument.taints()));
      for (String set : List.of(String.valueOf(arguments.get(1).text()), "OPTARG")) {
        variables.set(set, Field.hole(Shape.ANY, taints), state);
      }
    }
    return Data.NONE;
  }

  private static int number(Field field) {
    String text = field.text();
    return text != null
            && !text.isEmpty()
            && text.length() < 4
            && text.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(text)
        : -1;
  }
}
