package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import java.util.ArrayList;
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

  private static final CommandModels BUILT_IN = new CommandModels(TableDocuments.all());

  private final PackedTables tables;

  private CommandModels(PackedTables tables) {
    this.tables = tables;
  }

  /** The tables that LASSO comes with. */
  public static CommandModels builtIn() {
    return BUILT_IN;
  }

  /** Fails where a table is not right. */
  static void require(Map<String, Map<?, ?>> documents) {
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

  /**
   * A program with its subcommands as the tables call them; what they don't know stays as it is.
   */
  public List<String> named(List<String> words) {
    List<String> names = new ArrayList<>();
    CommandTable table = words.isEmpty() ? null : table(words.getFirst());
    for (int i = 0; i < words.size(); i++) {
      if (i > 0 && table != null) {
        table = table.subcommand(words.get(i));
      }
      names.add(table == null ? words.get(i) : table.path().getLast());
    }
    return names;
  }

  /** Whether a program, with its subcommands, has such an option; true where nothing is known. */
  public boolean hasOption(List<String> path, String option) {
    CommandTable table = last(path);
    return table == null || table.options().containsKey(option);
  }

  /**
   * Whether the word after an option is its value.
   *
   * @param words the program and what follows it that is no option
   */
  public boolean takesNext(List<String> words, String option) {
    CommandTable table = words.isEmpty() ? null : table(words.getFirst());
    for (int i = 1; table != null; i++) {
      Option known = table.options().get(option);
      if (known != null && option.indexOf('=') < 0) {
        return known.arity() == Option.Arity.REQUIRED || known.arity() == Option.Arity.PAIR;
      }
      table = i < words.size() ? table.subcommand(words.get(i)) : null;
    }
    return false;
  }

  /**
   * The shortest beginning of a long option that only it has; the option itself where there is none
   * that is shorter.
   */
  public String shortest(List<String> path, String option) {
    CommandTable table = last(path);
    boolean abbreviates =
        table != null
            && (table.grammar() == CommandTable.Grammar.GNU
                || table.grammar() == CommandTable.Grammar.POSIX)
            && table.options().containsKey(option);
    if (table == null || !abbreviates) {
      return option;
    }
    for (int length = 3; length < option.length(); length++) {
      String beginning = option.substring(0, length);
      List<String> alike =
          table.options().tailMap(beginning, true).keySet().stream()
              .takeWhile(name -> name.startsWith(beginning))
              .toList();
      if (alike.equals(List.of(option))) {
        return beginning;
      }
    }
    return option;
  }

  /**
   * What stands between an option and its value where they are one word; null where they can't be.
   *
   * @param words the program and what precedes the option that is no option
   */
  public @Nullable String glue(List<String> words, String option) {
    CommandTable table = innermost(words, option);
    if (table == null || !isUsual(table)) {
      return null;
    }
    Option known = table.options().get(option);
    if (known == null || known.arity() != Option.Arity.REQUIRED) {
      return null;
    }
    return option.startsWith("--") ? "=" : option.length() == 2 ? "" : null;
  }

  /** Whether an option is a letter without a value that can stand in one word with others. */
  public boolean clusters(List<String> words, String option) {
    if (option.length() != 2 || option.charAt(0) != '-' || option.charAt(1) == '-') {
      return false;
    }
    CommandTable table = innermost(words, option);
    Option known = table == null || !isUsual(table) ? null : table.options().get(option);
    return known != null && known.arity() == Option.Arity.NONE;
  }

  private static boolean isUsual(CommandTable table) {
    return table.grammar() == CommandTable.Grammar.GNU
        || table.grammar() == CommandTable.Grammar.POSIX;
  }

  /** The first of a program and its subcommands that has an option. */
  private @Nullable CommandTable innermost(List<String> words, String option) {
    CommandTable table = words.isEmpty() ? null : table(words.getFirst());
    for (int i = 1; table != null && !table.options().containsKey(option); i++) {
      table = i < words.size() ? table.subcommand(words.get(i)) : null;
    }
    return table;
  }

  private @Nullable CommandTable last(List<String> path) {
    CommandTable table = path.isEmpty() ? null : table(path.getFirst());
    for (int i = 1; i < path.size() && table != null; i++) {
      table = table.subcommand(path.get(i));
    }
    return table;
  }

  /** The table of a program, also of one whose name ends with a version. */
  @Nullable CommandTable table(String program) {
    CommandTable table = tables.table(program);
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
    return end == program.length() ? null : tables.table(program.substring(0, end));
  }

  /**
   * A program with its arguments: tells the scene its effects.
   *
   * @return what comes out of it
   */
  public Data run(String program, List<Field> arguments, Scene scene) {
    CommandTable table = table(program);
    scene.effect(
        new Effect.Runs(
            table == null || tables.names().contains(program) ? program : table.program()));
    if (table == null) {
      return scene.using(
          new Invocation(program, arguments),
          () -> {
            scene.effect(
                new Effect.Unsure("what '" + program + "' does with its arguments is not known"));
            return Data.OWN;
          });
    }
    return new Use(table, scene).run(arguments);
  }
}
