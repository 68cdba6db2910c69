package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Tilde;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Secrets;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of parameters. */
final class Parameters {
  static final String HOME = "/home/agent";

  /** What every sandbox has. */
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "HOME",
          HOME,
          "USER",
          "agent",
          "LOGNAME",
          "agent",
          "SHELL",
          "/bin/bash",
          "TMPDIR",
          "/tmp");

  /** Variables that bash sets itself, with what they can be. */
  private static final Map<String, Shape> OWN =
      Map.ofEntries(
          Map.entry("RANDOM", Shape.NUMBER),
          Map.entry("SECONDS", Shape.NUMBER),
          Map.entry("EPOCHSECONDS", Shape.NUMBER),
          Map.entry("EPOCHREALTIME", Shape.TOKEN),
          Map.entry("LINENO", Shape.NUMBER),
          Map.entry("BASHPID", Shape.NUMBER),
          Map.entry("PPID", Shape.NUMBER),
          Map.entry("UID", Shape.NUMBER),
          Map.entry("EUID", Shape.NUMBER),
          Map.entry("SHLVL", Shape.NUMBER),
          Map.entry("OPTIND", Shape.NUMBER),
          Map.entry("COLUMNS", Shape.NUMBER),
          Map.entry("LINES", Shape.NUMBER),
          Map.entry("HOSTNAME", Shape.TOKEN),
          Map.entry("OSTYPE", Shape.TOKEN),
          Map.entry("HOSTTYPE", Shape.TOKEN),
          Map.entry("MACHTYPE", Shape.TOKEN),
          Map.entry("BASH_VERSION", Shape.ANY));

  /** Others that bash changes by itself, whatever they are set to. */
  private static final Set<String> OWN_TEXTS =
      Set.of(
          "_",
          "BASH_ARGC",
          "BASH_ARGV",
          "BASH_COMMAND",
          "BASH_LINENO",
          "BASH_REMATCH",
          "BASH_SOURCE",
          "BASH_SUBSHELL",
          "DIRSTACK",
          "FUNCNAME",
          "GROUPS",
          "HISTCMD",
          "PIPESTATUS",
          "SRANDOM");

  private final Evaluator evaluator;
  private final Expander expander;

  /** Whether the shell gives a variable its values, so that setting it says nothing of them. */
  static boolean isItsOwn(String name) {
    return OWN_TEXTS.contains(name)
        || (OWN.containsKey(name) && !name.equals("HOSTNAME") && !name.endsWith("TYPE"));
  }

  Parameters(Evaluator evaluator, Expander expander) {
    this.evaluator = evaluator;
    this.expander = expander;
  }

  /** Whether it stands for several words even in double quotes. */
  boolean isList(Parameter parameter) {
    if (parameter.length()) {
      return false;
    }
    Word index = parameter.index();
    return parameter.name().equals("@") || (index != null && "@".equals(index.text()));
  }

  Field tilde(Tilde tilde, State state) {
    return switch (tilde.user()) {
      case "agent" -> Field.of(HOME);
      case "" -> lookup("HOME", state).getFirst();
      case "+" -> lookup("PWD", state).getFirst();
      default -> Field.hole(Shape.ANY, Set.of());
    };
  }

  /** What it stands for, as one or more words. */
  List<Field> values(Parameter parameter, State state) {
    if (parameter.indirect()) {
      return List.of(indirect(parameter, state));
    }
    List<Field> plain = plain(parameter, state);
    if (parameter.length()) {
      return List.of(Field.hole(Shape.NUMBER, Set.of()));
    }
    return parameter.operator().isEmpty() ? plain : modified(parameter, plain, state);
  }

  private Field indirect(Parameter parameter, State state) {
    List<Field> name = lookup(parameter.name(), state);
    String known = name.size() == 1 ? name.getFirst().text() : null;
    if (known != null && parameter.operator().isEmpty() && isName(known)) {
      List<Field> values = lookup(known, state);
      if (values.size() == 1) {
        return values.getFirst();
      }
    }
    Word index = parameter.index();
    boolean keys = index != null && ("@".equals(index.text()) || "*".equals(index.text()));
    if (!keys && known != null && !isName(known)) {
      evaluator.report(new Effect.Unsure("a variable named '" + known + "'"));
    }
    if (parameter.operator().isEmpty() && known == null) {
      evaluator.report(new Effect.Unsure("a variable whose name is only known when it runs"));
    }
    // it may be any variable of the environment
    return Field.hole(Shape.ANY, Set.of(Taint.ENVIRONMENT, Taint.SECRET));
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && !Character.isDigit(text.charAt(0))
        && text.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
  }

  private List<Field> plain(Parameter parameter, State state) {
    Word index = parameter.index();
    if (index == null) {
      return lookup(parameter.name(), state);
    }
    String at = index.text();
    Variable variable = state.variable(parameter.name());
    List<Field> elements = variable == null ? null : variable.elements();
    if ("@".equals(at) || "*".equals(at)) {
      return elements == null ? lookup(parameter.name(), state) : elements;
    }
    expander.arithmetic().assign(index, state);
    Integer number = number(at);
    if (elements == null) {
      // a value alone is the element 0
      List<Field> value = lookup(parameter.name(), state);
      return number != null && number == 0
          ? value
          : number != null && variable != null
              ? List.of(Field.EMPTY)
              : List.of(Field.hole(Shape.ANY, taintsOf(value)));
    }
    if (number != null && number < elements.size() && elements.stream().noneMatch(Field::many)) {
      return List.of(Variable.at(elements, number));
    }
    return List.of(Field.hole(Shape.ANY, taintsOf(elements)));
  }

  private static @Nullable Integer number(@Nullable String text) {
    if (text == null
        || text.isEmpty()
        || text.length() > 4
        || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return null;
    }
    return Integer.valueOf(text);
  }

  private static Set<Taint> taintsOf(List<Field> fields) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    fields.forEach(field -> taints.addAll(field.taints()));
    return taints;
  }

  /** The value of a variable or special parameter. */
  List<Field> lookup(String name, State state) {
    char first = name.charAt(0);
    switch (name) {
      case "?", "#", "$", "!" -> {
        return List.of(Field.hole(Shape.NUMBER, Set.of()));
      }
      case "-" -> {
        return List.of(Field.hole(Shape.TOKEN, Set.of()));
      }
      case "0" -> {
        return List.of(state.zero());
      }
      case "@", "*" -> {
        return state.positionalKnown() ? state.positional() : List.of(Field.anyNumber(Set.of()));
      }
      default -> {
        if (first >= '0' && first <= '9') {
          Integer number = number(name);
          if (!state.positionalKnown() || number == null) {
            return List.of(Field.hole(Shape.ANY, Set.of()));
          }
          return List.of(number == 0 ? state.zero() : Variable.at(state.positional(), number - 1));
        }
      }
    }
    Variable variable = state.variable(name);
    Field search = SearchPath.value(name, variable);
    if (search != null) {
      return List.of(search);
    }
    if (variable != null) {
      List<Field> elements = variable.elements();
      if (elements != null) {
        // one that got an element by its number can have it anywhere
        return elements.stream().anyMatch(Field::many)
            ? List.of(Field.hole(Shape.ANY, taintsOf(elements)))
            : List.of(Variable.at(elements, 0));
      }
      return variable.values().size() == 1
          ? variable.values()
          : List.of(Field.hole(Shape.ANY, taintsOf(variable.values())));
    }
    if (name.equals("PWD")) {
      return List.of(state.workingDirectory());
    }
    String fixed = ENVIRONMENT.get(name);
    if (fixed != null) {
      return List.of(Field.of(fixed));
    }
    Shape own = OWN.get(name);
    if (own != null) {
      return List.of(Field.hole(own, Set.of()));
    }
    return List.of(
        Field.hole(
            Shape.ANY,
            Secrets.isSecretVariable(name) ? Set.of(Taint.ENVIRONMENT, Taint.SECRET) : Set.of()));
  }

  private List<Field> modified(Parameter parameter, List<Field> values, State state) {
    Word operand = parameter.operand();
    Word second = parameter.second();
    Field argument = operand == null ? Field.EMPTY : expander.single(operand, state);
    Field last = second == null ? Field.EMPTY : expander.single(second, state);
    boolean known = values.size() == 1 && values.getFirst().text() != null;
    boolean empty = known && values.getFirst().is("");
    boolean unset = values.isEmpty() || empty;
    return switch (parameter.operator()) {
      case ":-", "-", ":=", "=" -> {
        boolean colon = parameter.operator().startsWith(":");
        if (parameter.operator().endsWith("=")) {
          evaluator.assign(
              parameter.name(), unset && colon ? argument : either(values, argument), state);
        }
        if (unset) {
          // without the colon an empty value stays, but nobody knows whether it has any
          yield List.of(colon || values.isEmpty() ? argument : either(values, argument));
        }
        yield known || values.stream().noneMatch(Parameters::mayBeEmpty)
            ? values
            : List.of(either(values, argument));
      }
      case ":?", "?" -> values;
      case ":+", "+" -> {
        if (unset) {
          yield List.of(
              parameter.operator().startsWith(":") || values.isEmpty()
                  ? Field.EMPTY
                  : either(values, argument));
        }
        yield known ? List.of(argument) : List.of(Field.hole(Shape.ANY, argument.taints()));
      }
      case ":" -> {
        if (operand != null) {
          expander.arithmetic().assign(operand, state);
        }
        if (second != null) {
          expander.arithmetic().assign(second, state);
        }
        yield each(values);
      }
      case "#", "##", "%", "%%" -> {
        String text = known ? values.getFirst().text() : null;
        String pattern = argument.text();
        if (text != null && pattern != null && isPlain(pattern)) {
          yield List.of(Field.of(without(text, pattern, parameter.operator())));
        }
        Field cut =
            values.size() == 1 && operand != null
                ? Cut.of(values.getFirst(), operand, parameter.operator())
                : null;
        yield cut != null ? List.of(cut) : each(values);
      }
      case "^", "^^", ",", ",," -> each(values);
      default -> {
        // replacements put text of their own in
        EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
        taints.addAll(taintsOf(values));
        taints.addAll(last.taints());
        if (parameter.operator().equals("@")) {
          evaluator.report(new Effect.Unsure("the transformation ${" + parameter.name() + "@...}"));
        }
        yield List.of(Field.hole(shapeAfterReplacement(values, last), taints));
      }
    };
  }

  private static Shape shapeAfterReplacement(List<Field> values, Field replacement) {
    String text = replacement.text();
    boolean harmless =
        text != null
            && text.chars().allMatch(c -> c == '_' || (c < 128 && Character.isLetterOrDigit(c)));
    if (harmless && values.size() == 1 && values.getFirst().pieces().size() == 1) {
      if (values.getFirst().pieces().getFirst() instanceof dev.lasso.policy.value.Piece.Hole hole
          && hole.shape() == Shape.NUMBER) {
        return Shape.TOKEN;
      }
    }
    return Shape.ANY;
  }

  private static boolean mayBeEmpty(Field value) {
    return value.many()
        || value.pieces().stream()
            .allMatch(piece ->
                piece instanceof dev.lasso.policy.value.Piece.Hole hole
                    && hole.shape() != Shape.NUMBER
                    && hole.shape() != Shape.TOKEN);
  }

  private static Field either(List<Field> values, Field other) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    taints.addAll(taintsOf(values));
    taints.addAll(other.taints());
    return Field.hole(Shape.ANY, taints);
  }

  private static boolean isPlain(String pattern) {
    return pattern.chars().noneMatch(c -> c == '*' || c == '?' || c == '[' || c == '\\');
  }

  private static String without(String text, String pattern, String operator) {
    if (operator.startsWith("#")) {
      return text.startsWith(pattern) ? text.substring(pattern.length()) : text;
    }
    return text.endsWith(pattern) ? text.substring(0, text.length() - pattern.length()) : text;
  }

  /** A piece of each value: what can be said of a part of it. */
  private static List<Field> each(List<Field> values) {
    List<Field> parts = new ArrayList<>();
    for (Field value : values) {
      parts.add(Field.hole(partOf(value), value.taints()));
    }
    return parts;
  }

  /** What a piece of something can be. */
  private static Shape partOf(Field value) {
    boolean name = true;
    boolean number = true;
    for (dev.lasso.policy.value.Piece piece : value.pieces()) {
      switch (piece) {
        case dev.lasso.policy.value.Piece.Text text -> {
          name &=
              text.text().indexOf('/') < 0 && text.text().chars().filter(c -> c == '.').count() < 2;
          number &= text.text().chars().allMatch(c -> c >= '0' && c <= '9');
        }
        case dev.lasso.policy.value.Piece.Hole hole -> {
          number &= hole.shape() == Shape.NUMBER;
          // a piece of a..b may be .. itself
          name &= hole.shape() == Shape.NUMBER;
        }
      }
    }
    return number ? Shape.NUMBER : name ? Shape.NAME : Shape.ANY;
  }
}
