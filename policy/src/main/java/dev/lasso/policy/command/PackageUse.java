package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.net.Destination;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import java.util.Set;

/** What a package manager is told to install. */
final class PackageUse {
  private static final Set<String> NODE_PACKAGES =
      Set.of("npm", "npx", "pnpm", "yarn", "bun", "bunx");

  private final CommandTable table;
  private final Scene scene;
  private final Flow flow;
  private final NetUse net;

  PackageUse(CommandTable table, Scene scene, Flow flow, NetUse net) {
    this.table = table;
    this.scene = scene;
    this.flow = flow;
    this.net = net;
  }

  void packageName(Field value) {
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
      net.url(prefix.startsWith("git+") ? value.from("git+".length()) : value);
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
      flow.connect(new Destination.Configured("registry"));
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
      flow.connect(new Destination.Configured("registry"));
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
}
