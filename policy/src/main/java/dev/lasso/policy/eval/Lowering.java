package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.ShellPrinter;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** From a script that was understood to the words that are executed. */
public final class Lowering {
  /** What there is no program for, so that a shell has to run it. */
  private static final Set<String> SHELL_ONLY =
      Set.of(
          "cd",
          "pushd",
          "popd",
          "dirs",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "unset",
          "set",
          "shopt",
          "eval",
          ".",
          "source",
          "exec",
          "command",
          "builtin",
          "trap",
          "alias",
          "unalias",
          "let",
          "read",
          "mapfile",
          "readarray",
          "shift",
          "exit",
          "return",
          "break",
          "continue",
          ":",
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
          "caller",
          "fg",
          "bg");

  private static final Map<String, String> WITHOUT_HOOKS =
      Map.of(
          "GIT_CONFIG_COUNT", "2",
          "GIT_CONFIG_KEY_0", "core.hooksPath",
          "GIT_CONFIG_VALUE_0", "/dev/null",
          "GIT_CONFIG_KEY_1", "core.fsmonitor",
          "GIT_CONFIG_VALUE_1", "false");

  private Lowering() {}

  /** The words of a script that is one command of plain words; null of any other. */
  public static @Nullable List<String> words(Statement script) {
    if (!(script instanceof Sequence sequence)
        || sequence.statements().size() != 1
        || !(sequence.statements().getFirst() instanceof Simple command)
        || !command.assignments().isEmpty()
        || !command.redirects().isEmpty()) {
      return null;
    }
    List<String> words = new ArrayList<>();
    for (Word word : command.words()) {
      String text = word.text();
      if (text == null) {
        return null;
      }
      words.add(text);
    }
    return words.isEmpty() ? null : words;
  }

  /** What to execute: the command itself, or a shell with the script printed back. */
  public static List<String> argv(Statement script) {
    List<String> words = words(script);
    return words != null && !SHELL_ONLY.contains(words.getFirst())
        ? words
        : List.of("/bin/bash", "--noprofile", "--norc", "-c", ShellPrinter.print(script));
  }

  /**
   * The variables that it is executed with: those that were asked for and, where it runs git,
   * settings by which git runs no hook and no file system monitor of the repository. They come
   * before every file of settings. Whoever clears the environment clears them too: what runs then
   * is code of the workspace, as a script there is.
   *
   * @see <a href="https://git-scm.com/docs/git-config#ENVIRONMENT">git config, ENVIRONMENT</a>
   */
  public static Map<String, String> environment(Map<String, String> asked, List<Finding> findings) {
    boolean git =
        findings.stream()
            .anyMatch(
                each -> each.effect() instanceof Effect.Runs(String name) && name.equals("git"));
    if (!git) {
      return asked;
    }
    Map<String, String> all = new LinkedHashMap<>(asked);
    all.putAll(WITHOUT_HOOKS);
    return all;
  }
}
