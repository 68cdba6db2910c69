package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code find}: where it starts, what it tests, what it does with what it finds. */
final class FindTool {
  private static final Set<String> PLAIN =
      Set.of(
          "-print",
          "-print0",
          "-ls",
          "-prune",
          "-quit",
          "-depth",
          "-d",
          "-mount",
          "-xdev",
          "-follow",
          "-daystart",
          "-noleaf",
          "-warn",
          "-nowarn",
          "-empty",
          "-executable",
          "-readable",
          "-writable",
          "-nouser",
          "-nogroup",
          "-true",
          "-false",
          "!",
          "(",
          ")",
          "-a",
          "-and",
          "-o",
          "-or",
          "-not",
          ",",
          "-help",
          "--help",
          "-version",
          "--version",
          "-ignore_readdir_race",
          "-noignore_readdir_race");
  private static final Set<String> ONE =
      Set.of(
          "-name",
          "-iname",
          "-path",
          "-ipath",
          "-wholename",
          "-iwholename",
          "-regex",
          "-iregex",
          "-regextype",
          "-type",
          "-xtype",
          "-size",
          "-mtime",
          "-mmin",
          "-atime",
          "-amin",
          "-ctime",
          "-cmin",
          "-maxdepth",
          "-mindepth",
          "-perm",
          "-user",
          "-group",
          "-uid",
          "-gid",
          "-links",
          "-inum",
          "-lname",
          "-ilname",
          "-fstype",
          "-used",
          "-printf",
          "-context",
          "-E");
  private static final Set<String> REFERENCE = Set.of("-newer", "-anewer", "-cnewer", "-samefile");
  private static final Set<String> OUTPUT = Set.of("-fprint", "-fprint0", "-fls");
  private static final Set<String> RUN = Set.of("-exec", "-execdir", "-ok", "-okdir");

  private final Use use;
  private final List<Field> words;
  private final List<Field> starts = new ArrayList<>();
  private int at;
  private boolean narrowed;
  private boolean negated;
  private boolean formatted;
  private boolean inDirectory;

  private FindTool(Use use, List<Field> words) {
    this.use = use;
    this.words = words;
  }

  static @Nullable Data run(Use use, Arguments arguments) {
    return new FindTool(use, arguments.operands()).run();
  }

  private Data run() {
    while (at < words.size() && isGlobalOption(words.get(at))) {
      at += words.get(at).is("-D") ? 2 : 1;
    }
    while (at < words.size() && !isExpression(words.get(at))) {
      starts.add(words.get(at++));
    }
    if (starts.isEmpty()) {
      starts.add(Field.of("."));
    }
    for (Field start : starts) {
      if (start.mayBeOption()) {
        unsure("where find starts, '" + start.shown() + "'");
      }
      for (Location place : use.scene().locate(start)) {
        use.scene().effect(new Effect.Reads(place, true));
      }
    }
    while (at < words.size()) {
      term();
    }
    return found();
  }

  private static boolean isGlobalOption(Field word) {
    String text = word.text();
    return text != null
        && (Set.of("-H", "-L", "-P", "-D", "--", "-X", "-s", "-x").contains(text)
            || text.startsWith("-O"));
  }

  private static boolean isExpression(Field word) {
    String prefix = word.prefix();
    return (prefix.startsWith("-") && prefix.length() > 1)
        || word.is("!")
        || word.is("(")
        || word.is(")")
        || word.is(",");
  }

  private void unsure(String what) {
    use.scene().effect(new Effect.Unsure(what));
  }

  private @Nullable Field next() {
    if (at < words.size()) {
      return words.get(at++);
    }
    unsure("an expression of find that is not complete");
    return null;
  }

  private void term() {
    Field word = words.get(at++);
    String name = word.text();
    if (name == null) {
      unsure("'" + word.shown() + "' in an expression of find");
      return;
    }
    if (PLAIN.contains(name)) {
      narrowed |= name.equals("-empty");
      negated |= Set.of("!", "-not", "-o", "-or", ",").contains(name);
    } else if (ONE.contains(name)) {
      Field value = next();
      narrowed |=
          Set.of(
                      "-name",
                      "-iname",
                      "-path",
                      "-ipath",
                      "-wholename",
                      "-iwholename",
                      "-regex",
                      "-iregex",
                      "-mtime",
                      "-mmin",
                      "-size")
                  .contains(name)
              && value != null
              && !value.is("*");
      formatted |= name.equals("-printf");
    } else if (REFERENCE.contains(name) || name.startsWith("-newer")) {
      Field value = next();
      narrowed = true;
      if (value != null && !name.endsWith("t")) {
        use.scene().stat(value);
      }
    } else if (OUTPUT.contains(name)) {
      Field file = next();
      if (file != null) {
        use.write(file);
      }
    } else if (name.equals("-fprintf")) {
      Field file = next();
      if (file != null) {
        use.write(file);
      }
      next();
    } else if (name.equals("-files0-from")) {
      Field file = next();
      if (file != null) {
        use.read(file);
        unsure("where find starts, which a file says");
      }
    } else if (name.equals("-delete")) {
      delete();
    } else if (RUN.contains(name)) {
      exec(name);
    } else {
      unsure("'" + name + "' in an expression of find");
    }
  }

  private void delete() {
    for (Field start : starts) {
      for (Location place : use.scene().locate(start)) {
        if (narrowed && negated) {
          use.scene().effect(new Effect.Questionable("find deletes all but what is named"));
        }
        Location what = narrowed && place instanceof At(String path) ? new Beneath(path) : place;
        use.scene().effect(new Effect.Deletes(what, true));
      }
    }
  }

  private void exec(String name) {
    List<Field> command = new ArrayList<>();
    boolean ended = false;
    while (at < words.size()) {
      Field word = words.get(at++);
      if (word.is(";") || (word.is("+") && !command.isEmpty() && command.getLast().is("{}"))) {
        ended = true;
        break;
      }
      command.add(word);
    }
    if (!ended || command.isEmpty()) {
      unsure("a command of find that has no end");
      return;
    }
    if (command.getFirst().prefix().contains("{}")) {
      use.scene().effect(new Effect.Loads("find, which runs what it finds,"));
      return;
    }
    inDirectory = name.endsWith("dir");
    for (Field start : starts) {
      List<Field> once = new ArrayList<>();
      for (Field word : command) {
        once.add(Runners.replace(word, "{}", item(start)));
      }
      use.scene().run(once, Data.NONE);
    }
  }

  /** What stands for a found file. */
  private Field item(Field start) {
    Field beneath = Field.hole(Shape.BENEATH, Set.of());
    if (inDirectory) {
      return Field.of("./").plus(Field.hole(Shape.NAME, Set.of()));
    }
    if (!narrowed || negated) {
      if (narrowed) {
        use.scene().effect(new Effect.Questionable("find runs a command on all but what is named"));
      } else {
        // the starting point itself is found too
        return start;
      }
    }
    String text = start.text();
    return text == null
        ? start.plus(Field.of("/")).plus(beneath)
        : Field.of(text.endsWith("/") ? text : text + "/").plus(beneath);
  }

  private Data found() {
    if (formatted) {
      return Data.OWN;
    }
    boolean relative = true;
    boolean workspace = true;
    for (Field start : starts) {
      String text = start.text();
      boolean absolute = text == null || text.startsWith("/");
      relative &= !absolute && text != null && !text.contains("..");
      for (Location place : use.scene().locate(start)) {
        String path =
            switch (place) {
              case At(String exact) -> exact;
              case Beneath(String directory) -> directory;
              case Location.Anywhere anywhere -> "/";
            };
        workspace &= absolute && Paths.isBeneath(path, "/workspace");
      }
    }
    return Data.shaped(
        relative
            ? narrowed && !negated ? Shape.BENEATH : Shape.TREE
            : workspace ? Shape.IN_WORKSPACE : Shape.ANY);
  }
}
