package dev.lasso.policy.proof;

import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One command of a line, written otherwise. One for each command. */
final class CommandMutants {
  private static final int MAX_WORDS = 12;

  /** What stands before a program and runs it. */
  private static final List<String> WRAPPERS =
      List.of(
          "env ",
          "nice ",
          "nohup ",
          "timeout 9 ",
          "command ",
          "env -i A=b ",
          "nice -n 5 ",
          "stdbuf -oL ",
          "setsid ",
          "env -u A -- ",
          "timeout --signal=TERM 9s env nice ");

  /** What the shell runs itself, or reads; a program of that name would do something else. */
  private static final Set<String> BUILTINS =
      Set.of(
          ".",
          ":",
          "alias",
          "builtin",
          "cd",
          "command",
          "declare",
          "dirs",
          "eval",
          "exec",
          "exit",
          "export",
          "getopts",
          "hash",
          "let",
          "local",
          "mapfile",
          "popd",
          "printf",
          "pushd",
          "read",
          "readarray",
          "readonly",
          "return",
          "set",
          "shift",
          "shopt",
          "source",
          "time",
          "trap",
          "type",
          "typeset",
          "ulimit",
          "umask",
          "unalias",
          "unset",
          "wait",
          "test",
          "[");

  private final Mutants mutants;
  private final Simple command;
  private final boolean alone;
  private final List<Word> words;

  /**
   * For a command of a line.
   *
   * @param alone whether the line is that command and nothing else
   */
  CommandMutants(Mutants mutants, Simple command, boolean alone) {
    this.mutants = mutants;
    this.command = command;
    this.alone = alone;
    this.words = command.words();
  }

  void add() {
    if (words.isEmpty() || words.getFirst().text() == null) {
      return;
    }
    Word first = words.getFirst();
    String name = mutants.source(first);
    if (!Mutants.isPlain(name)) {
      return;
    }
    boolean bare = command.assignments().isEmpty();
    if (bare && !isBuiltin(name) && !isDefined(name)) {
      wrap(first, name);
    }
    spell(first, name);
    if (bare) {
      mutants.add("a variable", mutants.prefixed(first, "p=" + name + "; ", "$p", first));
      mutants.add("a variable", mutants.prefixed(first, "p=" + name + "; ", "\"${p}\"", first));
      mutants.add(
          "an indirection", mutants.prefixed(first, "p=" + name + "; q=p; ", "\"${!q}\"", first));
      mutants.add("a default", mutants.prefixed(first, "p=; ", "${p:-" + name + "}", first));
      if (command.redirects().isEmpty()
          && words.stream().allMatch(word -> Mutants.isPlain(mutants.source(word)))) {
        mutants.change("eval", first, "eval " + name);
      }
    }
    if (bare && alone && command.redirects().isEmpty()) {
      whole(name);
    }
    List<String> program = new ArrayList<>(List.of(name));
    for (int i = 1; i < Math.min(words.size(), MAX_WORDS); i++) {
      word(first, i, program);
    }
  }

  private static boolean isBuiltin(String name) {
    return BUILTINS.contains(name);
  }

  /** Whether the line has a function of that name: another thing than the program. */
  private boolean isDefined(String name) {
    String text = mutants.line().replace(" ", "");
    return text.contains(name + "()") || text.contains("function" + name);
  }

  private void spell(Word first, String name) {
    mutants.change("quotes", first, "'" + name + "'");
    mutants.change("quotes", first, "\"" + name + "\"");
    mutants.change("quotes", first, "\\" + name);
    mutants.change("quotes", first, name.charAt(0) + "''" + name.substring(1));
    mutants.change("quotes", first, "$'" + name + "'");
    mutants.change("quotes", first, hexadecimal(name));
    mutants.change("a continuation", first, name.charAt(0) + "\\\n" + name.substring(1));
  }

  private static String hexadecimal(String text) {
    StringBuilder out = new StringBuilder("$'");
    text.chars().forEach(c -> out.append(String.format("\\x%02x", c)));
    return out.append('\'').toString();
  }

  private void wrap(Word first, String name) {
    for (String wrapper : WRAPPERS) {
      mutants.change("a wrapper", first, wrapper + name);
    }
    if (name.indexOf('/') < 0 && !mutants.line().contains("PATH")) {
      mutants.change("the program's path", first, "/usr/bin/" + name);
      mutants.change("the program's path", first, "/bin/" + name);
      mutants.change("the program's path", first, "/usr//bin/./" + name);
      mutants.change("the program's path", first, "/usr/share/../bin/" + name);
    }
  }

  /** The line is this command: its words as the words of something else. */
  private void whole(String name) {
    // without a comment after it
    String line = mutants.line().substring(command.span().start(), command.span().end());
    boolean plain =
        line.indexOf('\n') < 0
            && words.stream().allMatch(word -> Mutants.isPlain(mutants.source(word)));
    if (!line.contains("=~") && !line.contains(":~")) {
      // in an argument that looks like an assignment that is a home directory, in a list it is not
      mutants.add("an array", "a=(" + line + "); \"${a[@]}\"");
    }
    if (!namesParameters(line)) {
      mutants.add("the positional parameters", "set -- " + line + "; \"$@\"");
      mutants.add("a function's arguments", "f() { \"$@\"; }; f " + line);
    }
    mutants.add("a redirection", line + " 2>&1");
    mutants.add("a redirection", line + " 2>/dev/null");
    mutants.add("a redirection", "2>>/tmp/errors " + line);
    mutants.add("an assignment", "A=b " + line);
    if (plain && words.size() > 1 && line.indexOf(',') < 0) {
      mutants.add("braces", "{" + String.join(",", line.split(" +")) + "}");
    }
    if (isBuiltin(name)) {
      return;
    }
    mutants.add("a function", "f() { " + name + " \"$@\"; }; f" + line.substring(name.length()));
    mutants.add("xargs", "echo | xargs " + line);
    mutants.add("xargs", "xargs -n 1 -- " + line + " < /dev/null");
    if (plain) {
      String rest = line.substring(name.length()).strip();
      mutants.add("xargs", "echo '" + rest + "' | xargs " + name);
      mutants.add("xargs", "xargs env <<< '" + line + "'");
      mutants.add("find", "find . -maxdepth 0 -exec " + line + " \\;");
      mutants.add("a shell's arguments", "bash -c '\"$@\"' x " + line);
      mutants.add("a shell's arguments", "sh -c '$0 \"$@\"' " + line);
    }
  }

  private void word(Word first, int at, List<String> program) {
    Word word = words.get(at);
    String text = mutants.source(word);
    if (!Mutants.isPlain(text)) {
      return;
    }
    mutants.change("quotes", word, "'" + text + "'");
    mutants.change("quotes", word, text.charAt(0) + "\"\"" + text.substring(1));
    mutants.change("quotes", word, hexadecimal(text));
    mutants.change("a continuation", word, "\\\n" + text);
    mutants.add("a variable", mutants.prefixed(word, "v=" + text + "; ", "\"$v\"", first));
    if (text.indexOf(',') < 0) {
      mutants.change("braces", word, "{" + text + ",}");
    }
    if (text.startsWith("-")) {
      option(word, at, text, program);
    } else {
      program.add(text);
    }
  }

  private void option(Word word, int at, String text, List<String> program) {
    int equals = text.indexOf('=');
    String option = equals < 0 ? text : text.substring(0, equals);
    if (option.startsWith("--") && option.length() > 3) {
      for (int known = program.size(); known > 0; known--) {
        String shortest = CommandModels.builtIn().shortest(program.subList(0, known), option);
        if (!shortest.equals(option)) {
          mutants.change("an abbreviation", word, shortest + text.substring(option.length()));
          break;
        }
      }
    }
    if (equals < 0 && at + 1 < words.size()) {
      Word next = words.get(at + 1);
      String value = mutants.source(next);
      String between = CommandModels.builtIn().glue(program, option);
      // after a word that may be none or empty the option is that one's value, and only the glued
      // value is its too
      if (between != null && Mutants.isPlain(value) && areKnown(words.subList(0, at))) {
        Span both = new Span(word.span().start(), next.span().end());
        mutants.add("a glued value", mutants.with(both, option + between + value));
      }
      boolean flags =
          CommandModels.builtIn().clusters(program, option)
              && CommandModels.builtIn().clusters(program, value);
      if (flags) {
        Span both = new Span(word.span().start(), next.span().end());
        mutants.add("a cluster", mutants.with(both, option + value.substring(1)));
      }
    }
  }

  /** Whether a text, also one for another shell in it, may mean the positional parameters. */
  private static boolean namesParameters(String line) {
    for (int at = line.indexOf('$'); at >= 0; at = line.indexOf('$', at + 1)) {
      int next = at + 1 < line.length() && line.charAt(at + 1) == '{' ? at + 2 : at + 1;
      if (next < line.length() && "0123456789@*#".indexOf(line.charAt(next)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private boolean areKnown(List<Word> before) {
    return before.stream()
        .map(mutants::source)
        .allMatch(word -> word.indexOf('$') < 0 && word.indexOf('`') < 0);
  }
}
