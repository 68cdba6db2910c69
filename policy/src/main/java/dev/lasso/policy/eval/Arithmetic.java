package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.shell.Word.Quoted;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Expressions of arithmetic: what their value is, which variables they set, and whether a value
 * within them may be a command.
 *
 * @see <a href="https://www.gnu.org/software/bash/manual/bash.html#Shell-Arithmetic">Bash, 6.5
 *     Shell Arithmetic</a>
 */
final class Arithmetic {
  private static final Set<Taint> NONE = Set.of();

  private final Evaluator evaluator;
  private final Expander expander;
  private boolean dangling;

  Arithmetic(Evaluator evaluator, Expander expander) {
    this.evaluator = evaluator;
    this.expander = expander;
  }

  /** The value of an arithmetic expression; names in it are looked at for what they would run. */
  Field value(Word.Arithmetic arithmetic, State state) {
    dangling = false;
    assign(arithmetic.expression(), state);
    if (dangling && arithmetic.expression().parts().size() == 1) {
      evaluator.report(new Effect.Unsure("an expression that is not complete"));
    }
    return Field.hole(Shape.NUMBER, NONE);
  }

  /**
   * Bash evaluates the value of a variable in an expression as an expression of its own, in which
   * an array's index may be a command substitution: only numbers are certain.
   */
  void check(Word expression, State state) {
    for (Part part : expression.parts()) {
      switch (part) {
        case Literal literal -> checkNames(literal.text(), state);
        case Quoted quoted -> checkNames(quoted.text(), state);
        case DoubleQuoted quoted -> check(new Word(quoted.parts(), expression.span()), state);
        default -> {
          Field value = expander.quoted(part, state);
          String text = value.text();
          if (text != null) {
            checkNames(text, state);
          } else if (!isNumber(value)) {
            evaluator.report(
                new Effect.Unsure("an expression with a value that is only known when it runs"));
          }
        }
      }
    }
  }

  private void checkNames(String text, State state) {
    String stripped = text.strip();
    if (!stripped.isEmpty()
        && "+*/%&|^=<".indexOf(stripped.charAt(stripped.length() - 1)) >= 0
        && !stripped.endsWith("++")) {
      dangling = true;
    }
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c == '`' || c == '$') {
        evaluator.report(new Effect.Unsure("an expression that runs a command"));
        return;
      }
      if (!Character.isLetter(c) && c != '_') {
        boolean digit = Character.isDigit(c);
        i++;
        while (digit && i < text.length() && Character.isLetterOrDigit(text.charAt(i))) {
          i++;
        }
        continue;
      }
      int start = i;
      while (i < text.length()
          && (Character.isLetterOrDigit(text.charAt(i)) || text.charAt(i) == '_')) {
        i++;
      }
      Variable variable = state.variable(text.substring(start, i));
      if (variable != null) {
        List<Field> elements = variable.elements();
        for (Field value : elements == null ? variable.values() : elements) {
          if (!isNumber(value)) {
            evaluator.report(
                new Effect.Unsure(
                    "an expression with the variable '"
                        + text.substring(start, i)
                        + "', whose value is not certainly a number"));
          }
        }
      }
    }
  }

  /** Whether it is a number, whatever it is. */
  static boolean isNumber(Field value) {
    if (value.many()) {
      return false;
    }
    return value.pieces().stream()
        .allMatch(piece ->
            switch (piece) {
              case Hole hole -> hole.shape() == Shape.NUMBER;
              case Piece.Text text ->
                  text.text()
                      .chars()
                      .allMatch(c -> (c >= '0' && c <= '9') || c == '-' || c == '+' || c == ' ');
            });
  }

  /** An expression of arithmetic, with the variables that it sets. */
  void assign(Word expression, State state) {
    check(expression, state);
    for (String name : assigned(expression)) {
      evaluator.setNumber(name, state);
    }
  }

  /** The variables that an expression of arithmetic may set. */
  static Set<String> assigned(Word expression) {
    Set<String> names = new HashSet<>();
    StringBuilder text = new StringBuilder();
    for (Part part : expression.parts()) {
      text.append(
          switch (part) {
            case Literal literal -> literal.text();
            case Quoted quoted -> quoted.text();
            default -> " ";
          });
    }
    String source = text.toString();
    boolean assigns =
        source
                .replace("<<=", "=")
                .replace(">>=", "=")
                .replace("==", "")
                .replace("!=", "")
                .replace("<=", "")
                .replace(">=", "")
                .contains("=")
            || source.contains("++")
            || source.contains("--");
    if (assigns) {
      for (String name : List.of(source.split("[^A-Za-z0-9_]+"))) {
        if (!name.isEmpty() && !Character.isDigit(name.charAt(0))) {
          names.add(name);
        }
      }
    }
    return names;
  }
}
