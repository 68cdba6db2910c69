package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The shell's own commands: which class knows which. */
final class Builtins {
  /** They neither run anything nor set a variable. */
  private static final Set<String> HARMLESS =
      Set.of(
          ":", "true", "false", "exit", "times", "disown", "unalias", "suspend", "logout",
          "caller");

  private static final Set<String> NEVER =
      Set.of("enable", "bind", "complete", "compgen", "compopt", "history", "fc", "coproc");

  private final Evaluator evaluator;
  private final Expander expander;
  private final SimpleCommands commands;
  private final DirectoryBuiltins directories;
  private final OutputBuiltins output;
  private final ScriptBuiltins scripts;
  private final ParameterBuiltins parameters;
  private final Conditions conditions;

  Builtins(Evaluator evaluator, Expander expander, SimpleCommands commands) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.commands = commands;
    this.directories = new DirectoryBuiltins(evaluator, expander, commands);
    this.output = new OutputBuiltins(evaluator, commands.variables());
    this.scripts = new ScriptBuiltins(evaluator, commands, this);
    this.parameters = new ParameterBuiltins(evaluator, commands.variables());
    this.conditions = new Conditions(evaluator, expander);
  }

  /** What comes out of a builtin; null of what is none. */
  @Nullable Data run(String name, List<Field> arguments, State state, Data stdin) {
    if (HARMLESS.contains(name)) {
      return Data.NONE;
    }
    if (NEVER.contains(name)) {
      evaluator.report(new Effect.Forbidden("the shell's '" + name + "' is not for scripts"));
      return Data.OWN;
    }
    return switch (name) {
      case "cd", "pushd", "popd", "dirs", "pwd" -> directories.run(name, arguments, state);
      case "echo" -> output.echo(arguments);
      case "printf" -> output.printf(arguments, state);
      case "test", "[" -> conditions.test(arguments, state);
      case "export", "declare", "typeset", "local", "readonly" ->
          new Declarations(evaluator, expander, commands).run(name, arguments, state);
      case "read", "mapfile", "readarray" ->
          new Reading(evaluator, commands.variables()).run(name, arguments, state, stdin);
      case "set" -> parameters.set(arguments, state);
      case "unset" -> parameters.unset(arguments, state);
      case "shift" -> parameters.shift(arguments, state);
      case "getopts" -> parameters.getopts(arguments, state);
      case "eval" -> scripts.eval(arguments, state, stdin);
      case ".", "source" -> scripts.source(arguments, state, stdin);
      case "exec" -> scripts.exec(arguments, state, stdin);
      case "command", "builtin" -> scripts.command(arguments, state, stdin);
      case "trap" -> scripts.trap(arguments, state);
      case "return", "break", "continue" -> {
        evaluator.flow().jump(name, state);
        yield Data.NONE;
      }
      case "let" -> let(arguments, state);
      case "shopt" -> {
        arguments.forEach(argument -> ShellOptions.judge(argument, evaluator::unsure));
        yield Data.NONE;
      }
      case "alias" -> alias(arguments);
      case "umask", "type" -> Data.OWN;
      case "kill" -> {
        evaluator.report(new Effect.Runs("kill"));
        yield Data.OWN;
      }
      case "jobs" -> {
        if (arguments.stream().anyMatch(each -> each.prefix().startsWith("-x"))) {
          evaluator.unsure("'jobs -x', which runs a command");
        }
        yield Data.NONE;
      }
      case "wait" -> {
        if (hasLetter(arguments, 'p')) {
          evaluator.unsure("the builtin 'wait' with the name of a variable");
        }
        yield Data.NONE;
      }
      case "hash", "ulimit" -> {
        if (name.equals("hash") ? hasLetter(arguments, 'p') : !allKnown(arguments)) {
          evaluator.unsure("the builtin '" + name + "' with these arguments");
        }
        yield Data.NONE;
      }
      default -> null;
    };
  }

  private Data let(List<Field> arguments, State state) {
    for (Field argument : arguments) {
      String known = argument.text();
      if (known == null) {
        evaluator.unsure("an expression that is only known when it runs");
      } else {
        expander.arithmetic().assign(Word.quoted(known, Span.NONE), state);
      }
    }
    return Data.NONE;
  }

  private Data alias(List<Field> arguments) {
    for (Field argument : arguments) {
      if (argument.text() == null || argument.prefix().indexOf('=') >= 0) {
        evaluator.unsure("an alias changes what later names mean");
      }
    }
    return Data.OWN;
  }

  /** How many options there are before the first operand; {@code --} is one. */
  static int leadingOptions(List<Field> arguments) {
    int first = 0;
    while (first < arguments.size()) {
      String prefix = arguments.get(first).prefix();
      if (prefix.length() < 2 || (prefix.charAt(0) != '-' && prefix.charAt(0) != '+')) {
        return first;
      }
      first++;
      if (prefix.equals("--")) {
        return first;
      }
    }
    return first;
  }

  /** Whether a letter is among the options. */
  static boolean hasLetter(List<Field> arguments, char letter) {
    return arguments.stream()
        .anyMatch(each -> each.prefix().startsWith("-") && each.shown().indexOf(letter) > 0);
  }

  /** Whether each is known. */
  static boolean allKnown(List<Field> arguments) {
    return arguments.stream().allMatch(argument -> argument.text() != null);
  }
}
