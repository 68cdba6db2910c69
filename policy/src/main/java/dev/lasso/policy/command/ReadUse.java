package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files that a program reads. */
final class ReadUse {
  private static final Set<String> COMPILERS =
      Set.of("gcc", "clang", "ld", "as", "cpp", "rustc", "go");

  private static final int MAX_SOURCES = 64;

  private final CommandTable table;
  private final Scene scene;
  private final Flow flow;
  private final List<String> names = new ArrayList<>();
  private final List<Field> paths = new ArrayList<>();

  ReadUse(CommandTable table, Scene scene, Flow flow) {
    this.table = table;
    this.scene = scene;
    this.flow = flow;
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
    flow.add(read);
    if (paths.size() < MAX_SOURCES) {
      paths.add(path);
    }
    String name = path.text();
    if (name != null && names.size() < MAX_SOURCES) {
      int end = name.endsWith("/") ? name.length() - 1 : name.length();
      names.add(name.substring(name.lastIndexOf('/', end - 1) + 1, Math.max(end, 0)));
    }
    return read;
  }

  /** What was read. */
  List<Field> paths() {
    return paths;
  }

  /** Whether there are more than are kept. */
  boolean areTooMany() {
    return paths.size() == MAX_SOURCES;
  }

  /** The last names of what was read. */
  List<String> names() {
    return names;
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
}
