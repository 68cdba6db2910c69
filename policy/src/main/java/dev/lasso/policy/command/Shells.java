package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shells that a command starts. */
final class Shells {
  private Shells() {}

  static @Nullable Data run(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    if (arguments.has("--version", "--help")) {
      return Data.OWN;
    }
    if (arguments.has("-c")) {
      if (operands.isEmpty()) {
        return Data.NONE;
      }
      List<Field> positional = operands.subList(1, operands.size());
      return script(operands.getFirst(), use, positional);
    }
    if (arguments.has("-s") || operands.isEmpty()) {
      Data stdin = use.scene().stdin();
      String text = stdin.text();
      boolean written = stdin.shape() == dev.lasso.policy.value.Shape.ANY;
      if (text != null && written && stdin.taints().isEmpty()) {
        if (text.isEmpty() && operands.isEmpty()) {
          use.scene().effect(new Effect.Questionable("starts a shell that is given no script"));
        }
        return text.isEmpty() ? Data.NONE : run(text, use, Data.NONE, withName(operands));
      }
      use.scene().code("shell", stdin.blurred());
      return Data.OWN;
    }
    withArguments(operands, use);
    use.apply(Role.SCRIPT, "shell", operands.getFirst(), "shell");
    return Data.OWN;
  }

  /** A script that this line has written, with what it is given. */
  private static void withArguments(List<Field> operands, Use use) {
    for (Location place : use.scene().locate(operands.getFirst())) {
      List<String> texts = use.scene().textsOf(place);
      // the only text is judged where it is run as a script
      if (operands.size() > 1 || use.scene().content(place).text() == null) {
        texts.forEach(text -> run(text, use, use.scene().stdin(), operands));
      }
    }
  }

  private static Data script(Field source, Use use, List<Field> positional) {
    String text = source.text();
    if (text == null) {
      use.scene().code("shell", Data.tainted(source.taints()));
      return Data.OWN;
    }
    return run(text, use, use.scene().stdin(), positional);
  }

  private static Data run(String text, Use use, Data stdin, List<Field> positional) {
    return use.table().program().equals("bash")
        ? use.scene().script(text, stdin, positional)
        : use.scene().posixScript(text, stdin, positional);
  }

  private static List<Field> withName(List<Field> operands) {
    List<Field> parameters = new java.util.ArrayList<>();
    parameters.add(Field.of("bash"));
    parameters.addAll(operands);
    return parameters;
  }

  /** A program in one file with many names: the first operand is the one that is meant. */
  static @Nullable Data busybox(Use use, Arguments arguments) {
    if (!arguments.operands().isEmpty()
        && arguments.operands().getFirst().prefix().indexOf('/') >= 0) {
      use.scene()
          .effect(
              new Effect.Unsure(
                  "what '" + arguments.operands().getFirst().shown() + "' is to busybox"));
      return Data.OWN;
    }
    return null;
  }
}
