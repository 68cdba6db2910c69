package dev.lasso.policy.command;

import dev.lasso.policy.command.Arguments.Given;
import dev.lasso.policy.command.Arguments.Shifted;
import dev.lasso.policy.command.OperandRoles.Slot;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.net.Destinations;
import dev.lasso.policy.net.Target;
import dev.lasso.policy.text.TextRules;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Secrets;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One use of a program: goes through its arguments by its table. */
final class Use {
  /** Handlers that put the pieces of a program together themselves. */
  private static final Set<String> OWN_CODE = Set.of("sed", "awk");

  /** Programs that write what they read as it is. */
  private static final Set<String> COPIES = Set.of("tee", "cp", "mv", "install", "link");

  /** Programs that can make the directories of a path. */
  private static final Set<String> MAKING = Set.of("mkdir", "install", "cp");

  /** Programs that leave nothing of what a file has held. */
  private static final Set<String> EMPTYING = Set.of("truncate", "shred");

  /** Programs that write a file without the ending of the one that they read. */
  private static final Set<String> UNPACKING =
      Set.of(
          "gzip",
          "gunzip",
          "bzip2",
          "bunzip2",
          "xz",
          "unxz",
          "zstd",
          "unzstd",
          "lz4",
          "uncompress");

  private static final Set<String> PACKED_ENDINGS =
      Set.of(".gz", ".bz2", ".xz", ".zst", ".lz4", ".Z");

  /** What git prints that is the content of files. */
  private static final Set<String> CONTENTS =
      Set.of("diff", "show", "archive", "format-patch", "bundle", "cat-file", "blame", "grep");

  /** Programs that put another file in the place of the one that is there. */
  private static final Set<String> REPLACING = Set.of("mv", "install", "ln");

  /** Directories that there are in every image. */
  private static final Set<String> TOP =
      Set.of(
          "/",
          "/bin",
          "/dev",
          "/etc",
          "/home",
          "/lib",
          "/opt",
          "/proc",
          "/root",
          "/run",
          "/sbin",
          "/srv",
          "/sys",
          "/tmp",
          "/usr",
          "/var",
          "/workspace");

  /** Programs whose operand is only the beginning of the names that they write. */
  private static final Set<String> PREFIXES = Set.of("split", "csplit");

  /**
   * Programs that make something else of what they read, which may be a script that nobody has
   * seen.
   */
  private static final Set<String> DECODERS =
      Set.of(
          "base64",
          "base32",
          "basenc",
          "xxd",
          "tr",
          "rev",
          "openssl",
          "uudecode",
          "gzip",
          "gunzip",
          "zcat",
          "bzip2",
          "bunzip2",
          "xz",
          "unxz",
          "zstd",
          "unzstd",
          "lz4",
          "iconv",
          "sed",
          "awk",
          "gawk",
          "mawk",
          "dd",
          "cut",
          "jq",
          "envsubst",
          "patch",
          "hexdump",
          "od");

  /** Programs that take a bare name for a host. */
  private static final Set<String> FETCHERS =
      Set.of("curl", "wget", "http", "https", "xh", "aria2c", "lynx");

  private static final Set<String> FILTERS =
      Set.of("grep", "egrep", "fgrep", "rg", "head", "tail", "comm", "uniq", "shuf");

  private static final Set<String> NODE_PACKAGES =
      Set.of("npm", "npx", "pnpm", "yarn", "bun", "bunx");

  private static final Set<String> COMPILERS =
      Set.of("gcc", "clang", "ld", "as", "cpp", "rustc", "go");

  private static final int MAX_SOURCES = 64;

  private static final Set<Role> PATHS =
      EnumSet.of(
          Role.READ,
          Role.STAT,
          Role.WRITE,
          Role.DELETE,
          Role.DELETE_TREE,
          Role.CHDIR,
          Role.LIST,
          Role.SCRIPT);

  private final CommandTable table;
  private final Scene scene;
  private final List<Destination> destinations = new ArrayList<>();
  private final EnumSet<Taint> sent = EnumSet.noneOf(Taint.class);
  private Data content = Data.NONE;
  private boolean companions;
  private boolean readAnything;
  private boolean runsCode;
  private final List<Field> writes = new ArrayList<>();
  private boolean movesAll;

  /** Whether there is a pattern, of which it is not known how many names it gives. */
  private boolean spreads;

  private final List<String> sources = new ArrayList<>();

  Use(CommandTable table, Scene scene) {
    this.table = table;
    this.scene = scene;
  }

  CommandTable table() {
    return table;
  }

  Scene scene() {
    return scene;
  }

  /** Judges the arguments; what comes out. */
  Data run(List<Field> asked) {
    List<Field> words =
        switch (table.handler()) {
          case "tar" -> Tar.modern(asked);
          case "chmod" -> FileTools.modes(asked);
          case "python-module" -> Runners.pythonWords(asked);
          default -> asked;
        };
    return read(new Shifted(words, 0));
  }

  private Data read(Shifted words) {
    Arguments arguments = Arguments.read(table, words);
    companions = Companions.areMade(table, arguments);
    Data out = scene.using(new Invocation(table.path(), arguments), () -> follow(arguments));
    for (Shifted other : arguments.shifted()) {
      out = out.either(new Use(table, scene).read(other));
    }
    return out;
  }

  private Data follow(Arguments arguments) {
    arguments.doubts().forEach(doubt -> scene.effect(new Effect.Unsure(doubt)));
    for (Given given : arguments.options()) {
      if (given.option().role() == Role.CHDIR && given.value() != null) {
        if (table.handler().equals("tar")) {
          continue;
        }
        scene.stat(given.value());
        scene.changeDirectory(given.value());
      }
    }
    for (String effect : table.effects()) {
      if (!effect.equals("downloads")) {
        effect(effect);
      } else if (!arguments.operands().isEmpty()) {
        NetTools.downloaded(this);
      }
    }
    if (table.path().size() == 1 && table.program().equals("git")) {
      ownDirectory();
    }
    for (Given given : arguments.options()) {
      boolean handled = given.option().role() == Role.CODE && OWN_CODE.contains(table.handler());
      if (given.option().role() != Role.CHDIR && !handled) {
        option(given);
      }
    }
    if (!table.subcommands().isEmpty()) {
      return subcommand(arguments);
    }
    Data special = Handlers.of(table).run(this, arguments);
    if (special != null) {
      connect();
      return special;
    }
    operands(arguments);
    connect();
    return output(arguments);
  }

  private Data subcommand(Arguments arguments) {
    String name = arguments.subcommand();
    connect();
    if (name == null) {
      return Data.OWN;
    }
    CommandTable next = table.subcommand(name);
    CommandTable any = table.subcommand("*");
    if (next == null && any != null && !name.startsWith("+")) {
      List<Field> words = new ArrayList<>();
      words.add(Field.of(name));
      words.addAll(arguments.afterSubcommand());
      return new Use(any, scene).run(words);
    }
    if (next == null) {
      Data special = Handlers.of(table).run(this, arguments);
      if (special != null) {
        return special;
      }
      scene.effect(new Effect.Unsure("'" + name + "' is not a known command of " + table.shown()));
      return Data.OWN;
    }
    return new Use(next, scene).run(arguments.afterSubcommand());
  }

  private void option(Given given) {
    Option option = given.option();
    Field value = given.value();
    if (table.grammar() == CommandTable.Grammar.ZIP
        && value != null
        && value.prefix().startsWith("@")
        && !value.is("@")) {
      read(value.from(1));
      scene.effect(new Effect.Unsure("the file names in '" + value.shown() + "'"));
      return;
    }
    if (option.isInert()) {
      if (value != null) {
        sent.addAll(value.taints());
      }
      return;
    }
    if (option.role() == Role.EXEC || option.role() == Role.CONFIG) {
      scene.effect(new Effect.Loads("the option " + option.name() + " of " + table.shown()));
      return;
    }
    apply(option.role(), option.detail(), value == null ? Field.EMPTY : value, option.name());
  }

  /** Gives the operands their places. */
  void operands(Arguments arguments) {
    List<Field> operands = arguments.operands();
    OperandRoles roles = table.operandsWith(arguments.names());
    List<@Nullable Slot> places = roles.assign(operands.size());
    String missing = table.defaultWith(arguments.names());
    if (missing != null && !roles.slots().isEmpty() && !places.contains(roles.slots().getLast())) {
      operands = new ArrayList<>(operands);
      operands.add(Field.of(missing));
      places = roles.assign(operands.size());
    }
    for (int i = 0; i < operands.size(); i++) {
      Slot slot = places.get(i);
      if (slot == null) {
        scene.effect(
            new Effect.Unsure(
                "'" + operands.get(i).shown() + "' is one operand too many for " + table.shown()));
      } else if (slot.role() == Role.COMMAND) {
        content = scene.run(operands.subList(i, operands.size()), scene.stdin());
        readAnything = true;
        return;
      } else {
        apply(slot.role(), slot.detail(), operands.get(i), table.shown());
      }
    }
    spread(arguments.spread(), roles, operands, places);
    if (table.program().equals("cp") && arguments.has("--parents", "--path")) {
      withParents(operands, arguments);
    }
    if (UNPACKING.contains(table.program())
        && !arguments.has("-c", "--stdout", "--to-stdout", "-l", "--list", "-t", "--test")) {
      operands.forEach(this::unpacked);
    }
  }

  /** {@code cp --parents}: the whole path of what is copied comes after the directory. */
  private void withParents(List<Field> operands, Arguments arguments) {
    List<Field> sources = new ArrayList<>(operands);
    Field directory = null;
    for (Given given : arguments.options()) {
      if (given.option().role() == Role.WRITE) {
        directory = given.value();
      }
    }
    if (directory == null && sources.size() > 1) {
      directory = sources.removeLast();
    }
    if (directory != null) {
      for (Field source : sources) {
        write(directory.plus(Field.of("/")).plus(source));
      }
    }
  }

  /** What operands are beside that, where patterns give several names each. */
  private void spread(
      List<Field> words, OperandRoles roles, List<Field> operands, List<@Nullable Slot> places) {
    if (words.stream().noneMatch(Field::several)) {
      return;
    }
    List<Field> all = new ArrayList<>();
    for (Field word : words) {
      for (int i = 0; i < (word.several() ? roles.slots().size() : 1); i++) {
        all.add(word);
      }
    }
    List<@Nullable Slot> others = roles.assign(all.size());
    spreads = true;
    Set<Map.Entry<Field, Slot>> known = new HashSet<>();
    for (int i = 0; i < operands.size(); i++) {
      Slot slot = places.get(i);
      if (slot != null) {
        known.add(Map.entry(operands.get(i), slot));
      }
    }
    for (int i = 0; i < all.size(); i++) {
      Slot slot = others.get(i);
      if (slot == null || !known.add(Map.entry(all.get(i), slot))) {
        continue;
      }
      if (slot.role() == Role.COMMAND) {
        scene.effect(new Effect.Unsure("the program '" + all.get(i).shown() + "'"));
        return;
      }
      apply(slot.role(), slot.detail(), all.get(i), table.shown());
    }
  }

  /** The file that comes of one that is unpacked. */
  private void unpacked(Field packed) {
    String name = packed.text();
    int dot = name == null ? -1 : name.lastIndexOf('.');
    if (name != null && dot > 0 && PACKED_ENDINGS.contains(name.substring(dot))) {
      Data content = Data.NONE;
      for (Location place : scene.locate(packed)) {
        content = content.then(scene.content(place));
      }
      scene.write(
          Field.of(name.substring(0, dot)),
          Data.tainted(content.taints()).with(Set.of(Taint.COMPUTED)));
    }
  }

  /** One value in one role. */
  void apply(Role role, String detail, Field value, String by) {
    if (table.program().equals("git") && PATHS.contains(role) && value.prefix().startsWith(":")) {
      GitTools.pathspec(role, value, by, this);
      return;
    }
    String known = value.text();
    if (known != null && PATHS.contains(role)) {
      TextRules.inPath(known)
          .filter(finding -> finding.refused())
          .ifPresent(
              finding -> scene.effect(new Effect.Forbidden("a file name with " + finding.what())));
    }
    if (known != null
        && table.program().equals("git")
        && known.indexOf(':') > 0
        && Secrets.isSecretFile(known.substring(known.indexOf(':') + 1))) {
      content = content.with(Set.of(Taint.SECRET));
      readAnything = true;
    }
    switch (role) {
      case REF -> {
        sent.addAll(value.taints());
        if (value.prefix().startsWith(":(") && value.prefix().contains("..")) {
          GitTools.pathspec(Role.STAT, value, by, this);
        }
      }
      case FLAG, TEXT -> sent.addAll(value.taints());
      case LIBRARY -> library(detail, value);
      case READ -> {
        if (value.prefix().contains("://")) {
          url(value);
        } else {
          read(value);
        }
      }
      case STAT -> scene.stat(value);
      case WRITE -> {
        if (EMPTYING.contains(table.program())) {
          emptied(value);
        } else if (Companions.replaces(table) && !by.startsWith("-")) {
          read(value);
          replaced(value);
        }
        write(value);
      }
      case DELETE -> delete(value, false);
      case DELETE_TREE -> delete(value, true);
      case MOVE -> {
        read(value);
        move(value);
      }
      case CHDIR -> scene.changeDirectory(value);
      case EXEC, CONFIG -> scene.effect(new Effect.Loads(by));
      case LIST -> {
        if (value.is("-")
            && scene.stdin().shape() != Shape.ANY
            && scene.stdin().taints().isEmpty()) {
          read(Field.hole(scene.stdin().shape(), Set.of()));
          return;
        }
        read(value);
        scene.effect(new Effect.Unsure("the file names that '" + by + "' gets from a file"));
      }
      case URL -> url(value);
      case HOST -> host(value);
      case REMOTE -> remote(value);
      case UPLOAD -> upload(value);
      case ENV -> environment(value);
      case CODE -> code(detail, value);
      case SCRIPT -> script(detail, value);
      case COMMAND -> throw new IllegalStateException("an option is no command");
      case SHELL -> shell(value);
      case PACKAGE -> packageName(value);
      case WORKSPACE_SCRIPT ->
          scene.effect(new Effect.RunsCode(table.program(), CodeSource.WORKSPACE));
      case MODE -> {
        String mode = value.text();
        if (mode == null) {
          scene.effect(new Effect.Unsure("the mode '" + value.shown() + "'"));
        } else if (FileTools.setsIdentity(mode)) {
          scene.effect(new Effect.Escalates("a set-user-id or set-group-id bit"));
        }
      }
      case QUESTION ->
          scene.effect(new Effect.Questionable(table.shown() + " " + by + ": " + detail));
      case FORBID -> scene.effect(new Effect.Forbidden(table.shown() + " " + by + ": " + detail));
    }
  }

  /** A file that is read; a dash is standard input. */
  Data read(Field path) {
    Data read = path.is("-") ? scene.stdin() : scene.read(path);
    boolean unseen = path.is("-") || !read.taints().equals(Set.of(Taint.FILE));
    if (COMPILERS.contains(table.program()) && unseen && !includesNothing(read.text())) {
      // an include or a linker script can name any file
      scene.effect(
          new Effect.Unsure("what '" + table.program() + "' is given in '" + path.shown() + "'"));
    }
    content = readAnything ? content.then(read) : read;
    readAnything = true;
    String name = path.text();
    if (name != null && sources.size() < MAX_SOURCES) {
      int end = name.endsWith("/") ? name.length() - 1 : name.length();
      sources.add(name.substring(name.lastIndexOf('/', end - 1) + 1, Math.max(end, 0)));
    }
    return read;
  }

  /** A file that is written; what it gets is known once everything is read. */
  void write(Field path) {
    if (!path.is("-")) {
      writes.add(path);
    }
  }

  private void writeAll() {
    Data written = written();
    for (Field path : writes) {
      if (REPLACING.contains(table.program())) {
        replace(path);
      }
      if (COPIES.contains(table.program())) {
        intoDirectory(path);
      }
      if (MAKING.contains(table.program())) {
        onTheWay(path);
      }
      boolean prefix = PREFIXES.contains(table.program());
      Field longer = path.plus(Field.hole(Shape.NAME, Set.of()));
      scene.write(prefix && !isDirectory(path) ? longer : path, written);
      if (prefix && table.program().equals("csplit")) {
        // it takes its files back where a pattern is not found
        takenBack(isDirectory(path) ? path : longer);
      }
      if (companions && hasCompanion(path)) {
        scene.write(longer, written);
      }
    }
    if (writes.isEmpty() && table.program().equals("mktemp")) {
      scene.write(Field.hole(Shape.IN_TMP, Set.of()), Data.OWN);
    }
    if ((writes.isEmpty() || spreads) && PREFIXES.contains(table.program())) {
      if (table.program().equals("csplit")) {
        takenBack(Field.of("x").plus(Field.hole(Shape.NAME, Set.of())));
      }
      scene.write(Field.of("x").plus(Field.hole(Shape.NAME, Set.of())), written);
    }
    writes.clear();
  }

  /** The name that a copy has where the last operand is a directory. */
  private void intoDirectory(Field directory) {
    String to = directory.text();
    if (to == null || to.indexOf('.', to.lastIndexOf('/') + 2) >= 0) {
      // with an ending: a file
      return;
    }
    for (String name : sources) {
      for (Location place : scene.locate(Field.of(to + "/" + name))) {
        scene.effect(new Effect.Writes(place));
      }
    }
  }

  /** The directories that are made before the path goes up again: {@code mkdir -p a/../b}. */
  private void onTheWay(Field path) {
    String text = path.text();
    if (text == null) {
      return;
    }
    for (int at = text.indexOf("/.."); at >= 0; at = text.indexOf("/..", at + 1)) {
      for (Location place : scene.locate(Field.of(text.substring(0, at)))) {
        scene.effect(new Effect.Writes(place));
      }
    }
  }

  private void replace(Field path) {
    for (Location place : scene.locate(path)) {
      boolean away =
          switch (place) {
            case At(String at) -> !Paths.isBeneath(at, "/workspace");
            case Location.Beneath(String at) -> !Paths.isBeneath(at, "/workspace");
            case Location.Anywhere anywhere -> true;
          };
      if (movesAll && away) {
        scene.effect(new Effect.Questionable("moves all that there is to somewhere else"));
      }
      if (place instanceof At(String at) && at.startsWith("/dev/")) {
        scene.effect(new Effect.Deletes(place, false));
      }
    }
  }

  /** Its own files, whatever of that name there is. */
  private void takenBack(Field path) {
    for (Location place : scene.locate(path)) {
      boolean all = place instanceof At && isDirectory(path);
      scene.effect(
          new Effect.Deletes(
              all && place instanceof At(String at) ? new Location.Beneath(at) : place, false));
    }
  }

  private boolean hasCompanion(Field path) {
    boolean zip = table.program().equals("zip");
    if (zip && (path.is("") || path.shown().endsWith("/"))) {
      // an ending only is a name too
      return true;
    }
    if (isDirectory(path) || (table.program().equals("mktemp") && !path.shown().contains("XXX"))) {
      return false;
    }
    // what is directly beneath the root is a directory
    return scene.locate(path).stream()
        .noneMatch(place ->
            place instanceof At(String at) && (zip ? TOP.contains(at) : at.lastIndexOf('/') == 0));
  }

  /** A file is gone when what is made of it is there; in a directory, files are. */
  private void replaced(Field path) {
    for (Location place : scene.locate(path)) {
      scene.effect(
          new Effect.Deletes(
              place instanceof At(String at) && isDirectory(path)
                  ? new Location.Beneath(at)
                  : place,
              true));
    }
  }

  /** By its name; what is made in it has the place of its own. */
  private static boolean isDirectory(Field path) {
    String text = path.text();
    return text != null && (text.endsWith("/") || text.endsWith("."));
  }

  /** What the program puts into the files that it writes. */
  private Data written() {
    Data source = readAnything ? content : scene.stdin();
    if (COPIES.contains(table.program()) && destinations.isEmpty()) {
      return source;
    }
    EnumSet<Taint> taints =
        EnumSet.of(DECODERS.contains(table.program()) ? Taint.COMPUTED : Taint.FILE);
    taints.addAll(content.taints());
    if (!readAnything || table.program().equals("tee")) {
      taints.addAll(scene.stdin().taints());
    }
    if (destinations.stream().anyMatch(each -> !(each instanceof Destination.Configured))) {
      taints.add(Taint.NETWORK);
    }
    return Data.tainted(taints);
  }

  /** Every file of a directory, or the directory that all are in, is emptied. */
  private void emptied(Field path) {
    for (Location place : scene.locate(path)) {
      Location all = allOf(path, place);
      if (all instanceof At(String at) && (at.equals("/workspace") || !all.equals(place))) {
        scene.effect(new Effect.Deletes(all, false));
      }
    }
  }

  private void delete(Field path, boolean tree) {
    for (Location place : scene.locate(path)) {
      scene.effect(new Effect.Deletes(allOf(path, place), tree));
    }
  }

  /** The directory itself, where a bare pattern means everything in it. */
  private static Location allOf(Field path, Location place) {
    return !path.pieces().isEmpty()
            && place instanceof Location.Beneath(String directory)
            && path.pieces().getLast() instanceof Piece.Hole hole
            && (hole.shape() == Shape.NAME
                || hole.shape() == Shape.IN_WORKSPACE
                || hole.shape() == Shape.TREE)
            && (path.pieces().size() == 1 || path.prefix().endsWith("/"))
            && path.pieces().size() <= 2
        ? new At(directory)
        : place;
  }

  private void move(Field path) {
    for (Location place : scene.locate(path)) {
      movesAll |= place instanceof Location.Beneath && allOf(path, place) instanceof At;
      scene.effect(
          place instanceof Location.Anywhere
              ? new Effect.Writes(place)
              : new Effect.Deletes(place, true));
    }
  }

  void url(Field value) {
    String text = value.text();
    if (text != null) {
      boolean local =
          !FETCHERS.contains(table.program())
              && !text.contains("://")
              && text.indexOf(':') < 0
              && text.indexOf('@') < 0;
      if (local) {
        read(value);
      } else {
        target(
            table.program().equals("git") ? Destinations.ofRemote(text) : Destinations.ofUrl(text));
      }
      return;
    }
    sent.addAll(value.taints());
    String prefix = value.prefix();
    int authority = prefix.indexOf("://");
    int path = authority < 0 ? -1 : prefix.indexOf('/', authority + "://".length());
    if (path < 0) {
      destinations.add(new Destination.Unknown("the URL '" + value.shown() + "'"));
    } else {
      target(Destinations.ofUrl(prefix.substring(0, path + 1)));
    }
  }

  /** Where git gets or sends: a configured remote's name, or an address. */
  void repository(Field value) {
    String prefix = value.prefix();
    String text = value.text();
    if (text != null
        && (prefix.contains("://") || prefix.contains("::") || prefix.indexOf(':') > 0)) {
      target(Destinations.ofRemote(text));
    } else if (prefix.contains("://")) {
      url(value);
    } else if (prefix.startsWith("/") || prefix.startsWith(".") || prefix.startsWith("~")) {
      read(value);
    } else if (text == null) {
      destinations.add(new Destination.Unknown("the repository '" + value.shown() + "'"));
    } else {
      destinations.add(new Destination.Configured("remote"));
    }
  }

  private void host(Field value) {
    String text = value.text();
    destinations.add(
        text == null
            ? new Destination.Unknown("the host '" + value.shown() + "'")
            : Destinations.ofEndpoint(text));
  }

  private void target(Target target) {
    switch (target) {
      case Target.Remote remote -> destinations.add(remote.destination());
      case Target.LocalFile file -> read(Field.of(file.path()));
    }
  }

  private void remote(Field value) {
    String prefix = value.prefix();
    int colon = prefix.indexOf(':');
    int slash = prefix.indexOf('/');
    if (colon >= 0 && (slash < 0 || colon < slash)) {
      String text = value.text();
      target(Destinations.ofRemote(text == null ? prefix.substring(0, colon + 1) : text));
      sent.addAll(content.taints());
    } else if (value.text() == null && prefix.isEmpty()) {
      destinations.add(new Destination.Unknown("the operand '" + value.shown() + "'"));
    } else {
      read(value);
      sent.addAll(content.taints());
    }
  }

  /** Data that is sent: itself, or what a file holds. */
  void upload(Field value) {
    sent.addAll(value.taints());
    Field known = withoutEmpty(value);
    if (known.prefix().startsWith("@")) {
      Field path = known.from(1);
      sent.addAll((path.is("-") ? scene.stdin() : scene.read(path)).taints());
    }
  }

  /** As it is where what stands at its beginning, and may be anything, is nothing. */
  private static Field withoutEmpty(Field value) {
    int from = 0;
    while (from + 1 < value.pieces().size()
        && value.pieces().get(from) instanceof Piece.Hole hole
        && hole.shape() == Shape.ANY) {
      from++;
    }
    return from == 0
        ? value
        : new Field(value.pieces().subList(from, value.pieces().size()), false);
  }

  /** What goes out with the connections. */
  void send(Data data) {
    sent.addAll(data.taints());
  }

  void connect(Destination destination) {
    destinations.add(destination);
  }

  private void environment(Field value) {
    String prefix = value.prefix();
    int equals = prefix.indexOf('=');
    if (equals > 0) {
      scene.setVariable(prefix.substring(0, equals), value.from(equals + 1));
    } else if (value.text() == null) {
      scene.effect(new Effect.Unsure("a variable that is only known when it runs"));
    }
  }

  /** A program in a language, given as an argument. */
  void code(String language, Field value) {
    if (language.startsWith("curl-")) {
      NetTools.value(language, value, this);
      return;
    }
    runsCode = true;
    String text = withExamples(value);
    if (text == null && isUnquotedPattern(value)) {
      scene.effect(new Effect.Unsure("the " + language + " text '" + value.shown() + "'"));
      return;
    }
    Data source = text != null ? Data.of(text) : Data.tainted(withCode(value));
    Languages.judge(language, source, this);
  }

  /** The text; with an example for what can only be a number or a plain word. */
  private static @Nullable String withExamples(Field value) {
    if (value.text() != null || value.many()) {
      return value.text();
    }
    StringBuilder text = new StringBuilder();
    for (Piece piece : value.pieces()) {
      switch (piece) {
        case Piece.Text(String known) -> text.append(known);
        case Piece.Hole hole -> {
          if ((hole.shape() != Shape.NUMBER && hole.shape() != Shape.TOKEN)
              || !hole.taints().isEmpty()) {
            return null;
          }
          text.append(hole.shape() == Shape.NUMBER ? "1" : "a1");
        }
      }
    }
    return text.toString();
  }

  /** A text with a pattern in it that no quotes keep from being a file name. */
  private static boolean isUnquotedPattern(Field value) {
    return !value.many()
        && !value.prefix().isEmpty()
        && value.pieces().stream()
            .allMatch(piece ->
                !(piece instanceof Piece.Hole hole)
                    || (hole.taints().isEmpty()
                        && (hole.shape() == Shape.NAME || hole.shape() == Shape.TOKEN)));
  }

  private static Set<Taint> withCode(Field value) {
    EnumSet<Taint> taints = EnumSet.of(Taint.COMPUTED);
    taints.addAll(value.taints());
    return taints;
  }

  private void script(String language, Field path) {
    runsCode = true;
    if (path.prefix().contains("://")) {
      scene.effect(new Effect.RunsCode(language, CodeSource.NETWORK));
      return;
    }
    if (path.is("-")) {
      Languages.judge(language, scene.stdin(), this);
      return;
    }
    for (Location place : scene.locate(path)) {
      if (scene.isWritten(place)
          || (place instanceof At(String at) && at.startsWith("/proc/self/fd/"))) {
        Data written =
            place instanceof At(String at) && at.equals("/proc/self/fd/0")
                ? scene.stdin()
                : scene.content(place);
        if (written.text() == null && written.taints().equals(Set.of(Taint.FILE))) {
          scene.effect(new Effect.RunsCode(language, Languages.sourceOf(place)));
          continue;
        }
        Languages.judge(language, written, this);
        if (Languages.sourceOf(place) == CodeSource.TMP && Languages.isInterpreted(language)) {
          scene.effect(new Effect.RunsCode(language, CodeSource.TMP));
        }
        continue;
      }
      scene.effect(new Effect.Reads(place, true));
      scene.effect(new Effect.RunsCode(language, Languages.sourceOf(place)));
    }
  }

  /** Directories and archives of code, with colons between them. */
  private void library(String language, Field value) {
    String text = value.text();
    if (text == null) {
      scene.effect(new Effect.Unsure("where " + table.shown() + " takes code from"));
      return;
    }
    for (String entry : text.split(":")) {
      if (!entry.isEmpty()) {
        script(language, Field.of(entry));
      }
    }
  }

  private void shell(Field value) {
    code("shell", value);
  }

  private void packageName(Field value) {
    String text = value.text();
    String prefix = value.prefix();
    int from = prefix.indexOf('@') < 0 ? -1 : prefix.indexOf("@", prefix.indexOf(' ') + 1);
    if (from > 0 && prefix.indexOf(' ') > 0 && prefix.indexOf(':') > from) {
      // NAME @ URL
      int start = from + 1;
      while (start < prefix.length() && prefix.charAt(start) == ' ') {
        start++;
      }
      packageName(value.from(start));
      return;
    }
    if (prefix.contains("://") || prefix.startsWith("git+") || prefix.startsWith("git@")) {
      url(prefix.startsWith("git+") ? value.from("git+".length()) : value);
    } else if (text == null && isFile(value)) {
      scene.read(value);
      for (Location place : scene.locate(value)) {
        scene.effect(new Effect.RunsCode(table.program(), Languages.sourceOf(place)));
      }
    } else if (text == null
        && !value.prefix().isEmpty()
        && value.pieces().stream()
            .allMatch(
                piece -> !(piece instanceof Piece.Hole hole) || hole.shape() == Shape.TOKEN)) {
      destinations.add(new Destination.Configured("registry"));
    } else if (text == null) {
      scene.effect(new Effect.Unsure("the package '" + value.shown() + "'"));
    } else if (text.startsWith(".")
        || text.startsWith("/")
        || text.startsWith("~")
        || text.startsWith("file:")) {
      String path = text.startsWith("file:") ? text.substring("file:".length()) : text;
      int bracket = path.indexOf('[');
      scene.read(Field.of(bracket > 0 ? path.substring(0, bracket) : path));
      scene.effect(new Effect.RunsCode(table.program(), CodeSource.WORKSPACE));
    } else if (text.indexOf(':') >= 0 && !text.startsWith("npm:") && !text.contains("@npm:")) {
      // github:owner/name and other short forms of a URL
      scene.effect(
          new Effect.Questionable("the package '" + text + "' is not one of the registry"));
      scene.effect(
          new Effect.Connects(
              text.startsWith("github:")
                  ? new Destination.Named("https", "github.com", -1)
                  : new Destination.Unknown("the package '" + value.shown() + "'"),
              Set.of()));
    } else {
      if (text.startsWith("-")) {
        scene.effect(new Effect.Unsure("the package '" + text + "'"));
      } else if (text.indexOf('/') > 0
          && text.charAt(0) != '@'
          && NODE_PACKAGES.contains(table.program())) {
        scene.effect(new Effect.Questionable("the package '" + text + "' is a repository's"));
      }
      destinations.add(new Destination.Configured("registry"));
    }
  }

  /** A package that is a file or directory, of whose name a pattern leaves something open. */
  private static boolean isFile(Field value) {
    return !value.many()
        && value.pieces().stream()
            .allMatch(piece ->
                piece instanceof Piece.Text
                    || (piece instanceof Piece.Hole hole
                        && (hole.shape() == Shape.NAME || hole.shape() == Shape.TOKEN)))
        && (value.prefix().startsWith(".")
            || value.prefix().indexOf('/') > 0
            || (value.pieces().getLast() instanceof Piece.Text(String end)
                && (end.endsWith(".whl") || end.endsWith(".gz") || end.endsWith(".zip"))));
  }

  private void effect(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon);
    String detail = colon < 0 ? "" : text.substring(colon + 1);
    switch (kind) {
      case "runs-workspace" -> runsWorkspace(); // and so what this line has just put there
      case "applies" -> {
        if (scene.stdin().has(Taint.NETWORK)) {
          scene.write(
              Field.of("./").plus(Field.hole(Shape.BENEATH, Set.of())),
              Data.tainted(Set.of(Taint.NETWORK, Taint.COMPUTED)));
        }
      }
      case "connects" -> destinations.add(new Destination.Configured(detail));
      case "writes" -> write(Field.of(detail));
      case "reads" -> scene.read(Field.of(detail));
      case "persists" -> scene.effect(new Effect.Persists(detail));
      case "escalates" -> scene.effect(new Effect.Escalates(detail));
      case "questionable" -> scene.effect(new Effect.Questionable(detail));
      case "forbidden" -> scene.effect(new Effect.Forbidden(detail));
      case "unsure" -> scene.effect(new Effect.Unsure(detail));
      default -> throw new IllegalArgumentException(table.shown() + ": the effect '" + text + "'");
    }
  }

  /** Runs what the working directory says is to be run. */
  void runsWorkspace() {
    ownDirectory();
    runsCode = true;
    for (Location place : scene.locate(Field.of("."))) {
      if (scene.isWritten(place) && scene.content(place).has(Taint.NETWORK)) {
        scene.effect(
            new Effect.Questionable("runs the workspace after something was downloaded into it"));
      }
      CodeSource source = Languages.sourceOf(place);
      if (place instanceof Location.Anywhere) {
        scene.effect(new Effect.Unsure("whose code '" + table.program() + "' runs"));
        continue;
      }
      scene.effect(
          new Effect.RunsCode(
              table.program(), source == CodeSource.SYSTEM ? CodeSource.COMPUTED : source));
    }
  }

  /** Works with what is in the working directory, and writes there. */
  private void ownDirectory() {
    for (Location place : scene.locate(Field.of("."))) {
      boolean workspace =
          switch (place) {
            case At(String path) -> Paths.isBeneath(path, "/workspace");
            case Location.Beneath(String path) -> Paths.isBeneath(path, "/workspace");
            case Location.Anywhere anywhere -> false;
          };
      if (!workspace) {
        scene.effect(new Effect.Writes(place));
      }
    }
  }

  private void connect() {
    writeAll();
    for (Destination destination : destinations) {
      scene.effect(new Effect.Connects(destination, sent));
    }
  }

  /** What comes out of it. */
  Data output(Arguments arguments) {
    if (!readAnything
        && !table.standardInput().isEmpty()
        && arguments.operands().isEmpty()
        && !runsCode) {
      Languages.judge(table.standardInput(), scene.stdin(), this);
      return Data.OWN;
    }
    Data source = readAnything ? content : scene.stdin();
    if (!destinations.isEmpty()) {
      return source.blurred().with(Set.of(Taint.NETWORK));
    }
    if ((runsCode && table.standardInput().isEmpty())
        || (runsCode && !table.standardInput().equals("sed"))) {
      // it may print what any file holds
      return Data.tainted(source.taints()).with(Set.of(Taint.FILE, Taint.COMPUTED));
    }
    if (table.program().equals("git") && arguments.has("--name-only")) {
      return Data.shaped(Shape.BENEATH);
    }
    if (table.program().equals("git")
        && table.path().size() > 1
        && CONTENTS.contains(table.path().get(1))
        && source.shape() == Shape.ANY) {
      source = source.with(Set.of(Taint.FILE));
    }
    return switch (table.outputWith(arguments.names(), !arguments.operands().isEmpty())) {
      case PASSES ->
          arguments.options().isEmpty() && table.program().equals("cat")
              ? source
              : FILTERS.contains(table.program()) && source.shape() == Shape.TREE
                  ? new Data(null, source.taints(), Shape.BENEATH)
                  : source.blurred();
      case COMPUTED -> Data.tainted(source.taints()).with(Set.of(Taint.COMPUTED));
      case OWN -> source.has(Taint.SECRET) ? source.blurred() : Data.OWN;
      case NUMBER -> Data.shaped(Shape.NUMBER);
      case TOKEN -> Data.shaped(Shape.TOKEN);
      case NAME -> Data.shaped(Shape.NAME);
      case PATHS -> paths(arguments);
      case IN_WORKSPACE -> Data.shaped(Shape.IN_WORKSPACE);
      case IN_TMP -> Data.shaped(Shape.IN_TMP);
      case SECRET -> Data.tainted(Set.of(Taint.SECRET));
      case NETWORK -> Data.tainted(Set.of(Taint.NETWORK));
      case ENVIRONMENT -> Data.tainted(Set.of(Taint.ENVIRONMENT));
    };
  }

  /** Whether a source text names no other file by a path that leads elsewhere. */
  private static boolean includesNothing(@Nullable String source) {
    if (source == null) {
      return false;
    }
    for (String word :
        List.of(
            "include",
            "embed",
            "incbin",
            "INPUT",
            "import",
            "GROUP",
            "file!",
            "include_str",
            "include_bytes")) {
      for (int at = source.indexOf(word); at >= 0; at = source.indexOf(word, at + 1)) {
        int next = at + word.length();
        while (next < source.length() && " \t\"<('!_next".indexOf(source.charAt(next)) >= 0) {
          next++;
        }
        if (next < source.length() && "/~.".indexOf(source.charAt(next)) >= 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isTame(Field path) {
    return !path.many()
        && path.pieces().stream()
            .allMatch(piece ->
                !(piece instanceof Piece.Hole hole)
                    || (hole.shape() != Shape.ANY
                        && hole.shape() != Shape.IN_WORKSPACE
                        && hole.shape() != Shape.IN_TMP));
  }

  /** Paths beneath what was looked through. */
  private Data paths(Arguments arguments) {
    boolean relative = true;
    boolean inWorkspace = !arguments.operands().isEmpty();
    for (Field operand : arguments.operands()) {
      boolean absolute = operand.prefix().startsWith("/");
      relative &= !absolute && !operand.prefix().contains("..") && isTame(operand);
      inWorkspace &=
          absolute
              && scene.locate(operand).stream()
                  .allMatch(
                      place -> place instanceof At(String at) && Paths.isBeneath(at, "/workspace"));
    }
    return Data.shaped(relative ? Shape.BENEATH : inWorkspace ? Shape.IN_WORKSPACE : Shape.ANY);
  }
}
