package dev.lasso.policy.command;

import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools that take paths apart. What comes out is known as far as what went in. */
final class PathTools {
  private PathTools() {}

  static @Nullable Data dirname(Use use, Arguments arguments) {
    if (arguments.operands().size() != 1) {
      return Data.OWN;
    }
    Field path = arguments.operands().getFirst();
    String text = path.text();
    if (text != null) {
      int end = text.length();
      while (end > 1 && text.charAt(end - 1) == '/') {
        end--;
      }
      int slash = text.lastIndexOf('/', end - 1);
      return named(slash < 0 ? "." : slash == 0 ? "/" : text.substring(0, slash));
    }
    boolean relative =
        !path.many() && !path.prefix().startsWith("/") && !path.prefix().contains("..");
    boolean tame =
        path.pieces().stream()
            .allMatch(piece ->
                !(piece instanceof dev.lasso.policy.value.Piece.Hole hole)
                    || hole.shape() == Shape.NAME
                    || hole.shape() == Shape.BENEATH
                    || hole.shape() == Shape.TOKEN
                    || hole.shape() == Shape.NUMBER);
    return relative && tame ? Data.shaped(Shape.BENEATH) : Data.tainted(path.taints());
  }

  /** A path that is known and was worked out: no script, though it is text. */
  private static Data named(String path) {
    return new Data(path + "\n", Set.of(), Shape.NAME);
  }

  static @Nullable Data basename(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    String text = operands.isEmpty() ? null : operands.getFirst().text();
    if (text != null && operands.size() == 1 && arguments.options().isEmpty()) {
      return named(text.substring(text.lastIndexOf('/', Math.max(0, text.length() - 2)) + 1));
    }
    return Data.shaped(Shape.NAME);
  }

  /** {@code ls}: without operands, all that there is. */
  static @Nullable Data ls(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    boolean all =
        operands.isEmpty()
            || operands.stream().anyMatch(each -> each.is(".") || each.prefix().isEmpty());
    if (!all) {
      return null;
    }
    use.operands(arguments);
    Data out = use.output(arguments);
    return out.shape() == Shape.BENEATH ? Data.shaped(Shape.TREE) : out;
  }

  /** {@code which}: where the image has its programs. */
  static @Nullable Data which(Use use, Arguments arguments) {
    StringBuilder found = new StringBuilder();
    for (Field operand : arguments.operands()) {
      String name = operand.text();
      if (name == null || name.indexOf('/') >= 0) {
        return Data.OWN;
      }
      found.append("/usr/bin/").append(name).append('\n');
    }
    return Data.of(found.toString());
  }

  /** {@code realpath}, {@code readlink -f}. */
  static @Nullable Data resolved(Use use, Arguments arguments) {
    use.operands(arguments);
    boolean resolves =
        (use.table().program().equals("realpath")
                && !arguments.has("--relative-to", "--relative-base"))
            || arguments.has(
                "-f",
                "-e",
                "-m",
                "--canonicalize",
                "--canonicalize-existing",
                "--canonicalize-missing");
    if (!resolves) {
      return Data.OWN;
    }
    for (Field operand : arguments.operands()) {
      for (Location place : use.scene().locate(operand)) {
        boolean inside =
            switch (place) {
              case At(String path) -> Paths.isBeneath(path, "/workspace");
              case Beneath(String path) -> Paths.isBeneath(path, "/workspace");
              case Location.Anywhere anywhere -> false;
            };
        if (!inside) {
          return Data.OWN;
        }
      }
    }
    return Data.shaped(Shape.IN_WORKSPACE);
  }
}
