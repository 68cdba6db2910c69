package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code read}, {@code mapfile}, {@code readarray}: variables that get what comes in. */
final class Reading {
  private final Evaluator evaluator;
  private final Variables variables;
  private Data from = Data.NONE;

  /** Whether a line is read whole. */
  private boolean wholeLines = true;

  private boolean array;
  private final List<String> names = new ArrayList<>();

  Reading(Evaluator evaluator, Variables variables) {
    this.evaluator = evaluator;
    this.variables = variables;
  }

  Data run(String builtin, List<Field> arguments, State state, Data stdin) {
    from = stdin;
    array = !builtin.equals("read");
    operands(builtin, arguments, options(builtin, arguments, state));
    if (names.isEmpty()) {
      names.add(array ? "MAPFILE" : "REPLY");
    }
    Shape shape = names.size() == 1 ? from.shape() : Shape.ANY;
    boolean plain = wholeLines && names.size() == 1 && state.variable("IFS") == null;
    for (String name : names) {
      if (name.indexOf('[') >= 0) {
        unsure("'" + builtin + "' into an element");
        continue;
      }
      Field unknown = Field.hole(shape, from.taints());
      if (array) {
        variables.judge(name, unknown, state);
        state.set(
            name,
            new Variable(
                List.of(unknown), List.of(List.of(new Field(unknown.pieces(), true))), false));
        continue;
      }
      String line = line();
      if (line == null) {
        variables.set(name, unknown, state);
        continue;
      }
      variables.set(name, Field.of(line), state);
      if (!plain || !evaluator.isItsOwnInput()) {
        // a part of it, or nothing where others have read it before
        variables.judge(name, unknown, state);
        state.mayBe(name, Variable.of(unknown));
      }
    }
    return Data.NONE;
  }

  /** The only line of what comes in, where it is known. */
  private @Nullable String line() {
    String all = from.text();
    return all != null && !all.isEmpty() && isOneLine(all) && from.taints().isEmpty()
        ? all.strip()
        : null;
  }

  /** Looks at the options; where the operands begin. */
  private int options(String builtin, List<Field> arguments, State state) {
    String valued = builtin.equals("read") ? "adinNptu" : "dnOsuCc";
    int i = 0;
    while (i < arguments.size()) {
      String text = arguments.get(i).prefix();
      if (!text.startsWith("-") || text.equals("-")) {
        return i;
      }
      if (arguments.get(i).is("--")) {
        return i + 1;
      }
      int at = 1;
      while (at < text.length() && valued.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      if (at == text.length()) {
        if (arguments.get(i).text() == null) {
          unsure("'" + builtin + "' with an option that is only known when it runs");
        }
        i++;
        continue;
      }
      boolean glued = at + 1 < text.length() || arguments.get(i).text() == null;
      Field value =
          glued
              ? arguments.get(i).from(at + 1)
              : i + 1 < arguments.size() ? arguments.get(i + 1) : Field.EMPTY;
      option(builtin, text.charAt(at), value, state);
      i += glued ? 1 : 2;
    }
    return i;
  }

  private void option(String builtin, char letter, Field value, State state) {
    String text = value.text();
    switch (letter) {
      case 'C' -> evaluator.report(new Effect.Forbidden("'mapfile -C' runs a command"));
      case 'a' -> {
        if (text == null) {
          unsure("'" + builtin + "' into a name that is only known when it runs");
        } else {
          names.add(text);
        }
        array = true;
      }
      case 'O' -> {
        if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
          unsure("'mapfile -O' with an expression");
        }
      }
      case 'u' -> {
        Data open =
            text != null
                    && !text.isEmpty()
                    && text.length() < 4
                    && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? state.descriptor(Integer.parseInt(text))
                : null;
        from = open == null ? Data.tainted(Set.of(Taint.COMPUTED)) : open;
        wholeLines = false;
      }
      case 'p', 's' -> {
        // a prompt; lines to leave out
      }
      default -> wholeLines = false;
    }
  }

  private void operands(String builtin, List<Field> arguments, int first) {
    for (Field argument : arguments.subList(Math.min(first, arguments.size()), arguments.size())) {
      String text = argument.text();
      if (text == null) {
        unsure("'" + builtin + "' into a name that is only known when it runs");
      } else {
        names.add(text);
      }
    }
  }

  private static boolean isOneLine(String text) {
    int newline = text.indexOf('\n');
    return text.indexOf('\\') < 0 && (newline < 0 || newline == text.length() - 1);
  }

  private void unsure(String what) {
    evaluator.report(new Effect.Unsure(what));
  }
}
