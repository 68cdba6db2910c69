package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Archives: which mode it is decides what is read and what is written. */
final class Tar {
  private static final Set<String> VALUED =
      Set.of("f", "C", "b", "T", "X", "g", "K", "N", "V", "H", "L", "I", "F");

  private Tar() {}

  /**
   * Words of the old style, {@code xzf file}, in the new one; as they are where they already are.
   */
  static List<Field> modern(List<Field> words) {
    if (words.isEmpty()) {
      return words;
    }
    String first = words.getFirst().text();
    if (first == null
        || first.isEmpty()
        || first.startsWith("-")
        || !first.chars().allMatch(c -> Character.isLetterOrDigit(c))) {
      return words;
    }
    List<Field> modern = new ArrayList<>();
    int next = 1;
    for (int i = 0; i < first.length(); i++) {
      String letter = first.substring(i, i + 1);
      modern.add(Field.of("-" + letter));
      if (VALUED.contains(letter) && next < words.size()) {
        modern.add(words.get(next++));
      }
    }
    modern.addAll(words.subList(next, words.size()));
    return modern;
  }

  static @Nullable Data run(Use use, Arguments arguments) {
    boolean extracts = arguments.has("-x", "--extract", "--get");
    boolean lists = arguments.has("-t", "--list", "-d", "--diff", "--compare", "--test-label");
    boolean makes =
        arguments.has(
            "-c",
            "--create",
            "-r",
            "--append",
            "-u",
            "--update",
            "-A",
            "--catenate",
            "--concatenate",
            "--delete");
    if (!extracts && !lists && !makes) {
      if (!arguments.has("--help", "--version", "--usage", "--show-defaults")) {
        use.scene().effect(new Effect.Unsure("what tar is to do"));
      }
      return Data.OWN;
    }
    Field archive = null;
    boolean toOutput = arguments.has("-O", "--to-stdout");
    for (Arguments.Given given : arguments.options()) {
      String name = given.option().name();
      if (name.equals("-f") || name.equals("--file")) {
        archive = given.value();
      } else if ((name.equals("-N") || name.equals("--newer-mtime") || name.equals("--mtime"))
          && given.value() != null
          && (given.value().prefix().startsWith("/") || given.value().prefix().startsWith("."))) {
        use.scene().stat(given.value());
      }
    }
    if (archive != null && archive.prefix().indexOf(':') >= 0 && !arguments.has("--force-local")) {
      use.scene().effect(new Effect.Loads("an archive on another machine, fetched by a program"));
      return Data.OWN;
    }
    List<Field> directories = new ArrayList<>();
    for (Arguments.Given given : arguments.options()) {
      Field value = given.value();
      if (given.option().role() == Role.CHDIR && value != null) {
        use.scene().stat(value);
        directories.add(value);
      }
    }
    if (extracts && arguments.has("--transform", "--xform")) {
      use.scene().effect(new Effect.Unsure("the names that members are given"));
    }
    if (makes) {
      for (Field operand : arguments.operands()) {
        use.read(operand);
        // which of the directories is meant depends on the order: any may be
        for (Field directory : directories) {
          if (!operand.prefix().startsWith("/")) {
            use.read(directory.plus(Field.of("/")).plus(operand));
          }
        }
        if (arguments.has("--remove-files")) {
          use.apply(Role.DELETE_TREE, "", operand, "tar");
        }
      }
      if (archive != null) {
        use.write(archive);
        return archive.is("-") ? use.output(arguments) : Data.OWN;
      }
      return use.output(arguments);
    }
    Data content = archive == null || archive.is("-") ? use.scene().stdin() : use.read(archive);
    if (extracts && !toOutput) {
      if (arguments.has("-P", "--absolute-names")) {
        use.scene().effect(new Effect.Forbidden("members of an archive written wherever they say"));
      }
      List<Location> places = new ArrayList<>();
      for (Field directory : directories) {
        places.addAll(use.scene().locate(directory));
      }
      if (places.isEmpty()) {
        places.addAll(use.scene().locate(Field.of(".")));
      }
      for (Location place : places) {
        if (place instanceof Location.At(String at)) {
          if (use.scene().hasLinks()) {
            use.scene().loosenLinks(Field.of(at));
          }
          use.scene()
              .write(
                  Field.of(at)
                      .plus(Field.of("/"))
                      .plus(Field.hole(dev.lasso.policy.value.Shape.BENEATH, Set.of())),
                  Data.tainted(content.taints()).with(Set.of(Taint.FILE)));
        } else {
          use.scene().effect(new Effect.Writes(place));
        }
      }
    }
    return Data.tainted(content.taints()).with(Set.of(Taint.COMPUTED));
  }
}
