package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Build tools: their operands are tasks of the workspace, which run what the workspace says. */
final class BuildTools {
  private static final Set<String> MAKE_PROGRAMS =
      Set.of(
          "SHELL",
          "MAKEFLAGS",
          "MAKE",
          "CC",
          "CXX",
          "LD",
          "AR",
          "AS",
          "CPP",
          "FC",
          "PAGER",
          "EDITOR",
          "MAKEFILES",
          "GNUMAKEFLAGS",
          "RM",
          "INSTALL",
          "NM",
          "RANLIB",
          "STRIP",
          "OBJCOPY",
          "YACC",
          "LEX",
          "HOSTCC");
  private static final List<String> PUBLISHING = List.of("deploy", "publish", "upload");
  private static final Set<String> PUBLISHING_COMMANDS =
      Set.of(
          "publish",
          "deploy",
          "login",
          "logout",
          "token",
          "upload",
          "release",
          "unpublish",
          "owner",
          "adduser");

  /** What {@code cmake -E} does, by the programs that do the same. */
  private static final Map<String, List<String>> CMAKE_COMMANDS =
      Map.ofEntries(
          Map.entry("make_directory", List.of("mkdir", "-p")),
          Map.entry("copy", List.of("cp")),
          Map.entry("copy_if_different", List.of("cp")),
          Map.entry("copy_directory", List.of("cp", "-r")),
          Map.entry("copy_directory_if_different", List.of("cp", "-r")),
          Map.entry("rename", List.of("mv")),
          Map.entry("remove", List.of("rm")),
          Map.entry("remove_directory", List.of("rm", "-r")),
          Map.entry("create_symlink", List.of("ln", "-s")),
          Map.entry("create_hardlink", List.of("ln")),
          Map.entry("compare_files", List.of("cmp")));

  private BuildTools() {}

  private static void workspace(Use use) {
    use.runsWorkspace();
  }

  static @Nullable Data make(Use use, Arguments arguments) {
    for (Field operand : arguments.operands()) {
      String prefix = operand.prefix();
      int equals = prefix.indexOf('=');
      if (equals > 0) {
        variable(prefix.substring(0, equals), operand.from(equals + 1), use);
      } else if (operand.text() == null && prefix.isEmpty()) {
        use.scene().effect(new Effect.Unsure("the target '" + operand.shown() + "'"));
      }
    }
    workspace(use);
    return Data.OWN;
  }

  private static void variable(String written, Field value, Use use) {
    int end = written.length();
    while (end > 0 && ":?+!".indexOf(written.charAt(end - 1)) >= 0) {
      end--;
    }
    String name = written.substring(0, end);
    String text = value.text();
    boolean runs =
        written.endsWith("!")
            || (text != null
                && (text.contains("$(") || text.indexOf('`') >= 0 || text.contains("${")));
    boolean program =
        MAKE_PROGRAMS.contains(name)
            || name.endsWith("SHELL")
            || name.endsWith("SHELLFLAGS")
            || name.endsWith("_CMD");
    if (value.prefix().startsWith("/")
        || value.prefix().startsWith("~")
        || value.prefix().contains("..")) {
      // an installation goes there
      use.apply(Role.WRITE, "", value, "make");
    }
    boolean plain =
        text != null
            && !text.isEmpty()
            && text.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_+.".indexOf(c) >= 0));
    if (runs) {
      use.scene()
          .effect(
              new Effect.Unsure("the make variable '" + name + "', whose value make works out"));
    } else if (program && (name.contains("SHELL") || name.startsWith("MAKE") || !plain)) {
      use.scene().effect(new Effect.Loads("the make variable " + name));
    }
  }

  /** What {@code cmake --build DIR --} hands to make or ninja. */
  static @Nullable Data cmake(Use use, Arguments arguments) {
    if (arguments.has("-E") && !arguments.operands().isEmpty()) {
      String command = String.valueOf(arguments.operands().getFirst().text());
      List<String> same = CMAKE_COMMANDS.get(command);
      if (same == null) {
        return null;
      }
      List<Field> words = new ArrayList<>();
      same.forEach(word -> words.add(Field.of(word)));
      words.addAll(arguments.operands().subList(1, arguments.operands().size()));
      return use.scene().run(words, Data.NONE);
    }
    if (!arguments.has("--build")) {
      return null;
    }
    for (Field operand : arguments.operands()) {
      String prefix = operand.prefix();
      boolean harmless =
          prefix.startsWith("-j")
              || prefix.startsWith("-l")
              || Set.of("-k", "-s", "-v", "-n", "-B", "--no-print-directory").contains(prefix);
      int equals = prefix.indexOf('=');
      if (equals > 0 && !prefix.startsWith("-")) {
        variable(prefix.substring(0, equals), operand.from(equals + 1), use);
      } else if (prefix.startsWith("-") && !harmless) {
        use.scene().effect(new Effect.Unsure("'" + operand.shown() + "' for the build tool"));
      }
    }
    return null;
  }

  static @Nullable Data goals(Use use, Arguments arguments) {
    if (arguments.operands().isEmpty() && !use.table().standardInput().isEmpty()) {
      Languages.judge(use.table().standardInput(), use.scene().stdin(), use);
    }
    for (Field operand : arguments.operands()) {
      String text = operand.text();
      if (text == null) {
        use.scene().effect(new Effect.Unsure("the task '" + operand.shown() + "'"));
        continue;
      }
      String goal = text.toLowerCase(Locale.ROOT).substring(text.lastIndexOf(':') + 1);
      if ((PUBLISHING.stream().anyMatch(goal::startsWith) && !goal.equals("publishtomavenlocal"))
          || text.startsWith("release:")
          || text.startsWith("hex.publish")) {
        use.scene().effect(new Effect.Questionable("'" + text + "' publishes what was built"));
      }
    }
    workspace(use);
    return Data.OWN;
  }

  /** {@code npx NAME ...}: a program of the workspace's packages or of the registry. */
  static @Nullable Data packageProgram(Use use, Arguments arguments) {
    if (arguments.operands().isEmpty()) {
      use.runsWorkspace();
      return Data.OWN;
    }
    Field first = arguments.operands().getFirst();
    List<Field> rest = arguments.operands().subList(1, arguments.operands().size());
    String name = first.text();
    if (arguments.has("-m", "--module") && use.table().program().equals("uv")) {
      return Runners.module(use, first, rest);
    }
    if (name == null) {
      use.scene().effect(new Effect.Unsure("the package '" + first.shown() + "'"));
      return Data.OWN;
    }
    if (name.chars().anyMatch(c -> " ;|&$`<>()".indexOf(c) >= 0)) {
      use.code("shell", first);
      return Data.OWN;
    }
    if (name.endsWith(".py") || name.endsWith(".js") || name.endsWith(".ts")) {
      use.apply(Role.SCRIPT, name.endsWith(".py") ? "python" : "javascript", first, name);
      return Data.OWN;
    }
    if (name.startsWith("/") || name.startsWith(".") || name.startsWith("~")) {
      return use.scene().run(arguments.operands(), use.scene().stdin());
    }
    use.apply(Role.PACKAGE, "", first, name);
    use.runsWorkspace();
    int version = name.lastIndexOf('@');
    String plain = version > 0 ? name.substring(0, version) : name;
    CommandTable table = CommandModels.builtIn().table(plain);
    if (table != null) {
      return new Use(table, use.scene()).run(rest);
    }
    paths(rest, use, name);
    return Data.OWN;
  }

  private static final Set<String> LINTS =
      Set.of(
          "-D",
          "-A",
          "-W",
          "-F",
          "--deny",
          "--allow",
          "--warn",
          "--forbid",
          "--cap-lints",
          "--cfg");

  /** {@code -Dwarnings} and the like. */
  private static boolean isLint(String word) {
    return Set.of("--no-deps", "-g", "-O").contains(word)
        || (word.length() > 2
            && LINTS.contains(word.substring(0, 2))
            && word.chars()
                .skip(2)
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || "-_:".indexOf(c) >= 0)));
  }

  /** {@code cargo rustc -- ARGUMENTS}: levels and lints; anything else is asked about. */
  static @Nullable Data compiler(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    for (int i = 0; i < operands.size(); i++) {
      String word = String.valueOf(operands.get(i).text());
      String value = i + 1 < operands.size() ? String.valueOf(operands.get(i + 1).text()) : "";
      if (LINTS.contains(word)) {
        i++;
      } else if (word.equals("-C") || word.equals("--codegen")) {
        use.code("rust-codegen", Field.of(value));
        i++;
      } else if (word.startsWith("-C") || word.startsWith("--codegen=")) {
        use.code("rust-codegen", Field.of(word.substring(word.startsWith("-C") ? 2 : 10)));
      } else if (!isLint(word)) {
        use.scene().effect(new Effect.Questionable("passes options to the compiler"));
        break;
      }
    }
    workspace(use);
    return Data.OWN;
  }

  /** What a tool of which no more is known is given: it may write where it is pointed to. */
  private static void paths(List<Field> operands, Use use, String program) {
    for (Field whole : operands) {
      int equals = whole.prefix().startsWith("-") ? whole.prefix().indexOf('=') : -1;
      Field operand = equals < 0 ? whole : whole.from(equals + 1);
      if (operand.prefix().startsWith("/")
          || operand.prefix().startsWith("~")
          || operand.prefix().startsWith("..")) {
        use.apply(Role.WRITE, "", operand, program);
      }
    }
  }

  /** A command that such a tool runs: a program of the workspace's packages where none is known. */
  private static Data packaged(List<Field> words, Use use) {
    String name = words.isEmpty() ? null : words.getFirst().text();
    boolean plain =
        name != null
            && name.length() > 1
            && name.chars()
                .allMatch(c -> c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '_'));
    CommandTable table = plain && name != null ? CommandModels.builtIn().table(name) : null;
    if (table != null && table.handler().equals("node-tool")) {
      return new Use(table, use.scene()).run(words.subList(1, words.size()));
    }
    if (name == null || !plain || table != null) {
      return use.scene().run(words, use.scene().stdin());
    }
    paths(words.subList(1, words.size()), use, name);
    workspace(use);
    return Data.OWN;
  }

  static @Nullable Data nodeTool(Use use, Arguments arguments) {
    String program = use.table().program();
    List<Field> operands = arguments.operands();
    return switch (program) {
      case "cross-env", "dotenv", "nyc", "c8" -> {
        int i = 0;
        while (i < operands.size() && operands.get(i).prefix().indexOf('=') > 0) {
          String prefix = operands.get(i).prefix();
          int equals = prefix.indexOf('=');
          use.scene().setVariable(prefix.substring(0, equals), operands.get(i).from(equals + 1));
          i++;
        }
        if (i < operands.size()
            && Set.of("report", "check-coverage", "merge", "instrument")
                .contains(String.valueOf(operands.get(i).text()))) {
          workspace(use);
          yield Data.OWN;
        }
        yield packaged(operands.subList(i, operands.size()), use);
      }
      case "concurrently" -> {
        for (Field operand : operands) {
          use.code("shell", operand);
        }
        yield Data.OWN;
      }
      case "rimraf" -> {
        operands.forEach(operand -> use.apply(Role.DELETE_TREE, "", operand, program));
        yield Data.OWN;
      }
      default -> {
        if (!operands.isEmpty()
            && PUBLISHING_COMMANDS.contains(String.valueOf(operands.getFirst().text()))) {
          use.scene()
              .effect(
                  new Effect.Questionable(
                      "'"
                          + program
                          + " "
                          + operands.getFirst().shown()
                          + "' reaches beyond the workspace"));
        }
        paths(operands, use, program);
        workspace(use);
        yield Data.OWN;
      }
    };
  }
}
