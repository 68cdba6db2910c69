package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Statement.Test;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Secrets;
import java.util.List;
import java.util.Set;

/** {@code test}, {@code [} and {@code [[}. */
final class Conditions {
  private static final Set<String> COMPARISONS = Set.of("-eq", "-ne", "-lt", "-le", "-gt", "-ge");

  private final Evaluator evaluator;
  private final Expander expander;

  Conditions(Evaluator evaluator, Expander expander) {
    this.evaluator = evaluator;
    this.expander = expander;
  }

  /** The builtin, whose words are expanded already. */
  Data test(List<Field> arguments, State state) {
    evaluator.report(new Effect.Runs("test"));
    for (int i = 0; i + 1 < arguments.size(); i++) {
      Field next = arguments.get(i + 1);
      if (arguments.get(i).is("-v") && (next.text() == null || next.prefix().indexOf('[') >= 0)) {
        evaluator.unsure("the name of a variable that is only known when it runs");
      }
      lookAt(arguments.get(i), next, state);
    }
    return Data.NONE;
  }

  /** {@code [[ ... ]]}. */
  void test(Test test, State state) {
    List<Word> words = test.words();
    for (int i = 0; i < words.size(); i++) {
      String text = words.get(i).text();
      if (text != null && COMPARISONS.contains(text)) {
        if (i > 0) {
          expander.arithmetic().assign(words.get(i - 1), state);
        }
        if (i + 1 < words.size()) {
          expander.arithmetic().assign(words.get(i + 1), state);
        }
      } else if ("-v".equals(text) && i + 1 < words.size()) {
        Field name = expander.single(words.get(i + 1), state);
        if (name.text() == null || name.prefix().indexOf('[') >= 0) {
          evaluator.report(
              new Effect.Unsure("the name of a variable that is only known when it runs"));
        }
      } else {
        Field word = expander.single(words.get(i), state);
        if (text != null && text.startsWith("-") && i + 1 < words.size()) {
          lookAt(word, expander.single(words.get(i + 1), state), state);
        }
      }
    }
  }

  /** A test of a file tells whether it is there: of one that holds secrets, too much. */
  private void lookAt(Field operator, Field file, State state) {
    String known = operator.text();
    if (known == null || known.length() != 2 || "-efsrwdL".indexOf(known.charAt(1)) < 1) {
      return;
    }
    for (Location place : new Files(evaluator, state).locate(file)) {
      if (place instanceof At(String path)
          && !Paths.isBeneath(path, "/workspace")
          && Secrets.isSecretFile(path)) {
        evaluator.report(new Effect.Reads(place, false));
      }
    }
  }
}
