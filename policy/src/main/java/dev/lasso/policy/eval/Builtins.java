package dev.lasso.policy.eval;

import dev.lasso.policy.command.language.EscapedText;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Secrets;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shell's own commands. */
final class Builtins {
  private static final Set<String> HARMLESS =
      Set.of(
          ":",
          "true",
          "false",
          "exit",
          "return",
          "break",
          "continue",
          "wait",
          "jobs",
          "times",
          "umask",
          "ulimit",
          "getopts",
          "hash",
          "type",
          "disown",
          "suspend",
          "logout",
          "caller");
  private static final String OS_RELEASE = "/etc/os-release";
  private static final Set<String> OS_RELEASE_NAMES =
      Set.of("NAME", "VERSION", "VERSION_ID", "VERSION_CODENAME", "PRETTY_NAME", "ID", "ID_LIKE");
  private static final Set<String> NEVER =
      Set.of("enable", "bind", "complete", "compgen", "compopt", "history", "fc", "coproc");

  private final Evaluator evaluator;
  private final Expander expander;
  private final SimpleCommands commands;

  Builtins(Evaluator evaluator, Expander expander, SimpleCommands commands) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.commands = commands;
  }

  /** What comes out of a builtin; null of what is none. */
  @Nullable Data run(String name, List<Field> arguments, State state, Data stdin) {
    if (HARMLESS.contains(name)) {
      evaluator.flow().jump(name, state);
      if (name.equals("jobs") && startsWith(arguments, "-x")) {
        unsure("'jobs -x', which runs a command");
      }
      if ((name.equals("wait") && hasLetter(arguments, 'p'))
          || (name.equals("getopts") && !allKnown(arguments))) {
        unsure("the builtin '" + name + "' with the name of a variable");
      }
      if (name.equals("getopts") && arguments.size() > 1) {
        EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
        (arguments.size() > 2 ? arguments : state.positional())
            .forEach(argument -> taints.addAll(argument.taints()));
        for (String set : List.of(String.valueOf(arguments.get(1).text()), "OPTARG")) {
          commands.variables().set(set, Field.hole(Shape.ANY, taints), state);
        }
      }
      if ((name.equals("hash") && hasLetter(arguments, 'p'))
          || (name.equals("ulimit") && !allKnown(arguments))) {
        unsure("the builtin '" + name + "' with these arguments");
      }
      return name.equals("umask") || name.equals("type") ? Data.OWN : Data.NONE;
    }
    if (NEVER.contains(name)) {
      evaluator.report(new Effect.Forbidden("the shell's '" + name + "' is not for scripts"));
      return Data.OWN;
    }
    return switch (name) {
      case "cd", "pushd" -> changeDirectory(name, arguments, state);
      case "popd", "dirs" -> {
        if (name.equals("popd")) {
          state.directories(List.of(new Location.Anywhere()));
        }
        yield Data.OWN;
      }
      case "pwd" -> {
        evaluator.report(new Effect.Runs("pwd"));
        Field at = evaluator.workingDirectory(state);
        String known = at.text();
        yield known != null
            ? Data.of(known + "\n")
            : Data.shaped(
                at.pieces().getFirst() instanceof Piece.Hole hole ? hole.shape() : Shape.ANY);
      }
      case "echo" -> {
        evaluator.report(new Effect.Runs("echo"));
        Data said = text(arguments, exact(arguments));
        if (evaluator.shells().isPosix()
            && arguments.stream().anyMatch(each -> each.prefix().indexOf('\\') >= 0)) {
          // it has an echo that resolves escapes
          yield said.blurred().with(Set.of(Taint.COMPUTED));
        }
        yield spells(arguments) && startsWith(arguments, "-")
            ? said.with(Set.of(Taint.COMPUTED))
            : said;
      }
      case "printf" -> printf(arguments, state);
      case "test", "[" -> {
        evaluator.report(new Effect.Runs("test"));
        for (int i = 0; i + 1 < arguments.size(); i++) {
          if (arguments.get(i).is("-v")
              && (arguments.get(i + 1).text() == null
                  || arguments.get(i + 1).prefix().indexOf('[') >= 0)) {
            unsure("the name of a variable that is only known when it runs");
          }
          lookAt(arguments.get(i), arguments.get(i + 1), state);
        }
        yield Data.NONE;
      }
      case "export", "declare", "typeset", "local", "readonly" ->
          new Declarations(evaluator, expander, commands).run(name, arguments, state);
      case "unset" -> unset(arguments, state);
      case "read", "mapfile", "readarray" ->
          new Reading(evaluator, commands.variables()).run(name, arguments, state, stdin);
      case "shift" -> {
        if (!state.positionalKnown()) {
          yield Data.NONE;
        }
        List<Field> positional = state.positional();
        int count = arguments.isEmpty() ? 1 : number(arguments.getFirst());
        state.positional(
            count >= 0 ? Variable.without(positional, count) : List.of(Field.anyNumber(Set.of())));
        yield Data.NONE;
      }
      case "set" -> set(arguments, state);
      case "shopt" -> {
        for (Field argument : arguments) {
          ShellOptions.judge(argument, this::unsure);
        }
        yield Data.NONE;
      }
      case "eval" -> eval(arguments, state, stdin);
      case ".", "source" -> source(arguments, state, stdin);
      case "exec" -> exec(arguments, state, stdin);
      case "command", "builtin" -> command(arguments, state, stdin);
      case "trap" -> trap(arguments, state);
      case "alias" -> {
        for (Field argument : arguments) {
          if (argument.text() == null || argument.prefix().indexOf('=') >= 0) {
            unsure("an alias changes what later names mean");
          }
        }
        yield Data.OWN;
      }
      case "unalias" -> Data.NONE;
      case "let" -> {
        for (Field argument : arguments) {
          String known = argument.text();
          if (known == null) {
            unsure("an expression that is only known when it runs");
          } else {
            evaluator.expression(
                dev.lasso.policy.shell.Word.quoted(known, dev.lasso.policy.shell.Span.NONE), state);
          }
        }
        yield Data.NONE;
      }
      case "kill" -> {
        evaluator.report(new Effect.Runs("kill"));
        yield Data.OWN;
      }
      default -> null;
    };
  }

  /** A test of a file tells whether it is there: of one that holds secrets, too much. */
  void lookAt(Field operator, Field file, State state) {
    String known = operator.text();
    if (known == null || known.length() != 2 || "-efsrwdL".indexOf(known.charAt(1)) < 1) {
      return;
    }
    for (Location place : new Files(evaluator, state).locate(file)) {
      if (place instanceof At(String path)
          && !Paths.isBeneath(path, "/workspace")
          && Secrets.isSecretFile(path)) {
        evaluator.report(new Effect.Reads(place, false));
      }
    }
  }

  private void unsure(String what) {
    evaluator.report(new Effect.Unsure(what));
  }

  private static boolean startsWith(List<Field> arguments, String option) {
    return arguments.stream().anyMatch(argument -> argument.prefix().startsWith(option));
  }

  /** Whether a letter is among the options. */
  private static boolean hasLetter(List<Field> arguments, char letter) {
    return arguments.stream()
        .anyMatch(each -> each.prefix().startsWith("-") && each.shown().indexOf(letter) > 0);
  }

  private Data unset(List<Field> arguments, State state) {
    boolean functions = hasLetter(arguments, 'f');
    boolean variables = hasLetter(arguments, 'v');
    for (Field argument : arguments) {
      String known = argument.text();
      if (known == null || known.indexOf('[') >= 0) {
        unsure("'unset' of a name that is only known when it runs");
      } else if (!known.startsWith("-")) {
        if (functions) {
          state.unsetFunction(known);
        } else {
          evaluator.fixed().check(known);
          if (variables) {
            state.unsetVariable(known);
          } else {
            state.unsetEither(known);
          }
        }
      }
    }
    return Data.NONE;
  }

  private static boolean allKnown(List<Field> arguments) {
    return arguments.stream().allMatch(argument -> argument.text() != null);
  }

  private static int number(Field field) {
    String text = field.text();
    return text != null
            && !text.isEmpty()
            && text.length() < 4
            && text.chars().allMatch(Character::isDigit)
        ? Integer.parseInt(text)
        : -1;
  }

  private static @Nullable List<String> known(List<Field> arguments) {
    List<String> texts = new ArrayList<>(arguments.size());
    for (Field argument : arguments) {
      String text = argument.text();
      if (text == null) {
        return null;
      }
      texts.add(text);
    }
    return texts;
  }

  private static @Nullable String exact(List<Field> arguments) {
    List<String> texts = known(arguments);
    return texts == null ? null : EscapedText.echo(texts);
  }

  /** Whether a text spells characters by their numbers: what it says is not there to be read. */
  private static boolean spells(List<Field> arguments) {
    for (Field argument : arguments) {
      String text = argument.prefix();
      for (int i = text.indexOf('\\');
          i >= 0 && i + 1 < text.length();
          i = text.indexOf('\\', i + 2)) {
        if ("xuU01234567".indexOf(text.charAt(i + 1)) >= 0) {
          return true;
        }
      }
    }
    return false;
  }

  /** What a command writes that only writes its arguments. */
  static Data text(List<Field> arguments, @Nullable String exact) {
    if (exact != null) {
      return Data.of(exact);
    }
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    arguments.forEach(argument -> taints.addAll(argument.taints()));
    Shape shape = Shape.ANY;
    if (arguments.size() == 1
        && !arguments.getFirst().many()
        && arguments.getFirst().pieces().size() == 1
        && arguments.getFirst().pieces().getFirst() instanceof Piece.Hole hole) {
      shape = hole.shape();
    }
    return new Data(null, taints, shape);
  }

  private Data printf(List<Field> arguments, State state) {
    evaluator.report(new Effect.Runs("printf"));
    if (!arguments.isEmpty() && arguments.getFirst().prefix().startsWith("-v")) {
      boolean glued = !arguments.getFirst().is("-v");
      Field name =
          glued
              ? arguments.getFirst().from(2)
              : arguments.size() > 1 ? arguments.get(1) : Field.EMPTY;
      List<Field> rest =
          arguments.subList(Math.min(glued ? 1 : 2, arguments.size()), arguments.size());
      String known = name.text();
      if (known == null || known.indexOf('[') >= 0) {
        unsure("'printf -v' to a name that is only known when it runs");
        return Data.NONE;
      }
      List<String> texts = known(rest);
      String exact = texts == null ? null : EscapedText.printf(texts);
      Field value =
          exact != null ? Field.of(exact) : Field.hole(Shape.ANY, text(rest, null).taints());
      commands.variables().set(known, value, state);
      return Data.NONE;
    }
    List<Field> rest =
        !arguments.isEmpty() && arguments.getFirst().is("--")
            ? arguments.subList(1, arguments.size())
            : arguments;
    List<String> texts = known(rest);
    String exact = texts == null ? null : EscapedText.printf(texts);
    if (texts != null && exact == null) {
      return Data.tainted(Set.of(Taint.COMPUTED));
    }
    Data said = text(rest, exact);
    return spells(rest) ? said.with(Set.of(Taint.COMPUTED)) : said;
  }

  private Data changeDirectory(String name, List<Field> arguments, State state) {
    List<Field> operands = new ArrayList<>();
    boolean ended = false;
    for (Field argument : arguments) {
      if (!ended && argument.is("--")) {
        ended = true;
      } else if (ended
          || !Set.of("-P", "-L", "-e", "-@", "-n").contains(String.valueOf(argument.text()))) {
        operands.add(argument);
      }
    }
    List<Location> places;
    if (operands.isEmpty() && name.equals("pushd")) {
      // the one before, which may be the same
      places = List.of(new Location.Anywhere());
    } else if (operands.isEmpty()) {
      places =
          new Files(evaluator, state)
              .locate(new Parameters(evaluator, expander).lookup("HOME", state).getFirst());
    } else if (operands.size() == 1 && operands.getFirst().is("-")) {
      places = state.previous();
      if (state.variable("OLDPWD") != null) {
        unsure("where 'cd -' leads, since OLDPWD is set");
      }
    } else if (operands.size() > 1
        || operands.getFirst().prefix().startsWith("-")
        || operands.getFirst().prefix().startsWith("+")) {
      places = List.of(new Location.Anywhere());
    } else {
      places = new Files(evaluator, state).locate(operands.getFirst());
    }
    boolean climbs = operands.stream().anyMatch(each -> each.shown().contains(".."));
    if (climbs && !state.links().isEmpty()) {
      // the shell goes up by the names, everything else by the directories
      unsure("where 'cd ..' leads from beneath a link");
    }
    places.forEach(place -> evaluator.report(new Effect.Reads(place, false)));
    List<Location> here = state.directories();
    state.enter(places);
    if (commands.isUnguarded()) {
      state.addDirectories(here);
    }
    return name.equals("cd") ? Data.NONE : Data.OWN;
  }

  private Data set(List<Field> arguments, State state) {
    for (int i = 0; i < arguments.size(); i++) {
      String text = arguments.get(i).text();
      if (text == null
          || text.equals("--")
          || text.equals("-")
          || (!text.startsWith("-") && !text.startsWith("+"))) {
        int from = "--".equals(text) || "-".equals(text) ? i + 1 : i;
        if (text == null && arguments.get(i).mayBeOption()) {
          unsure("'set' with arguments that are only known when it runs");
        }
        state.positional(arguments.subList(from, arguments.size()));
        return Data.NONE;
      }
      boolean on = text.charAt(0) == '-';
      if (!ShellOptions.areHarmless(text)) {
        unsure("a shell option that changes how commands are read");
      }
      if (text.indexOf('a') > 0 && !text.startsWith("--")) {
        state.exportAll(on);
      }
      if (text.endsWith("o") && i + 1 < arguments.size()) {
        i++;
        if (arguments.get(i).is("allexport")) {
          state.exportAll(on);
        } else {
          ShellOptions.judgeNamed(arguments.get(i), on, this::unsure);
        }
      }
    }
    return arguments.isEmpty() ? Data.tainted(Set.of(Taint.ENVIRONMENT, Taint.SECRET)) : Data.NONE;
  }

  private Data eval(List<Field> arguments, State state, Data stdin) {
    StringBuilder joined = new StringBuilder();
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    boolean certain = true;
    for (Field argument : arguments) {
      String text = argument.text();
      certain &= text != null;
      taints.addAll(argument.taints());
      joined.append(joined.isEmpty() ? "" : " ").append(text);
    }
    if (certain) {
      return evaluator.shells().script(joined.toString(), state, stdin);
    }
    evaluator.code("shell", Data.tainted(taints));
    return Data.OWN;
  }

  private Data source(List<Field> arguments, State state, Data stdin) {
    List<Field> rest =
        !arguments.isEmpty() && arguments.getFirst().is("--")
            ? arguments.subList(1, arguments.size())
            : arguments;
    if (rest.isEmpty()) {
      return Data.NONE;
    }
    List<Field> outer = state.positional();
    boolean known = state.positionalKnown();
    if (rest.size() > 1) {
      state.positional(rest.subList(1, rest.size()));
    }
    Data out = evaluator.flow().body(state, false, () -> sourceFile(rest.getFirst(), state, stdin));
    if (rest.size() > 1 && known) {
      state.positional(outer);
    }
    return out;
  }

  private Data sourceFile(Field path, State state, Data stdin) {
    Files files = new Files(evaluator, state);
    for (Location place : files.locate(path)) {
      Data written = state.writtenTo(place);
      if (place instanceof At(String at) && at.startsWith("/proc/self/fd/")) {
        Data content = at.equals("/proc/self/fd/0") ? stdin : files.content(place);
        code(content, state, stdin);
      } else if (written != null) {
        if (written.text() == null) {
          for (String each : state.textsOf(place)) {
            evaluator.shells().script(each, state.copy(), stdin);
          }
        }
        code(written, state, stdin);
      } else {
        evaluator.report(new Effect.Reads(place, true));
        if (place instanceof At(String at) && at.equals(OS_RELEASE)) {
          // assignments of the image's own, whose values are not known here
          OS_RELEASE_NAMES.forEach(
              name -> state.set(name, Variable.of(Field.hole(Shape.ANY, Set.of()))));
        }
        evaluator.report(
            new Effect.RunsCode(
                "shell", place instanceof At ? sourceOf(place) : CodeSource.COMPUTED));
      }
    }
    return Data.OWN;
  }

  private void code(Data content, State state, Data stdin) {
    String text = content.text();
    if (text != null && content.taints().isEmpty()) {
      evaluator.shells().script(text, state, stdin);
    } else if (text == null && content.taints().equals(Set.of(Taint.FILE))) {
      evaluator.report(new Effect.RunsCode("shell", CodeSource.WORKSPACE));
    } else {
      evaluator.code("shell", content);
    }
  }

  /** Where code in a file comes from. */
  static CodeSource sourceOf(Location place) {
    return switch (place) {
      case At(String path) -> sourceOf(path);
      case Location.Beneath(String directory) -> sourceOf(directory);
      case Location.Anywhere anywhere -> CodeSource.COMPUTED;
    };
  }

  private static CodeSource sourceOf(String path) {
    if (Paths.isBeneath(path, "/workspace")) {
      return CodeSource.WORKSPACE;
    }
    if (Paths.isBeneath(path, "/tmp")) {
      return CodeSource.TMP;
    }
    return Paths.isBeneath(path, "/usr") || path.equals(OS_RELEASE)
        ? CodeSource.SYSTEM
        : CodeSource.COMPUTED;
  }

  private Data exec(List<Field> arguments, State state, Data stdin) {
    int i = 0;
    while (i < arguments.size()) {
      String text = arguments.get(i).text();
      if (text == null || !text.startsWith("-")) {
        break;
      }
      i++;
      if (text.equals("--")) {
        break;
      }
      // -a takes a name: glued, or the next word
      i += text.indexOf('a') == text.length() - 1 ? 1 : 0;
    }
    if (i >= arguments.size()) {
      return Data.NONE;
    }
    // a program: no function, no builtin
    String name = arguments.get(i).text();
    return name == null
        ? commands.call(arguments.subList(i, arguments.size()), state, stdin)
        : evaluator.program(arguments.subList(i, arguments.size()), state, stdin);
  }

  private Data command(List<Field> arguments, State state, Data stdin) {
    int i = 0;
    boolean asks = false;
    while (i < arguments.size()) {
      String text = arguments.get(i).text();
      if (text == null || !text.startsWith("-") || text.length() < 2) {
        break;
      }
      i++;
      if (text.equals("--")) {
        break;
      }
      asks |= text.indexOf('v') > 0 || text.indexOf('V') > 0;
    }
    if (asks || i >= arguments.size()) {
      String asked = i == arguments.size() - 1 ? arguments.get(i).text() : null;
      return asks && asked != null && asked.indexOf('/') < 0 && state.function(asked) == null
          ? Data.of("/usr/bin/" + asked + "\n")
          : Data.OWN;
    }
    List<Field> words = arguments.subList(i, arguments.size());
    String name = words.getFirst().text();
    if (name == null) {
      return commands.call(words, state, stdin);
    }
    // functions are passed by
    List<Field> rest = words.subList(1, words.size());
    Data built = run(name, rest, state, stdin);
    return built != null ? built : commands.program(name, rest, state, stdin);
  }

  private Data trap(List<Field> arguments, State state) {
    List<Field> rest = new ArrayList<>(arguments);
    while (!rest.isEmpty()
        && rest.getFirst().prefix().startsWith("-")
        && !rest.getFirst().is("-")) {
      boolean ends = rest.getFirst().is("--");
      rest.removeFirst();
      if (ends) {
        break;
      }
    }
    if (rest.size() > 1) {
      String text = rest.getFirst().text();
      if (text == null) {
        evaluator.code("shell", Data.tainted(rest.getFirst().taints()));
      } else if (!text.equals("-") && !text.isEmpty()) {
        for (Field signal : rest.subList(1, rest.size())) {
          if (signal.is("DEBUG") || signal.is("RETURN")) {
            unsure("a trap on every command");
          }
        }
        // it may run at any later moment, in any directory that the script is in
        State later = state.copy();
        evaluator.shells().script(text, later, Data.NONE);
        evaluator.shells().trap(text, state);
      }
    }
    return Data.NONE;
  }
}
