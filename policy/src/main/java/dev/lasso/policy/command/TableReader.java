package dev.lasso.policy.command;

import dev.lasso.policy.command.CommandTable.Alternative;
import dev.lasso.policy.command.CommandTable.Default;
import dev.lasso.policy.command.CommandTable.Grammar;
import dev.lasso.policy.command.CommandTable.Output;
import dev.lasso.policy.command.CommandTable.OutputWith;
import dev.lasso.policy.command.Option.Arity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.TreeMap;

/** Reads command tables; see {@code docs/gate.md}. A table that is not right is a fault. */
final class TableReader {
  private static final Map<String, Role> VALUE_ROLES =
      Map.ofEntries(
          Map.entry("values", Role.TEXT),
          Map.entry("read", Role.READ),
          Map.entry("stat", Role.STAT),
          Map.entry("write", Role.WRITE),
          Map.entry("delete", Role.DELETE),
          Map.entry("chdir", Role.CHDIR),
          Map.entry("exec", Role.EXEC),
          Map.entry("config", Role.CONFIG),
          Map.entry("list", Role.LIST),
          Map.entry("url", Role.URL),
          Map.entry("host", Role.HOST),
          Map.entry("upload", Role.UPLOAD),
          Map.entry("env", Role.ENV),
          Map.entry("mode", Role.MODE),
          Map.entry("shell", Role.SHELL));
  private static final Map<String, Role> DETAILED =
      Map.of(
          "code", Role.CODE,
          "library", Role.LIBRARY,
          "script", Role.SCRIPT,
          "question", Role.QUESTION,
          "forbid", Role.FORBID);
  private static final Set<String> OTHERS =
      Set.of(
          "aliases",
          "grammar",
          "numeric",
          "flags",
          "optional",
          "glued",
          "pairs",
          "default",
          "response",
          "output-if",
          "operands",
          "operands-if",
          "stdin",
          "output",
          "effects",
          "handler",
          "sub");

  private final String source;

  private TableReader(String source) {
    this.source = source;
  }

  /** The tables of one document, by every name that their programs have. */
  static Map<String, CommandTable> read(String source, Map<?, ?> document) {
    return new TableReader(source).tables(document, List.of());
  }

  private Map<String, CommandTable> tables(Map<?, ?> document, List<String> above) {
    Map<String, CommandTable> tables = new HashMap<>();
    for (Object key : document.keySet()) {
      String name = String.valueOf(key);
      if (!(document.get(name) instanceof Map<?, ?> table)) {
        throw fault(above, "'" + name + "' is not a table");
      }
      List<String> path = new ArrayList<>(above);
      path.add(name);
      CommandTable read = table(table, List.copyOf(path));
      List<String> names = new ArrayList<>(words(table, "aliases", path));
      names.add(name);
      for (String each : names) {
        if (tables.put(each, read) != null) {
          throw fault(path, "'" + each + "' is there twice");
        }
      }
    }
    return tables;
  }

  private CommandTable table(Map<?, ?> table, List<String> path) {
    TreeMap<String, Option> options = new TreeMap<>();
    for (Object each : table.keySet()) {
      String key = String.valueOf(each);
      if (VALUE_ROLES.containsKey(key)) {
        for (String name : words(table, key, path)) {
          add(options, name, Arity.REQUIRED, VALUE_ROLES.get(key), "", path);
        }
      } else if (DETAILED.containsKey(key)) {
        detailed(table, key, options, path);
      } else if (!OTHERS.contains(key)) {
        throw fault(path, "'" + key + "' is not a key of a command table");
      }
    }
    for (String name : words(table, "flags", path)) {
      add(options, name, Arity.NONE, Role.FLAG, "", path);
    }
    for (String key : List.of("optional", "glued")) {
      for (String name : words(table, key, path)) {
        // with a role of its own where it is listed for one
        Option known = options.remove(name);
        Role role = known == null ? Role.TEXT : known.role();
        add(options, name, Arity.OPTIONAL, role, known == null ? "" : known.detail(), path);
      }
    }
    if (table.get("pairs") instanceof Map<?, ?> pairs) {
      for (Object each : pairs.keySet()) {
        String names = String.valueOf(each);
        Role role = Role.of(text(pairs, names, path));
        for (String name : split(names)) {
          add(options, name, Arity.PAIR, role, "", path);
        }
      }
    }
    try {
      List<Alternative> alternatives = new ArrayList<>();
      if (table.get("operands-if") instanceof Map<?, ?> cases) {
        for (Object each : cases.keySet()) {
          String names = String.valueOf(each);
          alternatives.add(
              new Alternative(
                  Set.copyOf(split(names)), OperandRoles.parse(text(cases, names, path))));
        }
      }
      List<Default> defaults = new ArrayList<>();
      if (table.get("default") instanceof String always) {
        defaults.add(new Default(Set.of(), always));
      } else if (table.get("default") instanceof Map<?, ?> cases) {
        for (Object each : cases.keySet()) {
          String names = String.valueOf(each);
          defaults.add(new Default(options(names), text(cases, names, path)));
        }
      }
      List<OutputWith> outputs = new ArrayList<>();
      if (table.get("output-if") instanceof Map<?, ?> cases) {
        for (Object each : cases.keySet()) {
          String names = String.valueOf(each);
          outputs.add(new OutputWith(options(names), output(text(cases, names, path))));
        }
      }
      List<String> effects = new ArrayList<>();
      if (table.get("effects") instanceof List<?> all) {
        all.forEach(each -> effects.add(String.valueOf(each)));
      }
      String input = table.containsKey("stdin") ? text(table, "stdin", path) : "read";
      return new CommandTable(
          path,
          Grammar.valueOf(
              (table.containsKey("grammar") ? text(table, "grammar", path) : "gnu")
                  .toUpperCase(Locale.ROOT)),
          Boolean.TRUE.equals(table.get("numeric")),
          options,
          OperandRoles.parse(
              table.containsKey("operands") ? text(table, "operands", path) : "none"),
          alternatives,
          defaults,
          Boolean.TRUE.equals(table.get("response")),
          table.get("sub") instanceof Map<?, ?> sub ? tables(sub, path) : Map.of(),
          input.startsWith("code:") ? input.substring("code:".length()) : "",
          output(table.containsKey("output") ? text(table, "output", path) : "passes"),
          outputs,
          effects,
          table.containsKey("handler") ? text(table, "handler", path) : "");
    } catch (IllegalArgumentException e) {
      throw fault(path, String.valueOf(e.getMessage()));
    }
  }

  private static Output output(String word) {
    return Output.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Set<String> options(String names) {
    return names.isBlank() ? Set.of() : Set.copyOf(split(names));
  }

  private void detailed(
      Map<?, ?> table, String key, Map<String, Option> options, List<String> path) {
    if (!(table.get(key) instanceof Map<?, ?> details)) {
      throw fault(path, "'" + key + "' is a table of options");
    }
    Role role = Objects.requireNonNull(DETAILED.get(key));
    for (Object each : details.keySet()) {
      String names = String.valueOf(each);
      String detail = text(details, names, path);
      for (String name : split(names)) {
        boolean valued = name.endsWith("=");
        boolean flag = (role == Role.QUESTION || role == Role.FORBID) && !valued;
        add(
            options,
            valued ? name.substring(0, name.length() - 1) : name,
            flag ? Arity.NONE : Arity.REQUIRED,
            role,
            detail,
            path);
      }
    }
  }

  private void add(
      Map<String, Option> options,
      String name,
      Arity arity,
      Role role,
      String detail,
      List<String> path) {
    if (!name.startsWith("-") && !name.startsWith("+")) {
      throw fault(path, "the option '" + name + "' has no dash");
    }
    if (options.put(name, new Option(name, arity, role, detail)) != null) {
      throw fault(path, "the option '" + name + "' is there twice");
    }
  }

  private List<String> words(Map<?, ?> table, String key, List<String> path) {
    if (!table.containsKey(key)) {
      return List.of();
    }
    return split(text(table, key, path));
  }

  /** The words of a text; without a pattern, which is slow at first. */
  private static List<String> split(String text) {
    List<String> words = new ArrayList<>();
    StringTokenizer each = new StringTokenizer(text);
    while (each.hasMoreTokens()) {
      words.add(each.nextToken());
    }
    return words;
  }

  private String text(Map<?, ?> table, String key, List<String> path) {
    if (table.get(key) instanceof String text) {
      return text;
    }
    throw fault(path, "'" + key + "' is not a text");
  }

  private IllegalArgumentException fault(List<String> path, String what) {
    return new IllegalArgumentException(source + ": " + String.join(" ", path) + ": " + what);
  }
}
