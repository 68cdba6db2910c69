package dev.lasso.policy.command;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Programs that run another one. */
final class Runners {
  private static final int MAX_KNOWN = 64;

  private Runners() {}

  static @Nullable Data env(Use use, Arguments arguments) {
    List<Field> operands = arguments.operands();
    int i = 0;
    while (i < operands.size()) {
      if (operands.get(i).is("-")) {
        // as -i
        i++;
        continue;
      }
      String prefix = operands.get(i).prefix();
      int equals = prefix.indexOf('=');
      if (equals <= 0) {
        break;
      }
      use.scene().setVariable(prefix.substring(0, equals), operands.get(i).from(equals + 1));
      i++;
    }
    return i < operands.size()
        ? use.scene().run(operands.subList(i, operands.size()), use.scene().stdin())
        : Data.tainted(Set.of(Taint.ENVIRONMENT));
  }

  static @Nullable Data time(Use use, Arguments arguments) {
    return null;
  }

  static @Nullable Data xargs(Use use, Arguments arguments) {
    List<Field> command =
        arguments.operands().isEmpty() ? List.of(Field.of("echo")) : arguments.operands();
    Data input = use.scene().stdin();
    String replaced = null;
    for (Arguments.Given given : arguments.options()) {
      String name = given.option().name();
      if (name.equals("-I") || name.equals("-i") || name.equals("--replace")) {
        Field value = given.value();
        replaced = value == null ? "{}" : value.text();
        if (replaced == null || replaced.isEmpty()) {
          use.scene().effect(new Effect.Unsure("what xargs replaces"));
          return Data.OWN;
        }
      }
    }
    String separator = null;
    for (Arguments.Given given : arguments.options()) {
      String name = given.option().name();
      if (name.equals("-d") || name.equals("--delimiter")) {
        separator = given.value() == null ? null : given.value().text();
        if (separator == null || separator.length() != 1) {
          input = Data.tainted(input.taints()).with(Set.of(Taint.COMPUTED));
        }
      } else if (name.equals("-E") || name.equals("-e") || name.equals("--eof")) {
        input = Data.tainted(input.taints()).with(Set.of(Taint.COMPUTED));
      }
    }
    if (replaced != null && !command.isEmpty() && command.getFirst().prefix().contains(replaced)) {
      use.scene().effect(new Effect.Unsure("a program that xargs reads the name of"));
      return Data.OWN;
    }
    List<Field> items = items(input, replaced != null, separator);
    if (items.isEmpty() && replaced != null) {
      items = List.of(Field.EMPTY);
    }
    if (replaced != null) {
      Data out = Data.NONE;
      for (Field item : items) {
        List<Field> words = new ArrayList<>();
        for (Field word : command) {
          words.add(replace(word, replaced, item));
        }
        out = out.then(use.scene().run(words, Data.NONE));
      }
      return out.blurred();
    }
    List<Field> words = new ArrayList<>(command);
    words.addAll(items);
    return use.scene().run(words, Data.NONE).blurred();
  }

  /** What it reads as arguments. */
  private static List<Field> items(Data input, boolean single, @Nullable String separator) {
    String text = input.text();
    if (text != null && input.taints().isEmpty() && isPlain(text)) {
      List<Field> words = new ArrayList<>();
      for (String word :
          separator != null
              ? text.split(java.util.regex.Pattern.quote(separator))
              : single ? text.split("\n") : text.trim().split("\\s+")) {
        if (!word.isEmpty()) {
          words.add(Field.of(word));
        }
      }
      if (words.size() <= MAX_KNOWN) {
        return words;
      }
    }
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    taints.addAll(input.taints());
    if (input.shape() == Shape.ANY) {
      taints.add(Taint.COMPUTED);
    }
    Field hole = Field.hole(input.shape(), taints);
    return List.of(single || input.shape() != Shape.ANY ? hole : Field.anyNumber(taints));
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> c == '\'' || c == '"' || c == '\\');
  }

  /** A word with every occurrence of a text replaced. */
  static Field replace(Field word, String replaced, Field by) {
    Field.Builder built = new Field.Builder();
    for (Piece piece : word.pieces()) {
      switch (piece) {
        case Piece.Hole hole -> built.add(hole);
        case Piece.Text(String text) -> {
          int from = 0;
          int at = text.indexOf(replaced);
          while (at >= 0) {
            built.add(text.substring(from, at));
            built.add(new Field(by.pieces(), false));
            from = at + replaced.length();
            at = text.indexOf(replaced, from);
          }
          built.add(text.substring(from));
        }
      }
    }
    return built.build();
  }

  /** {@code -c} and {@code -m} with their value glued to them, written apart. */
  static List<Field> pythonWords(List<Field> words) {
    List<Field> written = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String prefix = words.get(i).prefix();
      if (!prefix.startsWith("-") || prefix.startsWith("--") || prefix.length() < 2) {
        break;
      }
      for (int at = 1; at < prefix.length(); at++) {
        char letter = prefix.charAt(at);
        if (letter == 'W' || letter == 'X') {
          i += at + 1 == prefix.length() ? 1 : 0;
          break;
        }
        if (letter == 'c' || letter == 'm') {
          if (at + 1 == prefix.length() && words.get(i).text() != null) {
            return words;
          }
          written.addAll(words.subList(0, i));
          written.add(Field.of(prefix.substring(0, at + 1)));
          written.add(words.get(i).from(at + 1));
          written.addAll(words.subList(i + 1, words.size()));
          return written;
        }
      }
    }
    return words;
  }

  /** {@code python -m}: the module is the program. */
  static @Nullable Data pythonModule(Use use, Arguments arguments) {
    if (arguments.has("-i")) {
      mayReadCode(use, "python");
    }
    if (!arguments.has("-m") || arguments.operands().isEmpty()) {
      return null;
    }
    return module(
        use,
        arguments.operands().getFirst(),
        arguments.operands().subList(1, arguments.operands().size()));
  }

  /** A module that runs as a program. */
  static Data module(Use use, Field name, List<Field> rest) {
    String module = name.text();
    if (module == null) {
      use.scene().effect(new Effect.Unsure("the Python module '" + name.shown() + "'"));
      return Data.OWN;
    }
    if (module.equals("pdb")) {
      mayReadCode(use, "python");
    }
    CommandModels models = CommandModels.builtIn();
    CommandTable table = models.table("python:" + module);
    if (table == null) {
      table = models.table(module.replace('_', '-'));
    }
    if (table != null) {
      return new Use(table, use.scene()).run(rest);
    }
    // some are consoles: code, asyncio, pdb
    mayReadCode(use, "python");
    use.runsWorkspace();
    return Data.OWN;
  }

  /** A console or debugger runs what it reads: not what came from elsewhere. */
  private static void mayReadCode(Use use, String language) {
    Data stdin = use.scene().stdin();
    if (stdin.has(Taint.NETWORK)) {
      use.scene().code(language, stdin);
    }
  }

  /** {@code perl}, {@code ruby}: in-place editing. */
  static @Nullable Data perl(Use use, Arguments arguments) {
    if (arguments.has("-d")) {
      mayReadCode(use, "perl");
    }
    boolean inPlace = arguments.has("-i");
    boolean code = arguments.has("-e", "-E");
    if (inPlace && code) {
      for (Field file : arguments.operands()) {
        use.read(file);
        boolean own = use.scene().locate(file).stream().anyMatch(use.scene()::isWritten);
        use.write(file);
        if (own) {
          use.scene().write(file, Data.tainted(Set.of(Taint.COMPUTED)));
        }
      }
      return Data.NONE;
    }
    return null;
  }

  /** Programs that take further arguments from {@code @file}. */
  static @Nullable Data argumentsFile(Use use, Arguments arguments) {
    for (Field operand : arguments.operands()) {
      if (operand.prefix().startsWith("@")) {
        use.read(operand.from(1));
        use.scene().effect(new Effect.Unsure("the arguments in '" + operand.shown() + "'"));
      }
    }
    return null;
  }
}
