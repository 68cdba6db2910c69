package dev.lasso.policy.command;

import dev.lasso.policy.command.Arguments.Given;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The files and directories that a program writes, with what it makes on the way. */
final class WriteUse {
  /** Programs that can make the directories of a path. */
  private static final Set<String> MAKING = Set.of("mkdir", "install", "cp");

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

  /** Programs that put links where they unpack, without any operand that names them. */
  private static final Set<String> CARRYING =
      Set.of("unzip", "7z", "7za", "cpio", "pax", "rsync", "scp", "git");

  /** Programs whose operand is only the beginning of the names that they write. */
  private static final Set<String> PREFIXES = Set.of("split", "csplit");

  private final CommandTable table;
  private final Scene scene;
  private final ReadUse reads;
  private final DeleteUse deletes;
  private final OutputData output;
  private final List<Field> writes = new ArrayList<>();
  private boolean companions;

  /** Whether there is a pattern, of which it is not known how many names it gives. */
  private boolean spreads;

  WriteUse(CommandTable table, Scene scene, ReadUse reads, DeleteUse deletes, OutputData output) {
    this.table = table;
    this.scene = scene;
    this.reads = reads;
    this.deletes = deletes;
    this.output = output;
  }

  void withCompanions(boolean made) {
    companions = made;
  }

  void spread() {
    spreads = true;
  }

  /** What it writes beside the operands that are given for that. */
  void made(List<Field> operands, Arguments arguments) {
    if (table.program().equals("cp") && arguments.has("--parents", "--path")) {
      withParents(operands, arguments);
    }
    if (UNPACKING.contains(table.program())
        && !arguments.has("-c", "--stdout", "--to-stdout", "-l", "--list", "-t", "--test")) {
      operands.forEach(this::unpacked);
    }
  }

  /** A file that is written; what it gets is known once everything is read. */
  void write(Field path) {
    // to programs that make files by their names, a dash is one
    if (!path.is("-") || MAKING.contains(table.program()) || deletes.replaces()) {
      writes.add(path);
    }
  }

  void writeAll() {
    Data written = output.written();
    boolean links = carriesLinks();
    for (Field path : writes) {
      if (links) {
        loosenLinks(path);
      }
      if (deletes.replaces()) {
        deletes.replace(path);
      }
      if (output.copies()) {
        intoDirectory(path);
        withMade(path);
      }
      if (MAKING.contains(table.program())) {
        onTheWay(path);
      }
      boolean prefix = PREFIXES.contains(table.program());
      Field longer = path.plus(Field.hole(Shape.NAME, Set.of()));
      scene.write(prefix && !DeleteUse.isDirectory(path) ? longer : path, written);
      if (prefix && table.program().equals("csplit")) {
        // it takes its files back where a pattern is not found
        deletes.takenBack(DeleteUse.isDirectory(path) ? path : longer);
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
        deletes.takenBack(Field.of("x").plus(Field.hole(Shape.NAME, Set.of())));
      }
      scene.write(Field.of("x").plus(Field.hole(Shape.NAME, Set.of())), written);
    }
    writes.clear();
  }

  /** Whether links that this line has made may get to where it writes. */
  private boolean carriesLinks() {
    return scene.hasLinks()
        && (CARRYING.contains(table.program())
            || reads.areTooMany()
            || reads.paths().stream().anyMatch(scene::hasLinks));
  }

  /** In a directory, only by the names that are known to get there. */
  private void loosenLinks(Field path) {
    boolean named =
        DeleteUse.isDirectory(path)
            && !CARRYING.contains(table.program())
            && reads.names().size() == reads.paths().size()
            && reads.names().stream().noneMatch(name -> Set.of("", ".", "..").contains(name));
    if (named && !reads.areTooMany()) {
      reads.names().forEach(name -> scene.loosenLinks(path.plus(Field.of("/" + name))));
    } else {
      scene.loosenLinks(path);
    }
  }

  /** The name that a copy has where the last operand is a directory. */
  private void intoDirectory(Field directory) {
    String to = directory.text();
    if (to == null || to.indexOf('.', to.lastIndexOf('/') + 2) >= 0) {
      // with an ending: a file
      return;
    }
    for (String name : reads.names()) {
      for (Location place : scene.locate(Field.of(to + "/" + name))) {
        scene.effect(new Effect.Writes(place));
      }
    }
  }

  /** What this line has put into the files and directories that are copied: it goes with them. */
  private void withMade(Field to) {
    for (Field source : reads.paths()) {
      for (Location place : scene.locate(source)) {
        for (Map.Entry<String, Data> file : scene.writtenBeneath(place)) {
          for (String rest : rests(file.getKey(), place)) {
            scene.write(to.plus(Field.of(rest)), file.getValue());
          }
        }
      }
    }
  }

  /** The path in the copy, which has the other name or stands in a directory of that name. */
  private static List<String> rests(String path, Location copied) {
    return switch (copied) {
      case At(String top) ->
          path.equals(top)
              ? List.of(path.substring(path.lastIndexOf('/')))
              : List.of(
                  path.substring(top.equals("/") ? 0 : top.length()),
                  path.substring(Math.max(top.lastIndexOf('/'), 0)));
      case Location.Beneath(String top) ->
          List.of(path.substring(top.equals("/") ? 0 : top.length()));
      case Location.Anywhere anywhere -> List.of(path.substring(path.lastIndexOf('/')));
    };
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

  private boolean hasCompanion(Field path) {
    boolean zip = table.program().equals("zip");
    if (zip && (path.is("") || path.shown().endsWith("/"))) {
      // an ending only is a name too
      return true;
    }
    if (DeleteUse.isDirectory(path)
        || (table.program().equals("mktemp") && !path.shown().contains("XXX"))) {
      return false;
    }
    // what is directly beneath the root is a directory
    return scene.locate(path).stream()
        .noneMatch(place ->
            place instanceof At(String at) && (zip ? TOP.contains(at) : at.lastIndexOf('/') == 0));
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
}
