package dev.lasso.policy.command;

import dev.lasso.policy.command.CommandTable.Grammar;
import dev.lasso.policy.command.Option.Arity;
import dev.lasso.policy.text.TextRules;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A program's arguments as the program itself reads them: options with their values, and operands.
 * What it can't be sure of stands in {@link #doubts()}.
 */
final class Arguments {
  private static final int MAX_SHIFTED = 4;

  /**
   * Other words that these may be.
   *
   * @param considered up to which of them it has been considered that they may be none
   */
  record Shifted(List<Field> words, int considered) {}

  /** An option that was given. */
  record Given(Option option, @Nullable Field value) {}

  private final CommandTable table;
  private final List<Field> words;
  private final List<Given> options = new ArrayList<>();
  private final List<Field> operands = new ArrayList<>();
  private final List<Field> spread = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();
  private final List<String> lookalikes = new ArrayList<>();
  private final List<Shifted> shifted = new ArrayList<>();
  private final int considered;
  private @Nullable String subcommand;
  private int rest;

  private Arguments(CommandTable table, List<Field> words, int considered) {
    this.table = table;
    this.words = words;
    this.considered = considered;
  }

  /** Reads arguments, without the program's name. */
  static Arguments read(CommandTable table, Shifted words) {
    Arguments read = new Arguments(table, words.words(), words.considered());
    read.scan();
    return read;
  }

  List<Given> options() {
    return options;
  }

  List<Field> operands() {
    return operands;
  }

  /**
   * The operands where the patterns among the words give several names each: what an option takes
   * is the first of them only.
   */
  List<Field> spread() {
    return spread;
  }

  List<String> doubts() {
    return doubts;
  }

  /** Unknown options that look like others. */
  List<String> lookalikes() {
    return lookalikes;
  }

  /**
   * What the arguments are where a word that an option takes turns out to be none, or empty: the
   * option takes the next one then, and all that follows is something else.
   */
  List<Shifted> shifted() {
    return shifted;
  }

  /** The subcommand, where the table has any and one was given. */
  @Nullable String subcommand() {
    return subcommand;
  }

  /** What follows the subcommand. */
  List<Field> afterSubcommand() {
    return words.subList(rest, words.size());
  }

  /** The names of the options that were given. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    for (Given given : options) {
      names.add(given.option().name());
    }
    return names;
  }

  boolean has(String... names) {
    for (Given given : options) {
      for (String name : names) {
        if (given.option().name().equals(name)) {
          return true;
        }
      }
    }
    return false;
  }

  private void scan() {
    boolean ended = table.grammar() == Grammar.NONE;
    int commandAt = table.operands().commandAt();
    int i = 0;
    while (i < words.size()) {
      Field word = words.get(i++);
      String prefix = word.prefix();
      boolean option =
          (!ended && prefix.length() > 1 && prefix.charAt(0) == '-') || isPlus(ended, prefix);
      if (option && word.is("--")) {
        ended = true;
      } else if (option) {
        i = option(word, prefix, i);
      } else {
        if (!ended && word.mayBeOption() && isDoubtful(word)) {
          doubts.add("'" + word.shown() + "' could be an option of " + table.shown());
        }
        if (!ended
            && prefix.equals("-")
            && word.pieces().size() > 1
            && !(table.numeric() && isNumeric(word))) {
          doubts.add("'" + word.shown() + "' is an option that is only known when it runs");
        }
        if (!table.subcommands().isEmpty()) {
          subcommand = word.text();
          if (subcommand == null) {
            doubts.add("the subcommand of " + table.shown() + " is only known when it runs");
          }
          rest = i;
          return;
        }
        if (table.response() && prefix.startsWith("@")) {
          doubts.add("the arguments in the file '" + word.shown() + "'");
        }
        operands.add(word);
        spread.add(word);
        if (table.grammar() == Grammar.POSIX || operands.size() > commandAt) {
          ended = true;
        }
      }
    }
    rest = words.size();
  }

  private boolean isPlus(boolean ended, String prefix) {
    return !ended
        && prefix.length() > 1
        && prefix.charAt(0) == '+'
        && table.options().containsKey(prefix.substring(0, 2));
  }

  private boolean isDoubtful(Field word) {
    if (!table.hasHazards()) {
      return false;
    }
    return word.many()
        || !(word.pieces().getFirst() instanceof Hole hole)
        || hole.shape() != Shape.NUMBER;
  }

  private static boolean isNumeric(Field word) {
    return word.pieces().size() == 2
        && word.pieces().get(1) instanceof Hole hole
        && hole.shape() == Shape.NUMBER;
  }

  /** Takes an option; the index after it and its value. */
  private int option(Field word, String prefix, int next) {
    if (prefix.startsWith("--") || table.grammar() == Grammar.SINGLE) {
      return longOption(word, prefix, next);
    }
    return cluster(word, prefix, next);
  }

  private int longOption(Field word, String prefix, int next) {
    int equals = prefix.indexOf('=');
    String name = equals < 0 ? prefix : prefix.substring(0, equals);
    if (equals < 0 && word.text() == null) {
      return glued(word, prefix, next);
    }
    @Nullable Field glued = equals < 0 ? null : word.from(equals + 1);
    if (glued != null) {
      split(glued);
    }
    List<Option> candidates = candidates(name);
    if (candidates.isEmpty()) {
      return glued(word, prefix, next);
    }
    int end = next;
    Arity arity = candidates.getFirst().arity();
    for (Option candidate : candidates) {
      if (candidate.arity() != arity && glued == null) {
        doubts.add("'" + name + "' can be more than one option of " + table.shown());
        options.add(new Given(candidate, null));
        continue;
      }
      @Nullable Field value = glued;
      if (candidate.arity() == Arity.PAIR) {
        end = pair(candidate, glued, next);
        continue;
      }
      if (value == null && candidate.arity() == Arity.REQUIRED) {
        if (next < words.size()) {
          value = words.get(next);
          checkValue(value, next);
          end = next + 1;
        } else {
          doubts.add("the option '" + name + "' has no value");
        }
      }
      options.add(new Given(candidate, value));
    }
    return end;
  }

  /** A value that looks like an option is one to some versions of a program. */
  private void checkValue(Field value, int at) {
    if (value.pattern()) {
      spread.add(value);
    }
    if (value.many()) {
      split(value);
      shift(at, null);
    }
    String prefix = value.prefix();
    if (!prefix.startsWith("--") || prefix.length() < 4) {
      return;
    }
    int equals = prefix.indexOf('=');
    for (Option option : candidates(equals < 0 ? prefix : prefix.substring(0, equals))) {
      if (!option.isInert()) {
        doubts.add(
            "'" + value.shown() + "' may be an option of " + table.shown() + " and not a value");
      }
    }
  }

  /** A word may be none, or only what is known of it. */
  private void shift(int at, @Nullable Field known) {
    if (at < considered || at + 1 >= words.size()) {
      return;
    }
    if (shifted.size() == MAX_SHIFTED) {
      doubts.add("which words of " + table.shown() + " there are, and what its options take");
      return;
    }
    List<Field> others = new ArrayList<>(words);
    if (known == null) {
      others.remove(at);
    } else {
      others.set(at, known);
    }
    shifted.add(new Shifted(others, known == null ? at : at + 1));
  }

  private static boolean mayBeEmpty(Field value) {
    return value.pieces().stream()
        .allMatch(piece ->
            piece instanceof Hole hole
                && hole.shape() != Shape.NUMBER
                && hole.shape() != Shape.TOKEN);
  }

  /**
   * A text that a program or file gives may be several words, the later ones of which are operands,
   * or options, or the subcommand.
   */
  private void split(Field value) {
    if (value.many()) {
      if (table.hasHazards() || !table.subcommands().isEmpty()) {
        doubts.add(
            "'" + value.shown() + "' could be several words, and options of " + table.shown());
      }
      operands.add(Field.anyNumber(value.taints()));
      spread.add(Field.anyNumber(value.taints()));
    }
  }

  /** Takes a name and the value after it. */
  private int pair(Option option, @Nullable Field glued, int next) {
    int at = glued == null ? next + 1 : next;
    if (at >= words.size()) {
      doubts.add("the option '" + option.name() + "' has no value");
      return words.size();
    }
    if (glued == null) {
      checkValue(words.get(next), next);
    }
    checkValue(words.get(at), at);
    options.add(new Given(option, words.get(at)));
    return at + 1;
  }

  private List<Option> candidates(String name) {
    Option exact = table.options().get(name);
    if (exact != null) {
      return List.of(exact);
    }
    if (table.grammar() == Grammar.SINGLE) {
      // --name is the same as -name to most such programs
      Option single =
          name.startsWith("--")
              ? table.options().get(name.substring(1))
              : table.options().get("-" + name);
      return single == null ? List.of() : List.of(single);
    }
    if (name.length() <= 2) {
      return List.of();
    }
    List<Option> candidates = new ArrayList<>();
    for (Map.Entry<String, Option> entry : table.options().tailMap(name, false).entrySet()) {
      if (!entry.getKey().startsWith(name)) {
        break;
      }
      candidates.add(entry.getValue());
    }
    if (candidates.size() > 1
        && candidates.stream().anyMatch(each -> !each.isInert())
        && candidates.stream().anyMatch(Option::isInert)) {
      doubts.add("'" + name + "' can be more than one option of " + table.shown());
    }
    return candidates;
  }

  /** An option whose value follows its name directly, as in {@code -O2} and {@code -Ipath}. */
  private int glued(Field word, String prefix, int next) {
    if (table.grammar() == Grammar.SINGLE) {
      for (int length = prefix.length(); length >= 2; length--) {
        Option option = table.options().get(prefix.substring(0, length));
        if (option != null && option.arity() != Arity.NONE) {
          options.add(new Given(option, word.from(length)));
          return next;
        }
      }
    }
    return unknown(word, next);
  }

  private int unknown(Field word, int next) {
    String prefix = word.prefix();
    int equals = prefix.indexOf('=');
    TextRules.inName(equals < 0 ? prefix : prefix.substring(0, equals))
        .filter(finding -> finding.refused())
        .ifPresent(finding -> lookalikes.add("an option with " + finding.what()));
    doubts.add("'" + word.shown() + "' is not a known option of " + table.shown());
    return next;
  }

  private int cluster(Field word, String prefix, int next) {
    if (table.numeric() && isNumber(prefix) && (word.text() != null || isNumeric(word))) {
      return next;
    }
    // programs with a few long options that have one dash
    Option whole = table.options().get(prefix);
    if (whole != null && prefix.length() > 2 && word.text() != null) {
      return longOption(word, prefix, next);
    }
    for (int i = 1; i < prefix.length(); i++) {
      Option option = null;
      if (table.grammar() == Grammar.ZIP) {
        if (i + 1 < prefix.length()) {
          option = table.options().get("-" + prefix.substring(i, i + 2));
          i += option == null ? 0 : 1;
        }
        if (prefix.charAt(i) == '-') {
          continue;
        }
      }
      if (option == null) {
        option = table.options().get(prefix.charAt(0) + prefix.substring(i, i + 1));
      }
      if (option == null) {
        if (table.numeric() && Character.isDigit(prefix.charAt(i))) {
          continue;
        }
        return unknown(word, next);
      }
      if (option.arity() == Arity.NONE) {
        options.add(new Given(option, null));
        continue;
      }
      Field value = word.from(i + 1);
      boolean empty = i + 1 == prefix.length() && value.pieces().isEmpty() && !value.many();
      if (!empty) {
        split(value);
        if (option.arity() == Arity.REQUIRED && mayBeEmpty(value)) {
          shift(next - 1, Field.of(prefix));
        }
        options.add(new Given(option, value));
        return next;
      }
      if (option.arity() == Arity.OPTIONAL) {
        options.add(new Given(option, null));
        return next;
      }
      if (next < words.size()) {
        checkValue(words.get(next), next);
        options.add(new Given(option, words.get(next)));
        return next + 1;
      }
      doubts.add("the option '" + option.name() + "' has no value");
      options.add(new Given(option, null));
      return next;
    }
    if (word.text() == null) {
      doubts.add("'" + word.shown() + "' has options that are only known when it runs");
    }
    return next;
  }

  private static boolean isNumber(String prefix) {
    for (int i = 1; i < prefix.length(); i++) {
      char c = prefix.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
    }
    return true;
  }
}
