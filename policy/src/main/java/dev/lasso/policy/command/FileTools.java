package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tools for files whose operands have a grammar of their own. */
final class FileTools {
  private FileTools() {}

  static @Nullable Data dd(Use use, Arguments arguments) {
    boolean reads = false;
    for (Field operand : arguments.operands()) {
      String prefix = operand.prefix();
      int equals = prefix.indexOf('=');
      String key = equals < 0 ? "" : prefix.substring(0, equals);
      switch (key) {
        case "if" -> {
          use.read(operand.from(equals + 1));
          reads = true;
        }
        case "of" -> use.write(operand.from(equals + 1));
        case "bs",
            "ibs",
            "obs",
            "cbs",
            "count",
            "skip",
            "iseek",
            "seek",
            "oseek",
            "conv",
            "iflag",
            "oflag",
            "status" -> {
          // how much, and how
        }
        default ->
            use.scene().effect(new Effect.Unsure("the operand '" + operand.shown() + "' of dd"));
      }
    }
    return reads ? use.output(arguments) : use.scene().stdin().blurred();
  }

  /** {@code mktemp -p /tmp}: within the directory that it names. */
  static @Nullable Data mktemp(Use use, Arguments arguments) {
    for (Arguments.Given given : arguments.options()) {
      Field directory = given.value();
      String name = given.option().name();
      boolean in = name.equals("-p") || name.equals("--tmpdir");
      if (in && directory != null && directory.text() != null) {
        use.operands(arguments);
        List<Location> places = use.scene().locate(directory);
        return places.stream()
                .allMatch(place -> place instanceof At(String at) && Paths.isBeneath(at, "/tmp"))
            ? Data.shaped(dev.lasso.policy.value.Shape.IN_TMP)
            : null;
      }
    }
    return null;
  }

  static @Nullable Data chmod(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    boolean reference = arguments.has("--reference");
    if (!reference && !operands.isEmpty()) {
      String mode = operands.getFirst().text();
      if (mode == null) {
        use.scene().effect(new Effect.Unsure("the mode '" + operands.getFirst().shown() + "'"));
      } else if (setsIdentity(mode)) {
        use.scene().effect(new Effect.Escalates("a set-user-id or set-group-id bit"));
      }
    }
    for (Field path :
        operands.subList(Math.min(reference ? 0 : 1, operands.size()), operands.size())) {
      for (Location place : use.scene().locate(path)) {
        use.scene().effect(new Effect.Writes(place));
      }
    }
    return Data.NONE;
  }

  /** A mode that looks like an option, {@code -x}, written so that it does not. */
  static List<Field> modes(List<Field> words) {
    List<Field> written = new ArrayList<>();
    int modes = 0;
    for (Field word : words) {
      String text = word.text();
      boolean mode =
          text != null
              && text.length() > 1
              && text.charAt(0) == '-'
              && text.chars().skip(1).allMatch(c -> "rwxXst".indexOf(c) >= 0);
      if (mode && modes > 0) {
        written.set(0, Field.of(written.getFirst().text() + ",a" + text));
      } else if (mode) {
        // wherever it stands, all operands are files then
        written.addFirst(Field.of("a" + text));
        modes++;
      } else {
        written.add(word);
      }
    }
    return written;
  }

  /** Whether a mode, in octal or in letters, has a set-user-id or set-group-id bit. */
  static boolean setsIdentity(String mode) {
    String digits =
        mode.startsWith("=") || mode.startsWith("+") || mode.startsWith("-")
            ? mode.substring(1)
            : mode;
    if (!digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '7')) {
      return digits.length() > 3
          && (Integer.parseInt(digits.substring(Math.max(0, digits.length() - 5)), 8) & 06000) != 0;
    }
    for (String clause : mode.split(",")) {
      boolean adds = false;
      for (int i = 0; i < clause.length(); i++) {
        char c = clause.charAt(i);
        if (c == '+' || c == '=') {
          adds = true;
        } else if (c == '-') {
          adds = false;
        } else if (c == 's' && adds) {
          return true;
        } else if (adds && c >= '0' && c <= '7') {
          return setsIdentity(clause.substring(i));
        }
      }
    }
    return false;
  }

  static @Nullable Data ln(Use use, Arguments arguments) {
    List<Field> targets = new ArrayList<>(arguments.operands());
    Field name = null;
    for (Arguments.Given given : arguments.options()) {
      if (given.option().name().equals("-t")
          || given.option().name().equals("--target-directory")) {
        name = given.value();
      }
    }
    if (name == null && targets.size() > 1) {
      name = targets.removeLast();
    }
    boolean symbolic = arguments.has("-s", "--symbolic");
    boolean into =
        name != null && (arguments.has("-t", "--target-directory") || name.shown().endsWith("/"));
    for (Field target : targets) {
      if (name == null && target.text() == null) {
        // a pattern may give several names, of which the last says where the links are made
        use.scene()
            .write(target, Data.tainted(java.util.Set.of(dev.lasso.policy.value.Taint.FILE)));
      }
      String text = target.text();
      String last = text == null ? null : text.substring(text.lastIndexOf('/') + 1);
      Field place =
          name == null
              ? last == null
                  ? Field.hole(dev.lasso.policy.value.Shape.NAME, java.util.Set.of())
                  : Field.of(last)
              : name;
      use.scene().write(place, Data.tainted(java.util.Set.of(dev.lasso.policy.value.Taint.FILE)));
      if (Companions.areMade(use.table(), arguments)) {
        use.scene()
            .write(
                place.plus(Field.hole(dev.lasso.policy.value.Shape.NAME, java.util.Set.of())),
                Data.OWN);
      }
      if (!symbolic && use.scene().hasLinks(target)) {
        // another name of the link itself
        use.scene().loosenLinks(place);
      }
      Field resolved = target;
      if (symbolic
          && text != null
          && !text.startsWith("/")
          && !arguments.has("-r", "--relative")
          && name != null
          && name.text() != null) {
        // a relative target begins at the link's own directory
        String in = name.text();
        int slash = in.lastIndexOf('/');
        resolved = slash < 0 ? target : Field.of(in.substring(0, slash + 1) + text);
      }
      for (Location at : use.scene().locate(resolved)) {
        use.scene().effect(new Effect.Reads(at, true));
        if (!isOwn(at)) {
          use.scene()
              .effect(new Effect.Questionable("a link to something that is not the workspace's"));
        }
      }
      // the last: by no other link, which may not be there; those are followed when this one is
      Location end =
          use.scene().locate(resolved).stream()
              .filter(at -> at instanceof At)
              .reduce((before, after) -> after)
              .orElse(null);
      if (end instanceof At(String path)) {
        if (!into) {
          use.scene().link(Field.of(path), place);
        }
        if (last != null
            && name != null
            && !last.isEmpty()
            && !last.equals(".")
            && !last.equals("..")) {
          use.scene().link(Field.of(path), place.plus(Field.of("/" + last)));
        }
      } else if (symbolic && !into && target.pattern() && place.text() != null) {
        use.scene().link(target, place);
      }
    }
    return Data.NONE;
  }

  private static boolean isOwn(Location place) {
    return switch (place) {
      case At(String path) -> Paths.isBeneath(path, "/workspace") || Paths.isBeneath(path, "/tmp");
      case Beneath(String path) ->
          Paths.isBeneath(path, "/workspace") || Paths.isBeneath(path, "/tmp");
      case Location.Anywhere anywhere -> false;
    };
  }

  static @Nullable Data tar(Use use, Arguments arguments) {
    return Tar.run(use, arguments);
  }
}
