package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every known program does with its arguments. Immutable; one for all. */
public final class CommandModels {
  /** Programs that are installed with their version in their name. */
  private static final Set<String> VERSIONED =
      Set.of(
          "python", "pip", "gcc", "g++", "cpp", "clang", "clang++", "perl", "ruby", "gem", "node",
          "php", "lua", "erb", "irb", "java", "javac");

  private static final CommandModels BUILT_IN = of(TableDocuments.all());

  private final Map<String, CommandTable> tables;

  private CommandModels(Map<String, CommandTable> tables) {
    this.tables = tables;
  }

  /** The tables that LASSO comes with. */
  public static CommandModels builtIn() {
    return BUILT_IN;
  }

  private static CommandModels of(Map<String, Map<?, ?>> documents) {
    Map<String, CommandTable> all = new HashMap<>();
    documents.forEach((family, document) ->
        TableReader.read(family, document)
            .forEach((program, table) -> {
              if (all.put(program, table) != null) {
                throw new IllegalStateException(
                    family + ": '" + program + "' is in another family too");
              }
              Handlers.require(table);
            }));
    return new CommandModels(Map.copyOf(all));
  }

  /** Fails where a table is not right. */
  static void require(Map<String, Map<?, ?>> documents) {
    of(documents);
  }

  /** {@code python3.11} is {@code python3}; a name without a version as it is. */
  public static String withoutVersion(String program) {
    int end = program.length();
    int dot = program.indexOf('.');
    if (dot > 0) {
      end = dot;
    } else if (program.indexOf('-') > 0) {
      end = program.indexOf('-');
    }
    boolean version =
        program
            .substring(end)
            .chars()
            .allMatch(c -> c == '.' || c == '-' || (c >= '0' && c <= '9'));
    return version ? program.substring(0, end) : program;
  }

  /** The table of a program, also of one whose name ends with a version. */
  @Nullable CommandTable table(String program) {
    CommandTable table = tables.get(program);
    if (table != null) {
      return table;
    }
    int letters = 0;
    while (letters < program.length()
        && (Character.isLetter(program.charAt(letters)) || program.charAt(letters) == '+')) {
      letters++;
    }
    if (!VERSIONED.contains(program.substring(0, letters))) {
      return null;
    }
    int end = program.length();
    while (end > 0 && "0123456789.-".indexOf(program.charAt(end - 1)) >= 0) {
      end--;
    }
    return end == program.length() ? null : tables.get(program.substring(0, end));
  }

  /**
   * A program with its arguments: tells the scene its effects.
   *
   * @return what comes out of it
   */
  public Data run(String program, List<Field> arguments, Scene scene) {
    CommandTable table = table(program);
    scene.effect(
        new Effect.Runs(table == null || tables.containsKey(program) ? program : table.program()));
    if (table == null) {
      scene.effect(
          new Effect.Unsure("what '" + program + "' does with its arguments is not known"));
      return Data.OWN;
    }
    return new Use(table, scene).run(arguments);
  }
}
