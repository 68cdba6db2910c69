package dev.lasso.policy.profile;

import dev.lasso.policy.profile.ParsedProfile.Problem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlArray;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * Reads typed settings out of a TOML document and notes everything that is wrong, with its place.
 */
final class TomlReader {
  private final TomlTable document;
  private final Set<String> known = new TreeSet<>();
  private final List<Problem> problems = new ArrayList<>();

  TomlReader(TomlTable document) {
    this.document = document;
  }

  TomlTable document() {
    return document;
  }

  List<Problem> problems() {
    return problems;
  }

  void report(String key, String message) {
    @Nullable TomlPosition at = document.contains(key) ? document.inputPositionOf(key) : null;
    problems.add(
        new Problem(at == null ? 0 : at.line(), at == null ? 0 : at.column(), key, message));
  }

  private @Nullable Object value(String key) {
    known.add(key);
    return document.get(key);
  }

  /** Whether there is such a setting. */
  boolean has(String key) {
    return value(key) != null;
  }

  /** A text, or the fallback; one without a fallback must be there. */
  String text(String key, @Nullable String fallback, int maxLength) {
    Object value = value(key);
    if (value == null) {
      if (fallback == null) {
        report(key, "is missing");
      }
      return fallback == null ? "" : fallback;
    }
    if (!(value instanceof String text)) {
      report(key, "must be a string");
    } else if (text.isBlank() || text.length() > maxLength) {
      report(key, "must have 1 to " + maxLength + " characters");
    } else if (text.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
      report(key, "must not have control characters");
    } else {
      return text;
    }
    return fallback == null ? "" : fallback;
  }

  /** One of some words. */
  <T> T choice(String key, T fallback, Map<String, T> words) {
    Object value = value(key);
    if (value == null) {
      return fallback;
    }
    T chosen = value instanceof String text ? words.get(text) : null;
    if (chosen == null) {
      report(key, "must be one of " + String.join(", ", words.keySet()));
      return fallback;
    }
    return chosen;
  }

  /** A whole number within bounds. */
  long number(String key, long fallback, long min, long max) {
    Object value = value(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Long number && number >= min && number <= max) {
      return number;
    }
    report(key, "must be a whole number from " + min + " to " + max);
    return fallback;
  }

  /** A number that may have a fraction, times 1,000. */
  long thousandths(String key, long fallback, double min, double max) {
    Object value = value(key);
    if (value == null) {
      return fallback;
    }
    if (value instanceof Number number
        && number.doubleValue() >= min
        && number.doubleValue() <= max) {
      return Math.round(number.doubleValue() * 1_000);
    }
    report(key, "must be a number from " + min + " to " + max);
    return fallback;
  }

  /** A quantity that is written as a text with its unit. */
  long quantity(
      String key,
      long fallback,
      Function<String, Quantity> parse,
      long min,
      long max,
      String example) {
    Object value = value(key);
    if (value == null) {
      return fallback;
    }
    Quantity read = value instanceof String text ? parse.apply(text) : new Quantity.NotOne();
    switch (read) {
      case Quantity.Of of -> {
        if (of.amount() >= min && of.amount() <= max) {
          return of.amount();
        }
        report(key, "is out of range");
      }
      case Quantity.NotOne notOne ->
          report(key, "must be written with its unit, such as \"" + example + "\"");
    }
    return fallback;
  }

  /** Strings that each pass a check and are not repeated. */
  List<String> texts(String key, int max, Function<String, @Nullable String> check) {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof TomlArray array)) {
      report(key, "must be a list of strings");
      return List.of();
    }
    if (array.size() > max) {
      report(key, "has more than " + max + " entries");
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < array.size(); i++) {
      TomlPosition at = array.inputPositionOf(i);
      String wrong = "must be a string";
      if (array.get(i) instanceof String text) {
        wrong = seen.add(text) ? check.apply(text) : "'" + text + "' is there twice";
        texts.add(text);
      }
      if (wrong != null) {
        problems.add(new Problem(at.line(), at.column(), key, wrong));
      }
    }
    return texts;
  }

  /** Strings by name. */
  Map<String, String> textTable(String key, int max, Function<String, @Nullable String> checkName) {
    Object value = value(key);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof TomlTable table)) {
      report(key, "must be a table of strings");
      return Map.of();
    }
    if (table.size() > max) {
      report(key, "has more than " + max + " entries");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : new TreeSet<>(table.keySet())) {
      TomlPosition at = table.inputPositionOf(List.of(name));
      String wrong = checkName.apply(name);
      if (table.get(List.of(name)) instanceof String text) {
        texts.put(name, text);
        if (text.indexOf('\0') >= 0) {
          wrong = "must not have NUL";
        }
      } else {
        wrong = "must be a string";
      }
      if (wrong != null) {
        problems.add(
            new Problem(
                at == null ? 0 : at.line(), at == null ? 0 : at.column(), key + "." + name, wrong));
      }
    }
    return texts;
  }

  /** Tables of an array of tables. */
  List<TomlTable> tables(String key, int max) {
    Object value = value(key);
    if (value == null) {
      return List.of();
    }
    List<TomlTable> tables = new ArrayList<>();
    if (!(value instanceof TomlArray array)) {
      report(key, "must be an array of tables, as [[" + key + "]] begins one");
      return tables;
    }
    if (array.size() > max) {
      report(key, "has more than " + max + " entries");
      return tables;
    }
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof TomlTable table) {
        tables.add(table);
      } else {
        TomlPosition at = array.inputPositionOf(i);
        problems.add(new Problem(at.line(), at.column(), key, "must be a table"));
      }
    }
    return tables;
  }

  /** Takes over what is wrong in a table of its own. */
  void include(String prefix, TomlReader inner) {
    for (Problem problem : inner.problems) {
      problems.add(
          new Problem(
              problem.line(), problem.column(), prefix + "." + problem.key(), problem.message()));
    }
  }

  /** Something is wrong with one of the strings of a list. */
  void report(String key, int index, String message) {
    if (document.get(key) instanceof TomlArray array && index < array.size()) {
      TomlPosition at = array.inputPositionOf(index);
      problems.add(new Problem(at.line(), at.column(), key, message));
    } else {
      report(key, message);
    }
  }

  /** Ends the reading: what was not asked for is wrong too. */
  void reportUnknown() {
    for (String key : document.dottedKeySet()) {
      if (!isKnown(key)) {
        String nearest = Nearest.of(key, known);
        report(
            key,
            "is not a setting of a profile"
                + (nearest == null ? "" : "; did you mean '" + nearest + "'?"));
      }
    }
  }

  private boolean isKnown(String key) {
    return known.contains(key)
        || known.stream()
            .anyMatch(
                name -> document.get(name) instanceof TomlTable && key.startsWith(name + "."));
  }
}
