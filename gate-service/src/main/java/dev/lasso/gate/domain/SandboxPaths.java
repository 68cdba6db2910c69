package dev.lasso.gate.domain;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Paths as they are inside a sandbox. Purely by their text: what links lead to is the supervisor's
 * and the kernel's matter.
 */
final class SandboxPaths {
  static final String WORKSPACE = "/workspace";

  /**
   * Where programs of the image are, in the order in which plain names are looked up by the runner.
   */
  private static final Set<String> PROGRAM_DIRECTORIES =
      Set.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private static final List<String> KERNEL = List.of("/proc", "/sys", "/dev");
  private static final int MAX_LENGTH = 4_095;

  private SandboxPaths() {}

  /** The absolute form of a working directory, beginning at the workspace where it is relative. */
  static String workingDirectory(@Nullable String asked) throws Denial {
    if (asked == null || asked.isEmpty()) {
      return WORKSPACE;
    }
    if (asked.indexOf('\0') >= 0 || asked.length() > MAX_LENGTH) {
      throw new Denial("cwd.malformed", "the working directory has a NUL in it or is too long");
    }
    String path = normalize(asked.startsWith("/") ? asked : WORKSPACE + "/" + asked);
    for (String tree : KERNEL) {
      if (path.equals(tree) || path.startsWith(tree + "/")) {
        throw new Denial(
            "cwd.kernel",
            "the working directory must not be in " + tree + ", which is the kernel's");
      }
    }
    return path;
  }

  private static String normalize(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      switch (part) {
        case "", "." -> {
          // stays where it is
        }
        case ".." -> parts.pollLast();
        default -> parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /**
   * The name that the policy knows a program by: its own, where it is a plain name or directly in a
   * directory of programs.
   *
   * @throws Denial where it is somewhere else: there, a file can have any name
   */
  static String programName(String program) throws Denial {
    int slash = program.lastIndexOf('/');
    if (slash < 0) {
      return program;
    }
    if (!PROGRAM_DIRECTORIES.contains(program.substring(0, slash))) {
      throw new Denial(
          "command.not-a-system-program",
          "'"
              + Shown.of(program)
              + "' is not in a directory of installed programs; give its plain name, or run it with an allowed"
              + " interpreter");
    }
    return program.substring(slash + 1);
  }
}
