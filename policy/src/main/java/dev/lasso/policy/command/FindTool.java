package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

  /** Programs that do no harm to what they are given, whatever it is. */
  private static final Set<String> HARMLESS =
      Set.of(
          "ls",
          "grep",
          "egrep",
          "fgrep",
          "cat",
          "head",
          "tail",
          "wc",
          "echo",
          "printf",
          "stat",
          "file",
          "md5sum",
          "sha1sum",
          "sha256sum",
          "du",
          "basename",
          "dirname",
          "cp",
          "ln",
          "touch",
          "test",
          "rg",
          "diff",
          "cmp",
          "realpath",
          "readlink");

  private static final Set<String> RUN = Set.of("-exec", "-execdir", "-ok", "-okdir");

  private final Use use;
  private final List<Field> words;
  private final List<Field> starts = new ArrayList<>();
  private int at;
  private final Deque<Level> levels = new ArrayDeque<>(List.of(new Level(false)));
  private boolean not;

  /** Whether only files, or nothing that it starts at, can be found. */
  private boolean within;

  /** Whether there is a test by name at all. */
  private boolean named;

  private boolean formatted;
  private boolean inDirectory;

  private FindTool(Use use, List<Field> words) {
    this.use = use;
    this.words = words;
  }

  /** What holds of whatever gets past the tests so far, between two parentheses. */
  private static final class Level {
    private final boolean negated;

    /** Whether what stands since the last {@code -o} leaves only some names. */
    private boolean narrow;

    /** The same of every alternative before. */
    private boolean narrowBefore = true;

    Level(boolean negated) {
      this.negated = negated;
    }
  }

  /** Whether only what has a certain name, age or size can have come here. */
  private boolean narrowed() {
    return levels.stream().anyMatch(level -> level.narrow);
  }

  private void test(boolean narrows) {
    Level level = levels.getLast();
    level.narrow |= narrows && !not;
    not = false;
  }

  private void open() {
    levels.addLast(new Level(not));
    not = false;
  }

  private void close() {
    if (levels.size() > 1) {
      Level closed = levels.removeLast();
      test(closed.narrow && closed.narrowBefore && !closed.negated);
    }
  }

  private void or() {
    Level level = levels.getLast();
    level.narrowBefore &= level.narrow;
    level.narrow = false;
    not = false;
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
      Field word = words.get(at++);
      if (word.many()) {
        unsure("'" + word.shown() + "' could be several words of an expression of find");
      }
      return word;
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
      switch (name) {
        case "!", "-not" -> not = !not;
        case "(" -> open();
        case ")" -> close();
        case "-o", "-or", "," -> or();
        case "-empty" -> test(true);
        case "-a", "-and" -> {
          // as if it were not there
        }
        default -> not = false;
      }
    } else if (ONE.contains(name)) {
      Field value = next();
      judge(name, value);
      formatted |= name.equals("-printf");
    } else if (REFERENCE.contains(name) || name.startsWith("-newer")) {
      Field value = next();
      test(within);
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

  private void judge(String name, @Nullable Field value) {
    String text = value == null ? null : value.text();
    switch (name) {
      case "-name",
          "-iname",
          "-path",
          "-ipath",
          "-wholename",
          "-iwholename",
          "-regex",
          "-iregex",
          "-lname",
          "-ilname",
          "-inum" -> {
        named = true;
        test(
            value != null
                && value.pieces().stream()
                    .anyMatch(piece ->
                        piece instanceof dev.lasso.policy.value.Piece.Text(String some)
                            && says(some)));
      }
      case "-mtime", "-mmin", "-atime", "-amin", "-ctime", "-cmin", "-size", "-used" -> {
        named = true;
        test(within);
      }
      case "-type", "-xtype" -> {
        within |= !not && text != null && text.indexOf('d') < 0;
        test(!not && text != null && !text.isEmpty() && "lpsbcD".contains(text));
      }
      case "-mindepth" -> within |= text != null && !text.equals("0");
      default -> not = false;
    }
  }

  /** Whether a pattern asks for more than any name. */
  private static boolean says(String pattern) {
    return pattern.chars().anyMatch(c -> "*?./[]!^$+".indexOf(c) < 0);
  }

  private void delete() {
    for (Field start : starts) {
      for (Location place : use.scene().locate(start)) {
        boolean some = narrowed() || named;
        if (some && !narrowed()) {
          use.scene().effect(new Effect.Questionable("find deletes all but what is named"));
        }
        Location what = some && place instanceof At(String path) ? new Beneath(path) : place;
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
      Field item = item(start, command.getFirst());
      run(command, item);
      if (item.equals(start)) {
        // and what is beneath it
        run(command, start.plus(Field.of("/")).plus(Field.hole(Shape.BENEATH, Set.of())));
      }
    }
  }

  private void run(List<Field> command, Field item) {
    List<Field> once = new ArrayList<>();
    for (Field word : command) {
      once.add(Runners.replace(word, "{}", item));
    }
    use.scene().run(once, Data.NONE);
  }

  /** What stands for a found file. */
  private Field item(Field start, Field program) {
    Field beneath = Field.hole(Shape.BENEATH, Set.of());
    if (inDirectory) {
      return Field.of("./").plus(Field.hole(Shape.NAME, Set.of()));
    }
    if (!narrowed()) {
      if (!named) {
        // the starting point itself is found too
        return start;
      }
      if (!HARMLESS.contains(String.valueOf(program.text()))) {
        use.scene().effect(new Effect.Questionable("find runs a command on all but what is named"));
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
    boolean temporary = true;
    boolean all = false;
    List<Location> here = use.scene().locate(Field.of("."));
    for (Field start : starts) {
      String text = start.text();
      boolean absolute = text == null || text.startsWith("/");
      relative &= !absolute && text != null && !text.contains("..");
      for (Location place : use.scene().locate(start)) {
        all |= here.contains(place) || !(place instanceof At);
        String path =
            switch (place) {
              case At(String exact) -> exact;
              case Beneath(String directory) -> directory;
              case Location.Anywhere anywhere -> "/";
            };
        temporary &= absolute && Paths.isBeneath(path, "/tmp") && !path.equals("/tmp");
        temporary |= absolute && path.equals("/tmp") && narrowed();
        workspace &= absolute && Paths.isBeneath(path, "/workspace");
      }
    }
    return Data.shaped(
        relative
            ? narrowed() || !all ? Shape.BENEATH : Shape.TREE
            : workspace ? Shape.IN_WORKSPACE : temporary ? Shape.IN_TMP : Shape.ANY);
  }
}
