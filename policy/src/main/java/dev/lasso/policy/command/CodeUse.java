package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The code that a program is given to run. */
final class CodeUse {
  private final CommandTable table;
  private final Scene scene;
  private final Flow flow;
  private final Use use;

  CodeUse(CommandTable table, Scene scene, Flow flow, Use use) {
    this.table = table;
    this.scene = scene;
    this.flow = flow;
    this.use = use;
  }

  /** A program in a language, given as an argument. */
  void code(String language, Field value) {
    if (language.startsWith("curl-")) {
      NetTools.value(language, value, use);
      return;
    }
    flow.runGivenCode();
    String text = withExamples(value);
    if (text == null && isUnquotedPattern(value)) {
      scene.effect(new Effect.Unsure("the " + language + " text '" + value.shown() + "'"));
      return;
    }
    Data source = text != null ? Data.of(text) : Data.tainted(withCode(value));
    Languages.judge(language, source, use);
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

  void script(String language, Field path) {
    flow.runGivenCode();
    if (path.prefix().contains("://")) {
      scene.effect(new Effect.RunsCode(language, CodeSource.NETWORK));
      return;
    }
    if (path.is("-")) {
      Languages.judge(language, scene.stdin(), use);
      return;
    }
    for (Location place : scene.locate(path)) {
      if (!(place instanceof At)) {
        written(language, path, place);
      }
      if (scene.isWritten(place)
          || (place instanceof At(String at) && at.startsWith("/proc/self/fd/"))) {
        Data written =
            place instanceof At(String at) && at.equals("/proc/self/fd/0")
                ? scene.stdin()
                : scene.content(place);
        if (isOfFiles(written)) {
          scene.effect(new Effect.RunsCode(language, Languages.sourceOf(place)));
          continue;
        }
        Languages.judge(language, written, use);
        if (Languages.sourceOf(place) == CodeSource.TMP && Languages.isInterpreted(language)) {
          scene.effect(new Effect.RunsCode(language, CodeSource.TMP));
        }
        continue;
      }
      scene.effect(new Effect.Reads(place, true));
      scene.effect(new Effect.RunsCode(language, Languages.sourceOf(place)));
    }
  }

  /** Whether it is only what files have held. */
  private static boolean isOfFiles(Data written) {
    return written.text() == null && written.taints().equals(Set.of(Taint.FILE));
  }

  /** Scripts of this line, of which a pattern or a list of names can run any. */
  private void written(String language, Field path, Location place) {
    String ending =
        !path.pieces().isEmpty() && path.pieces().getLast() instanceof Piece.Text(String end)
            ? end
            : "";
    for (Map.Entry<String, Data> file : scene.writtenBeneath(place)) {
      if (file.getKey().endsWith(ending) && !isOfFiles(file.getValue())) {
        Languages.judge(language, file.getValue(), use);
      }
    }
  }

  /** Directories and archives of code, with colons between them. */
  void library(String language, Field value) {
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

  /** Runs what the working directory says is to be run. */
  void runsWorkspace() {
    ownDirectory();
    flow.runCode();
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
  void ownDirectory() {
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
}
