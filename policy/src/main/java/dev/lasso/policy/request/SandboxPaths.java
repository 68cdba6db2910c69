package dev.lasso.policy.request;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Paths as they are inside a sandbox. Purely by their text: what links lead to is the supervisor's
 * and the kernel's matter.
 */
final class SandboxPaths {
  static final String WORKSPACE = "/workspace";

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
}
