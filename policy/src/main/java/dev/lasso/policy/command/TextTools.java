package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools whose first operand is a program in a small language. */
final class TextTools {
  private TextTools() {}

  static @Nullable Data sed(Use use, Arguments arguments) {
    StringBuilder script = new StringBuilder();
    boolean certain = true;
    boolean any = false;
    List<Field> files = new ArrayList<>(arguments.operands());
    for (Arguments.Given given : arguments.options()) {
      if (given.option().role() == Role.CODE && given.value() != null) {
        String text = given.value().text();
        certain &= text != null;
        script.append(any ? "\n" : "").append(text);
        any = true;
        if (text == null) {
          use.code("sed", given.value());
        }
      } else if (given.option().role() == Role.SCRIPT) {
        any = true;
      }
    }
    if (!any && !files.isEmpty()) {
      Field first = files.removeFirst();
      certain = first.text() != null;
      script.append(first.text());
      if (!certain) {
        use.code("sed", first);
      }
    }
    if (certain && !script.isEmpty()) {
      use.code("sed", Field.of(script.toString()));
    }
    boolean inPlace = false;
    for (Arguments.Given given : arguments.options()) {
      if (given.option().name().equals("-i") || given.option().name().equals("--in-place")) {
        inPlace = true;
        Field suffix = given.value();
        if (suffix != null
            && (suffix.text() == null
                || suffix.prefix().indexOf('/') >= 0
                || suffix.prefix().indexOf('*') >= 0)) {
          use.scene().effect(new Effect.Unsure("where sed puts its backups"));
        }
      }
    }
    for (Field file : files) {
      use.read(file);
      if (inPlace) {
        use.write(file);
      }
    }
    return inPlace ? Data.NONE : use.output(arguments);
  }

  static @Nullable Data awk(Use use, Arguments arguments) {
    List<Field> files = new ArrayList<>(arguments.operands());
    boolean given =
        arguments.options().stream()
            .anyMatch(each ->
                each.option().detail().equals("awk")
                    && (each.option().role() == Role.CODE || each.option().role() == Role.SCRIPT));
    boolean inPlace = false;
    for (Arguments.Given each : arguments.options()) {
      if (each.option().role() == Role.CODE && each.value() != null) {
        inPlace |= each.value().is("inplace");
        use.code(each.option().detail(), each.value());
      }
    }
    if (!given && !files.isEmpty()) {
      use.code("awk", files.removeFirst());
    }
    for (Field file : files) {
      String prefix = file.prefix();
      int equals = prefix.indexOf('=');
      boolean assignment =
          equals > 0
              && prefix
                  .substring(0, equals)
                  .chars()
                  .allMatch(c -> c == '_' || Character.isLetterOrDigit(c));
      if (!assignment) {
        use.read(file);
        if (inPlace) {
          use.write(file);
        }
      }
    }
    return use.output(arguments);
  }

  static @Nullable Data jq(Use use, Arguments arguments) {
    List<Field> files = new ArrayList<>(arguments.operands());
    if (!files.isEmpty()) {
      Field first = files.removeFirst();
      if (arguments.has("-f", "--from-file")) {
        use.apply(Role.SCRIPT, "jq", first, "jq");
      } else if (first.text() == null) {
        // a filter only computes; what it may read is the environment
        use.send(Data.tainted(first.taints()));
      } else {
        use.code("jq", first);
      }
    }
    if (!arguments.has("--args", "--jsonargs")) {
      files.forEach(use::read);
    }
    return use.output(arguments);
  }

  static @Nullable Data less(Use use, Arguments arguments) {
    for (Field operand : arguments.operands()) {
      String prefix = operand.prefix();
      if (!prefix.startsWith("+")) {
        use.read(operand);
        continue;
      }
      String text = operand.text();
      boolean harmless =
          text != null
              && (text.startsWith("+/")
                  || text.equals("+G")
                  || text.equals("+F")
                  || text.substring(1).chars().allMatch(c -> c >= '0' && c <= '9'));
      if (!harmless) {
        use.scene().effect(new Effect.Loads("a command of less"));
      }
    }
    return use.output(arguments);
  }

  /** {@code tr '\n' '\0'}: what separates names, and not the names. */
  static @Nullable Data tr(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    Set<String> separators = Set.of("\\n", "\\0", "\\000", "\n");
    Data stdin = use.scene().stdin();
    boolean between =
        operands.size() == 2
            && arguments.options().isEmpty()
            && separators.contains(String.valueOf(operands.get(0).text()))
            && separators.contains(String.valueOf(operands.get(1).text()));
    return between && stdin.taints().isEmpty() ? stdin.blurred() : null;
  }

  static @Nullable Data ps(Use use, Arguments arguments) {
    List<Field> all = new ArrayList<>(arguments.operands());
    for (Arguments.Given given : arguments.options()) {
      if (given.value() != null
          && Set.of("-o", "-O", "--format", "--sort").contains(given.option().name())
          && (given.value().text() == null || given.value().prefix().contains("environ"))) {
        use.scene().effect(new Effect.Unsure("the format of ps"));
      }
    }
    for (Field operand : all) {
      String text = operand.text();
      if (text == null || text.indexOf('e') >= 0 || text.indexOf('E') >= 0) {
        use.scene().effect(new Effect.Questionable("ps would show the environment of processes"));
      }
    }
    return Data.OWN;
  }

  static @Nullable Data date(Use use, Arguments arguments) {
    for (Field operand : arguments.operands()) {
      if (!operand.prefix().startsWith("+")) {
        use.scene().effect(new Effect.Unsure("the operand '" + operand.shown() + "' of date"));
      }
    }
    if (arguments.operands().size() == 1
        && (arguments.operands().getFirst().is("+%s")
            || arguments.operands().getFirst().is("+%Y")
            || arguments.operands().getFirst().is("+%s%N")
            || arguments.operands().getFirst().is("+%Y%m%d"))) {
      return Data.shaped(dev.lasso.policy.value.Shape.NUMBER);
    }
    if (arguments.operands().isEmpty()) {
      return arguments.has("-I", "--iso-8601")
          ? Data.shaped(dev.lasso.policy.value.Shape.TOKEN)
          : Data.OWN;
    }
    String format = arguments.operands().getFirst().text();
    boolean plain = format != null;
    for (int i = 1; plain && format != null && i < format.length(); i++) {
      char c = format.charAt(i);
      if (c == '%' && i + 1 < format.length()) {
        i++;
        plain = "YmdHMSsNjFTyeuUVWwGgkClIpPaAbBhz".indexOf(format.charAt(i)) >= 0;
      } else {
        plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.:+".indexOf(c) >= 0);
      }
    }
    return plain ? Data.shaped(dev.lasso.policy.value.Shape.TOKEN) : Data.OWN;
  }
}
