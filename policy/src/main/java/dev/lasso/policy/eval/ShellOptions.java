package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
import java.util.Set;
import java.util.function.Consumer;

/** What {@code set} and {@code shopt} may change without the rest being read in another way. */
final class ShellOptions {
  private static final String CHANGES = "a shell option that changes how commands are read";

  /** Of {@code set}. Not: {@code -H} (history), {@code -k} (assignments anywhere), {@code +B}. */
  private static final String LETTERS = "abefhmnptuvxCETo";

  private static final Set<String> NAMED =
      Set.of(
          "allexport",
          "emacs",
          "errexit",
          "errtrace",
          "functrace",
          "hashall",
          "ignoreeof",
          "monitor",
          "noclobber",
          "noexec",
          "noglob",
          "nolog",
          "notify",
          "nounset",
          "onecmd",
          "physical",
          "pipefail",
          "privileged",
          "verbose",
          "vi",
          "xtrace");

  /** Of {@code shopt}: what patterns find, what is said, what happens where something fails. */
  private static final Set<String> SHOPT =
      Set.of(
          "-s",
          "-u",
          "-q",
          "-p",
          "--",
          "nullglob",
          "failglob",
          "globstar",
          "dotglob",
          "extglob",
          "nocaseglob",
          "nocasematch",
          "globasciiranges",
          "inherit_errexit",
          "checkwinsize",
          "checkhash",
          "checkjobs",
          "huponexit",
          "execfail",
          "gnu_errfmt",
          "histappend",
          "cmdhist",
          "lithist",
          "mailwarn",
          "no_empty_cmd_completion",
          "progcomp",
          "promptvars",
          "shift_verbose",
          "login_shell",
          "restricted_shell");

  private ShellOptions() {}

  /** Whether these letters of {@code set}, with their sign, change nothing that is read later. */
  static boolean areHarmless(String letters) {
    boolean on = letters.charAt(0) == '-';
    for (int i = 1; i < letters.length(); i++) {
      char c = letters.charAt(i);
      if (LETTERS.indexOf(c) < 0 && !(c == 'B' && on) && !(c == 'H' && !on) && !(c == 'k' && !on)) {
        return false;
      }
    }
    return true;
  }

  /** {@code set -o NAME}. */
  static void judgeNamed(Field name, boolean on, Consumer<String> unsure) {
    String known = name.text();
    boolean off = known != null && Set.of("history", "histexpand", "posix").contains(known) && !on;
    boolean kept =
        known != null && Set.of("braceexpand", "interactive-comments").contains(known) && on;
    if (known == null || (!NAMED.contains(known) && !off && !kept)) {
      unsure.accept(CHANGES);
    }
  }

  /** One argument of {@code shopt}. */
  static void judge(Field argument, Consumer<String> unsure) {
    String known = argument.text();
    if (known == null || !SHOPT.contains(known)) {
      unsure.accept(CHANGES);
    }
  }
}
