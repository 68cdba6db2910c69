package dev.lasso.policy.command.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an awk program opens and runs, collected while it is parsed and named at its end. */
final class AwkEffects {
  /** What a name is used for. */
  enum Use {
    READ,
    WRITE,
    COMMAND,
    /** A command that gets what is printed. */
    FED,
    /** A program beside this one, or a network connection. */
    BOTH_WAYS
  }

  private record Opened(Use use, AwkValue name, Place place) {}

  private record Assigned(AwkValue value, Place place) {}

  /**
   * Where something stands.
   *
   * @param at the offset
   * @param begin in a BEGIN action, not in a function
   * @param first it is what a statement of an action itself begins with, in no condition or loop
   */
  record Place(int at, boolean begin, boolean first) {}

  /** Longer names and commands are not put together. */
  private static final int MAX_NAME = 4096;

  private static final String FEEDS = "prints what it made into a command";

  private static final Set<String> SPECIAL =
      Set.of(
          "ARGC",
          "ARGIND",
          "ARGV",
          "BINMODE",
          "CONVFMT",
          "ENVIRON",
          "ERRNO",
          "FIELDWIDTHS",
          "FILENAME",
          "FNR",
          "FPAT",
          "FS",
          "FUNCTAB",
          "IGNORECASE",
          "LINT",
          "NF",
          "NR",
          "OFMT",
          "OFS",
          "ORS",
          "PREC",
          "PROCINFO",
          "RLENGTH",
          "ROUNDMODE",
          "RS",
          "RSTART",
          "RT",
          "SUBSEP",
          "SYMTAB",
          "TEXTDOMAIN");

  final Notes notes = new Notes();
  private final List<Opened> opened = new ArrayList<>();
  private final Map<String, List<Assigned>> assigned = new HashMap<>();
  private final Set<String> called = new HashSet<>();
  private final Set<String> defined = new HashSet<>();
  private boolean readsOperands;

  void opens(Use use, AwkValue name, Place place) {
    opened.add(new Opened(use, name, place));
  }

  /** A variable gets a value. */
  void assigns(String name, AwkValue value, Place place) {
    if (name.equals("ARGV") || name.equals("ARGC")) {
      notes.unsure("changes its own operands");
    }
    assigned.computeIfAbsent(name, n -> new ArrayList<>()).add(new Assigned(value, place));
  }

  void calls(String function) {
    called.add(function);
  }

  void defines(String function) {
    if (!defined.add(function)) {
      notes.unsure("a function that is defined twice");
    }
  }

  /** Reads the next line of its operands where it stands. */
  void readsOperands() {
    readsOperands = true;
  }

  /**
   * All together.
   *
   * @param variables what {@code -v} and operands assign; null for a value that isn't known or not
   *     there from the start. Null if the caller doesn't know
   */
  ProgramEffects findings(@Nullable Map<String, @Nullable String> variables) {
    for (String function : called) {
      if (!defined.contains(function)) {
        notes.unsure("calls a function that is not known");
      }
    }
    for (Opened one : opened) {
      String name = textOf(one, variables);
      switch (one.use()) {
        case COMMAND -> {
          if (name == null || !name.isEmpty()) {
            notes.executes(name);
          }
        }
        case FED -> {
          notes.executes(name);
          notes.hazard(FEEDS);
        }
        case BOTH_WAYS -> {
          if (name == null || !isNetwork(name)) {
            notes.executes(name);
            notes.hazard(FEEDS);
          }
        }
        case READ, WRITE -> {
          if (name == null) {
            notes.unsure("a file name that is not constant");
          } else if (one.use() == Use.READ) {
            notes.reads(name);
          } else {
            notes.writes(name);
          }
        }
      }
      if (name != null && isNetwork(name)) {
        notes.connects(name);
      }
    }
    return notes.findings();
  }

  private static boolean isNetwork(String name) {
    return name.startsWith("/inet");
  }

  private @Nullable String textOf(Opened one, @Nullable Map<String, @Nullable String> variables) {
    return switch (one.name()) {
      case AwkValue.Text text -> text.text();
      case AwkValue.Name name -> variable(name.name(), one.place(), variables, true);
      case AwkValue.Joined joined -> {
        StringBuilder all = new StringBuilder();
        for (AwkValue part : joined.parts()) {
          String text =
              switch (part) {
                case AwkValue.Text t -> t.text();
                case AwkValue.Name n -> variable(n.name(), one.place(), variables, false);
                case AwkValue.Joined j -> null;
                case AwkValue.Unknown u -> null;
              };
          if (text == null) {
            yield null;
          }
          all.append(text);
          if (all.length() > MAX_NAME) {
            yield null;
          }
        }
        yield all.toString();
      }
      case AwkValue.Unknown unknown -> null;
    };
  }

  /**
   * The text of a variable that has one value only.
   *
   * @param alone it is the whole name, so that where it is not set yet nothing is opened
   */
  private @Nullable String variable(
      String name, Place use, @Nullable Map<String, @Nullable String> variables, boolean alone) {
    if (SPECIAL.contains(name)) {
      return null;
    }
    List<Assigned> values = assigned.getOrDefault(name, List.of());
    boolean outside = variables != null && variables.containsKey(name);
    if (values.isEmpty()) {
      String value = variables == null ? null : variables.get(name);
      return value == null ? null : AwkLexer.unescape(value);
    }
    if (outside || values.size() > 1) {
      return null;
    }
    Assigned only = values.getFirst();
    boolean surelyBefore =
        only.place().begin()
            && only.place().first()
            && use.begin()
            && only.place().at() < use.at()
            && !readsOperands;
    if (!surelyBefore && (variables == null || !alone)) {
      return null;
    }
    return switch (only.value()) {
      case AwkValue.Text text -> text.text();
      case AwkValue.Joined joined -> constant(joined);
      case AwkValue.Name other -> null;
      case AwkValue.Unknown unknown -> null;
    };
  }

  private static @Nullable String constant(AwkValue.Joined joined) {
    StringBuilder all = new StringBuilder();
    for (AwkValue part : joined.parts()) {
      if (!(part instanceof AwkValue.Text text)) {
        return null;
      }
      all.append(text.text());
      if (all.length() > MAX_NAME) {
        return null;
      }
    }
    return all.toString();
  }
}
