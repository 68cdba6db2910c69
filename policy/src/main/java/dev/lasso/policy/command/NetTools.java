package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools that fetch and send. */
final class NetTools {
  private NetTools() {}

  static @Nullable Data curl(Use use, Arguments arguments) {
    for (Arguments.Given given : arguments.options()) {
      Field value = given.value();
      if (given.option().role() == Role.WRITE && value != null && value.prefix().contains("#")) {
        // #1 is what a pattern in the URL has matched
        use.scene().effect(new Effect.Unsure("the file name '" + value.shown() + "'"));
      }
    }
    use.operands(arguments);
    if (arguments.has("-O", "--remote-name", "--remote-name-all", "-J", "--remote-header-name")) {
      downloaded(use);
    }
    return Data.tainted(Set.of(Taint.NETWORK));
  }

  static @Nullable Data wget(Use use, Arguments arguments) {
    use.operands(arguments);
    if (!arguments.has("-O", "--output-document", "--spider")) {
      downloaded(use);
    }
    for (Arguments.Given given : arguments.options()) {
      if (given.option().name().equals("--warc-file") && given.value() != null) {
        // the beginning of the names of several files
        use.write(given.value().plus(Field.hole(Shape.NAME, Set.of())));
      }
    }
    return Data.tainted(Set.of(Taint.NETWORK));
  }

  /** {@code http [METHOD] URL [ITEM...]}. */
  static @Nullable Data httpie(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    int at = 0;
    if (!operands.isEmpty()) {
      String first = operands.getFirst().text();
      if (first != null && !first.isEmpty() && first.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
        at = 1;
      }
    }
    if (at < operands.size()) {
      use.url(operands.get(at));
      for (Field item : operands.subList(at + 1, operands.size())) {
        use.send(Data.tainted(item.taints()));
        int file = item.prefix().indexOf('@');
        if (file >= 0) {
          use.send(use.read(item.from(file + 1)));
        }
      }
    }
    return Data.tainted(Set.of(Taint.NETWORK));
  }

  /** The languages of curl's values. */
  static void value(String language, Field value, Use use) {
    String prefix = value.prefix();
    use.send(Data.tainted(value.taints()));
    switch (language) {
      case "curl-form" -> {
        int equals = prefix.indexOf('=');
        Field open = equals < 0 ? after(value, '=') : null;
        if (open != null && (open.prefix().startsWith("@") || open.prefix().startsWith("<"))) {
          use.send(use.read(open.from(1)));
        } else if (equals >= 0
            && equals + 1 < prefix.length()
            && "@<".indexOf(prefix.charAt(equals + 1)) >= 0) {
          for (String name : prefix.substring(equals + 2).split("[;,]")) {
            if (!name.startsWith("type=") && !name.startsWith("filename=")) {
              use.send(use.read(Field.of(name)));
            }
          }
        }
      }
      case "curl-data" -> {
        Field file = after(value, '@');
        if (file != null) {
          use.send(use.read(file));
        }
      }
      case "curl-file" -> use.send(use.read(prefix.equals(".") ? Field.of("-") : value));
      case "curl-cookie" -> {
        if (prefix.indexOf('=') < 0) {
          use.send(use.read(value));
        }
      }
      default -> {
        if (prefix.startsWith("@")) {
          use.read(value.from(1));
        }
        if (prefix.contains("%output")) {
          use.scene().effect(new Effect.Unsure("where curl writes"));
        }
      }
    }
  }

  /** What stands behind a mark, also where something before it is not known; no = is before it. */
  private static @Nullable Field after(Field value, char mark) {
    for (int i = 0; i < value.pieces().size(); i++) {
      if (value.pieces().get(i) instanceof Piece.Text(String text)) {
        int equals = text.indexOf('=');
        int at = text.indexOf(mark);
        if (at >= 0 && (equals < 0 || at <= equals)) {
          List<Piece> rest = value.pieces().subList(i, value.pieces().size());
          return new Field(rest, false).from(at + 1);
        }
        if (equals >= 0) {
          return null;
        }
      }
    }
    return null;
  }

  /** A file in the working directory, named by the other side. */
  static void downloaded(Use use) {
    use.scene()
        .write(
            Field.of("./").plus(Field.hole(Shape.NAME, Set.of())),
            Data.tainted(Set.of(Taint.NETWORK, Taint.COMPUTED)));
  }
}
