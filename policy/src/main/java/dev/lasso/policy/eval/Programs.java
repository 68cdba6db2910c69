package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out what file a program's name means, and follows it: one of the system, or a script. */
final class Programs {
  private static final String ENV = "env ";
  private static final Set<Character> SHELL_OPTIONS = Set.of('e', 'u', 'x', 'v', 'f');

  private final Evaluator evaluator;
  private final SimpleCommands commands;

  Programs(Evaluator evaluator, SimpleCommands commands) {
    this.evaluator = evaluator;
    this.commands = commands;
  }

  /** A program, not a function or builtin. */
  Data run(String name, List<Field> arguments, State state, Data stdin) {
    if (name.isEmpty()) {
      evaluator.report(new Effect.Unsure("a command without a name"));
      return Data.OWN;
    }
    if (name.indexOf('/') >= 0) {
      return byPath(name, arguments, state, stdin);
    }
    boolean own = inPath(name, arguments, state, stdin);
    // also then: bash passes over what can't be executed, and PATH may be set on one branch only
    Data out = model(name, arguments, state, stdin);
    return own ? Data.OWN.either(out) : out;
  }

  /**
   * Looks a name up where the line has programs looked up, and judges what the line itself has
   * written there; whether there is any.
   */
  private boolean inPath(String name, List<Field> arguments, State state, Data stdin) {
    Variable path = state.variable("PATH");
    if (path == null) {
      return false;
    }
    Files files = new Files(evaluator, state);
    boolean found = false;
    for (Field value : path.values()) {
      for (Field entry : SearchPath.entries(value)) {
        if (SearchPath.isBefore("PATH", entry)) {
          continue;
        }
        Field directory = SearchPath.directory(entry);
        lookedUpIn(directory, files);
        for (Location place : files.locate(directory.plus(Field.of("/" + name)))) {
          checkPlace(name, place, state);
          Data written = place instanceof At ? state.written().exactly(place) : null;
          if (written != null) {
            found = true;
            written(place, written, state, stdin, arguments);
          }
        }
      }
    }
    return found;
  }

  /** A directory in which programs are looked up: where it leads now, not when it was set. */
  private void lookedUpIn(Field directory, Files files) {
    for (Location place : files.locate(directory)) {
      if (SearchPath.isIn(place, "/workspace")) {
        evaluator.report(new Effect.RunsCode("program", CodeSource.WORKSPACE));
      } else if (!SearchPath.isOfImage(place)) {
        evaluator.report(
            new Effect.Questionable("sets PATH to directories that are not the workspace's"));
      }
    }
  }

  /** A file that may be the program: not one that a link of this line leads to elsewhere. */
  private void checkPlace(String name, Location place, State state) {
    if (!state.links().isEmpty()
        && !SearchPath.isOfImage(place)
        && !SearchPath.isIn(place, "/workspace")) {
      evaluator.unsure("the program '" + name + "', to which a link may lead");
    }
  }

  private Data byPath(String path, List<Field> arguments, State state, Data stdin) {
    Files files = new Files(evaluator, state);
    if (path.endsWith("/")) {
      evaluator.report(new Effect.Forbidden("the program '" + path + "' is a directory"));
      return Data.OWN;
    }
    @Nullable Data out = null;
    for (Location place : files.locate(Field.of(path))) {
      if (!(place instanceof At(String at))) {
        evaluator.report(new Effect.Unsure("the program '" + path + "'"));
        continue;
      }
      Data written = state.written().touched(place);
      if (written != null) {
        written(place, written, state, stdin, arguments);
        continue;
      }
      int slash = at.lastIndexOf('/');
      String directory = at.substring(0, Math.max(slash, 0));
      if (Set.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/bin")
          .contains(directory)) {
        if (!path.startsWith("/")) {
          // links of the workspace may lead it elsewhere; where it leads by text is no proof
          evaluator.report(
              new Effect.Forbidden(
                  "the program '" + path + "' by a relative path; name it plainly"));
        }
        Data some = model(at.substring(slash + 1), arguments, state, stdin);
        out = out == null ? some : out.either(some);
        continue;
      }
      if (Paths.isBeneath(at, "/workspace")
          && Set.of("gradlew", "mvnw").contains(at.substring(slash + 1))) {
        // the build tool's own, in a version that the workspace says
        String tool = at.endsWith("/gradlew") ? "gradle" : "mvn";
        Data some = model(tool, arguments, state, stdin);
        out = out == null ? some : out.either(some);
        continue;
      }
      if (Paths.isBeneath(at, "/workspace")) {
        evaluator.report(new Effect.RunsCode("program", CodeSource.WORKSPACE));
      } else if (Paths.isBeneath(at, "/tmp")) {
        evaluator.report(new Effect.RunsCode("program", CodeSource.TMP));
      } else {
        evaluator.report(
            new Effect.Forbidden("the program '" + path + "' is not an installed one"));
      }
    }
    return out == null ? Data.OWN : out;
  }

  private Data model(String program, List<Field> arguments, State state, Data stdin) {
    return evaluator
        .models()
        .run(program, arguments, new ProgramScene(evaluator, commands, state, stdin));
  }

  /** Runs a file that this script has written. */
  void written(Location place, Data content, State state, Data stdin, List<Field> arguments) {
    if (content.text() == null) {
      // one of the texts that it got may still be all of it
      for (String each : state.written().textsOf(place)) {
        written(place, Data.of(each), state, stdin, arguments);
      }
    }
    String text = content.text();
    if (text == null && content.taints().equals(Set.of(Taint.FILE))) {
      // what a build made of the workspace
      evaluator.report(new Effect.RunsCode("program", ScriptBuiltins.sourceOf(place)));
      return;
    }
    if (text == null || !content.taints().isEmpty()) {
      evaluator.code("script", content.text() == null ? content : content.blurred());
      return;
    }
    List<Field> interpreter = interpreter(text);
    String name = interpreter.isEmpty() ? "/bin/bash" : interpreter.getFirst().text();
    boolean plain = interpreter.size() < 2;
    if (plain && List.of("/bin/bash", "/usr/bin/bash", ENV + "bash").contains(name)) {
      State child = state.child();
      child.positional(arguments);
      evaluator.shells().bashScript(text, child, stdin);
    } else if (plain && List.of("/bin/sh", "/usr/bin/sh", ENV + "sh").contains(name)) {
      State child = state.child();
      child.positional(arguments);
      evaluator.shells().posixScript(text, child, stdin);
    } else {
      List<Field> words = new ArrayList<>(interpreter);
      words.add(place instanceof At(String at) ? Field.of(at) : Field.anyNumber(Set.of()));
      words.addAll(arguments);
      evaluator.program(words, state, stdin);
    }
  }

  /**
   * The program that the first line of a script names, with its argument; none where it has none.
   */
  private static List<Field> interpreter(String script) {
    if (!script.startsWith("#!")) {
      return List.of();
    }
    int end = script.indexOf('\n');
    String line = script.substring(2, end < 0 ? script.length() : end).strip();
    String[] words = line.split("[ \t]+", 2);
    if (words.length < 2) {
      return List.of(Field.of(line));
    }
    boolean env = words[0].equals("/usr/bin/env") || words[0].equals("/bin/env");
    if (env && List.of("bash", "sh").contains(words[1])) {
      return List.of(Field.of(ENV + words[1]));
    }
    // set options of a shell change nothing that is looked at
    boolean options = words[1].startsWith("-") && SHELL_OPTIONS.containsAll(letters(words[1]));
    return options && words[0].endsWith("sh")
        ? List.of(Field.of(words[0]))
        : List.of(Field.of(words[0]), Field.of(words[1]));
  }

  private static List<Character> letters(String option) {
    return option.substring(1).chars().mapToObj(c -> (char) c).toList();
  }
}
