package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Shape;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lists of directories in which something is looked up: {@code PATH} for programs, others for
 * modules. An entry that is empty is the working directory; one that is relative is another
 * directory after each {@code cd}; one may be a link.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/basedefs/V1_chap08.html">POSIX,
 *     8.3 Other Environment Variables</a>
 */
final class SearchPath {
  /** Lists of directories of modules. */
  private static final Set<String> OF_MODULES =
      VariableTable.builtIn().ofKind(VariableTable.Kind.MODULES);

  private static final List<String> IMAGE =
      List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

  /** What each has been before; it was judged when it was set, or is the image's own. */
  private static final Map<String, Field> BEFORE =
      Stream.concat(Stream.of("PATH"), OF_MODULES.stream())
          .collect(
              Collectors.toUnmodifiableMap(name -> name, name -> Field.hole(Shape.ANY, Set.of())));

  private SearchPath() {}

  /** Such a variable as the environment has it; null of any other variable. */
  static @Nullable Variable ofEnvironment(String name) {
    Field before = BEFORE.get(name);
    return before == null ? null : new Variable(List.of(before), List.of(), true);
  }

  /**
   * What such a variable is worth where it is used: all the directories that it may have; null of
   * any other variable, and where its value is as it is.
   */
  static @Nullable Field value(String name, @Nullable Variable variable) {
    Field before = BEFORE.get(name);
    if (before == null || variable == null) {
      return before;
    }
    if (variable.isArray() || variable.values().size() == 1) {
      return null;
    }
    Set<Field> entries = new LinkedHashSet<>();
    variable.values().forEach(value -> entries.addAll(entries(value)));
    Field.Builder all = new Field.Builder();
    boolean first = true;
    for (Field entry : entries) {
      all.add(first ? "" : ":");
      all.add(entry);
      first = false;
    }
    return all.build();
  }

  /** An entry that is only what the variable has been: that, and nothing which looks like it. */
  @SuppressWarnings("ReferenceEquality") // many other texts are not known either
  static boolean isBefore(String name, Field entry) {
    Field before = BEFORE.get(name);
    return before != null
        && entry.pieces().size() == 1
        && entry.pieces().getFirst() == before.pieces().getFirst();
  }

  /** Its entries. */
  static List<Field> entries(Field value) {
    List<Field> entries = new ArrayList<>();
    Field.Builder current = new Field.Builder();
    for (Piece piece : value.pieces()) {
      switch (piece) {
        case Piece.Text(String text) -> {
          String[] parts = text.split(":", -1);
          for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
              entries.add(current.build());
              current = new Field.Builder();
            }
            current.add(parts[i]);
          }
        }
        case Hole hole -> current.add(hole);
      }
    }
    entries.add(current.build());
    return entries;
  }

  /** The directory that an entry of {@code PATH} means. */
  static Field directory(Field entry) {
    return entry.pieces().isEmpty() ? Field.of(".") : entry;
  }

  /** What a value of {@code PATH} amounts to: programs of the image and the workspace, or else. */
  static @Nullable Effect judge(Field value, Files files) {
    boolean keeps = false;
    for (Field entry : entries(value)) {
      if (isBefore("PATH", entry)) {
        keeps = true;
        continue;
      }
      for (Location place : files.locate(directory(entry))) {
        if (!isOfImage(place) && !isIn(place, "/workspace")) {
          return new Effect.Questionable("sets PATH to directories that are not the workspace's");
        }
        keeps |= isOfImage(place);
      }
    }
    return keeps ? null : new Effect.Questionable("sets PATH without the programs of the system");
  }

  /** Whether it is a directory of programs that the image has. */
  static boolean isOfImage(Location place) {
    return IMAGE.stream().anyMatch(directory -> isIn(place, directory));
  }

  /** Whether all of it is in a directory. */
  static boolean isIn(Location place, String directory) {
    return switch (place) {
      case At(String path) -> Paths.isBeneath(path, directory);
      case Beneath(String path) -> Paths.isBeneath(path, directory);
      case Location.Anywhere anywhere -> false;
    };
  }
}
