package dev.lasso.policy.eval;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What there is to know of environment variables by their names: {@code environment.toml}. Read
 * once, line by line, since whoever starts for one command has no time for all of TOML; what is not
 * of the form is an error. Immutable, for any thread.
 */
final class VariableTable {
  /** What a variable is for. */
  enum Kind {
    SHELL,
    SWITCH,
    DIRECTORY,
    CONFIG,
    PROGRAM,
    SOURCE,
    PAGER,
    COMPILER_FLAGS,
    MODULES,
    OPTIONS;

    static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(text)) {
          return kind;
        }
      }
      throw new IllegalStateException("environment.toml: no such kind: " + text);
    }
  }

  private static final VariableTable BUILT_IN = read();

  private final Map<String, Kind> kinds = new HashMap<>();
  private final Map<String, Set<String>> values = new HashMap<>();
  private final Map<String, List<String>> options = new HashMap<>();
  private final Map<String, Kind> endings = new LinkedHashMap<>();
  private final Map<String, Kind> beginnings = new LinkedHashMap<>();

  private VariableTable() {}

  static VariableTable builtIn() {
    return BUILT_IN;
  }

  /** What it is for; null where only its name may tell. */
  @Nullable Kind kind(String name) {
    return kinds.get(name);
  }

  /** The variables of a kind. */
  Set<String> ofKind(Kind kind) {
    return kinds.entrySet().stream()
        .filter(each -> each.getValue() == kind)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The values that do no harm; null where they are not listed. */
  @Nullable Set<String> values(String name) {
    return values.get(name);
  }

  /** The options that do no harm; null where they are not listed. */
  @Nullable List<String> options(String name) {
    return options.get(name);
  }

  /** Whether a name ends or begins as those of a kind do. */
  boolean isNamedAs(Kind kind, String name) {
    return endings.entrySet().stream()
            .anyMatch(each -> each.getValue() == kind && name.endsWith(each.getKey()))
        || beginnings.entrySet().stream()
            .anyMatch(each -> each.getValue() == kind && name.startsWith(each.getKey()));
  }

  private static VariableTable read() {
    VariableTable table = new VariableTable();
    try (InputStream in =
            Objects.requireNonNull(
                VariableTable.class.getResourceAsStream("/dev/lasso/policy/environment.toml"),
                "environment.toml is missing");
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String section = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[") && line.endsWith("]")) {
          section = line.substring(1, line.length() - 1);
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          int equals = line.indexOf(" = \"");
          if (equals < 1 || !line.endsWith("\"")) {
            throw new IllegalStateException("environment.toml: " + line);
          }
          table.add(
              section, line.substring(0, equals), line.substring(equals + 4, line.length() - 1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return table;
  }

  private void add(String section, String name, String text) {
    Object before =
        switch (section) {
          case "kind" -> kinds.put(name, Kind.of(text));
          case "values" -> values.put(name, Set.of(text.split(" ")));
          case "options" -> options.put(name, List.of(text.split(" ")));
          case "ending" -> endings.put(name, Kind.of(text));
          case "beginning" -> beginnings.put(name, Kind.of(text));
          default -> throw new IllegalStateException("environment.toml: [" + section + "]");
        };
    if (before != null) {
      throw new IllegalStateException("environment.toml: " + name + " twice in " + section);
    }
  }
}
