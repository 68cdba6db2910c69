package dev.lasso.policy.eval;

import dev.lasso.policy.command.language.EscapedText;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code echo} and {@code printf}: what they write, as far as it is known. */
final class OutputBuiltins {
  private final Evaluator evaluator;
  private final Variables variables;

  OutputBuiltins(Evaluator evaluator, Variables variables) {
    this.evaluator = evaluator;
    this.variables = variables;
  }

  /** What {@code echo} writes. */
  Data echo(List<Field> arguments) {
    evaluator.report(new Effect.Runs("echo"));
    Data said = text(arguments, exact(arguments));
    if (evaluator.shells().isPosix()
        && arguments.stream().anyMatch(each -> each.prefix().indexOf('\\') >= 0)) {
      // it has an echo that resolves escapes
      return said.blurred().with(Set.of(Taint.COMPUTED));
    }
    boolean options = arguments.stream().anyMatch(each -> each.prefix().startsWith("-"));
    return spells(arguments) && options ? said.with(Set.of(Taint.COMPUTED)) : said;
  }

  /** What {@code printf} writes; nothing where it sets a variable. */
  Data printf(List<Field> arguments, State state) {
    evaluator.report(new Effect.Runs("printf"));
    if (!arguments.isEmpty() && arguments.getFirst().prefix().startsWith("-v")) {
      boolean glued = !arguments.getFirst().is("-v");
      Field name =
          glued
              ? arguments.getFirst().from(2)
              : arguments.size() > 1 ? arguments.get(1) : Field.EMPTY;
      List<Field> rest =
          arguments.subList(Math.min(glued ? 1 : 2, arguments.size()), arguments.size());
      String known = name.text();
      if (known == null || known.indexOf('[') >= 0) {
        evaluator.unsure("'printf -v' to a name that is only known when it runs");
        return Data.NONE;
      }
      List<String> texts = known(rest);
      String exact = texts == null ? null : EscapedText.printf(texts);
      Field value =
          exact != null ? Field.of(exact) : Field.hole(Shape.ANY, text(rest, null).taints());
      variables.set(known, value, state);
      return Data.NONE;
    }
    List<Field> rest =
        !arguments.isEmpty() && arguments.getFirst().is("--")
            ? arguments.subList(1, arguments.size())
            : arguments;
    List<String> texts = known(rest);
    String exact = texts == null ? null : EscapedText.printf(texts);
    if (texts != null && exact == null) {
      return Data.tainted(Set.of(Taint.COMPUTED));
    }
    Data said = text(rest, exact);
    return spells(rest) ? said.with(Set.of(Taint.COMPUTED)) : said;
  }

  /** What a command writes that only writes its arguments. */
  static Data text(List<Field> arguments, @Nullable String exact) {
    if (exact != null) {
      return Data.of(exact);
    }
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    arguments.forEach(argument -> taints.addAll(argument.taints()));
    Shape shape = Shape.ANY;
    if (arguments.size() == 1
        && !arguments.getFirst().many()
        && arguments.getFirst().pieces().size() == 1
        && arguments.getFirst().pieces().getFirst() instanceof Piece.Hole hole) {
      shape = hole.shape();
    }
    return new Data(null, taints, shape);
  }

  /** Whether a text spells characters by their numbers: what it says is not there to be read. */
  private static boolean spells(List<Field> arguments) {
    for (Field argument : arguments) {
      String text = argument.prefix();
      for (int i = text.indexOf('\\');
          i >= 0 && i + 1 < text.length();
          i = text.indexOf('\\', i + 2)) {
        if ("xuU01234567".indexOf(text.charAt(i + 1)) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable String exact(List<Field> arguments) {
    List<String> texts = known(arguments);
    return texts == null ? null : EscapedText.echo(texts);
  }

  private static @Nullable List<String> known(List<Field> arguments) {
    List<String> texts = new ArrayList<>(arguments.size());
    for (Field argument : arguments) {
      String text = argument.text();
      if (text == null) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }
}
