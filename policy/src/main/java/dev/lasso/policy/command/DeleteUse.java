package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import java.util.Set;

/** The files and directories that a program removes, moves away or empties. */
final class DeleteUse {
  /** Programs that leave nothing of what a file has held. */
  private static final Set<String> EMPTYING = Set.of("truncate", "shred");

  /** Programs that put another file in the place of the one that is there. */
  private static final Set<String> REPLACING = Set.of("mv", "install", "ln");

  private final CommandTable table;
  private final Scene scene;
  private boolean movesAll;

  DeleteUse(CommandTable table, Scene scene) {
    this.table = table;
    this.scene = scene;
  }

  /** Whether it puts another file in the place of the one that is there. */
  boolean replaces() {
    return REPLACING.contains(table.program());
  }

  /** Whether it leaves nothing of what a file has held. */
  boolean empties() {
    return EMPTYING.contains(table.program());
  }

  /** By its name; what is made in it has the place of its own. */
  static boolean isDirectory(Field path) {
    String text = path.text();
    return text != null && (text.endsWith("/") || text.endsWith("."));
  }

  /** Every file of a directory, or the directory that all are in, is emptied. */
  void emptied(Field path) {
    for (Location place : scene.locate(path)) {
      Location all = allOf(path, place);
      if (all instanceof At(String at) && (at.equals("/workspace") || !all.equals(place))) {
        scene.effect(new Effect.Deletes(all, false));
      }
    }
  }

  /** A file is gone when what is made of it is there; in a directory, files are. */
  void replaced(Field path) {
    for (Location place : scene.locate(path)) {
      scene.effect(
          new Effect.Deletes(
              place instanceof At(String at) && isDirectory(path)
                  ? new Location.Beneath(at)
                  : place,
              true));
    }
  }

  /** Its own files, whatever of that name there is. */
  void takenBack(Field path) {
    for (Location place : scene.locate(path)) {
      boolean all = place instanceof At && isDirectory(path);
      scene.effect(
          new Effect.Deletes(
              all && place instanceof At(String at) ? new Location.Beneath(at) : place, false));
    }
  }

  void delete(Field path, boolean tree) {
    for (Location place : scene.locate(path)) {
      scene.effect(new Effect.Deletes(allOf(path, place), tree));
    }
  }

  void move(Field path) {
    for (Location place : scene.locate(path)) {
      movesAll |= place instanceof Location.Beneath && allOf(path, place) instanceof At;
      scene.effect(
          place instanceof Location.Anywhere
              ? new Effect.Writes(place)
              : new Effect.Deletes(replaces() ? place : allOf(path, place), true));
    }
  }

  void replace(Field path) {
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
}
