package dev.lasso.gate.domain;

import java.util.List;
import java.util.Set;

/**
 * Programs that run a program named in their arguments. Where a profile lists what is <em>not</em>
 * allowed, such a program could carry a listed one past the list; so none of its arguments may
 * mention one, as a word of its own.
 *
 * <p>This errs on the side of denying ({@code env echo sudo} is denied too). What the arguments of
 * each wrapper really mean is for the gate's parser, which replaces this. A program that is no
 * wrapper but can run others (an interpreter, a build tool) is not covered: with a blacklist, the
 * sandbox is what holds it.
 */
final class Wrappers {
  private static final Set<String> NAMES =
      Set.of(
          "ash",
          "ld.so",
          "linux32",
          "linux64",
          "i386",
          "x86_64",
          "choom",
          "split",
          "sort",
          "nawk",
          "original-awk",
          "uname26",
          "ssh-agent",
          "dbus-run-session",
          "systemd-run",
          "xvfb-run",
          "eatmydata",
          "catchsegv",
          "pkexec",
          "runcon",
          "sg",
          "newgrp",
          "strace",
          "ltrace",
          "gdb",
          "awk",
          "bash",
          "builtin",
          "busybox",
          "chrt",
          "chroot",
          "command",
          "cpulimit",
          "csh",
          "dash",
          "doas",
          "entr",
          "env",
          "exec",
          "expect",
          "fakeroot",
          "find",
          "fish",
          "flock",
          "gawk",
          "ionice",
          "ksh",
          "ld-linux-x86-64.so.2",
          "ld-linux-aarch64.so.1",
          "make",
          "mawk",
          "mksh",
          "nice",
          "nohup",
          "numactl",
          "parallel",
          "perl",
          "posh",
          "prlimit",
          "python",
          "python3",
          "rbash",
          "ruby",
          "run-parts",
          "script",
          "setarch",
          "setpriv",
          "setsid",
          "sh",
          "start-stop-daemon",
          "stdbuf",
          "sudo",
          "su",
          "taskset",
          "tcsh",
          "time",
          "timeout",
          "toybox",
          "unbuffer",
          "unshare",
          "watch",
          "xargs",
          "zsh",
          "node",
          "git",
          "tar",
          "vi",
          "vim");

  private Wrappers() {}

  static void check(String program, List<String> arguments, Set<String> listed) throws Denial {
    if (!NAMES.contains(program) && !NAMES.contains(withoutVersion(program))) {
      return;
    }
    for (String argument : arguments) {
      for (String word : wordsOf(argument)) {
        if (listed.contains(word)) {
          throw new Denial(
              "command.blacklisted-within",
              "'"
                  + Shown.of(program)
                  + "' runs other programs, and its arguments name '"
                  + word
                  + "', which the profile does not allow");
        }
      }
    }
  }

  /** {@code python3.11} is Python, {@code perl5.36.0} Perl. */
  private static String withoutVersion(String program) {
    int end = program.length();
    while (end > 0 && "0123456789.".indexOf(program.charAt(end - 1)) >= 0) {
      end--;
    }
    return program.substring(0, end);
  }

  /**
   * Every run of characters that a program's name may have; quotes and backslashes are left out, as
   * a shell would.
   */
  private static List<String> wordsOf(String argument) {
    StringBuilder plain = new StringBuilder();
    argument
        .chars()
        .filter(c -> c != '\'' && c != '"' && c != '\\')
        .forEach(c -> plain.append(isNamePart(c) ? (char) c : ' '));
    return List.of(plain.toString().split(" ", -1));
  }

  private static boolean isNamePart(int c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '+';
  }
}
