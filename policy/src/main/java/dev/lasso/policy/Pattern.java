package dev.lasso.policy;

import dev.lasso.policy.value.Paths;

/** Patterns of a profile's rules. Linear in the text for each star; no regular expressions. */
final class Pattern {
  private static final String WORKSPACE = "/workspace";
  private static final String HOME = "/home/agent";

  private Pattern() {}

  /** Whether a text is like a pattern in which {@code *} stands for any text. */
  static boolean isLike(String text, String pattern) {
    int t = 0;
    int p = 0;
    int star = -1;
    int resume = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  /** A pattern of paths, made absolute: beneath the workspace where it is relative. */
  static String absolute(String pattern) {
    if (pattern.startsWith("~")) {
      return HOME + pattern.substring(1);
    }
    return pattern.startsWith("/") ? pattern : WORKSPACE + "/" + pattern;
  }

  /**
   * Whether a path is like a pattern: {@code *} stands for any text without a slash, {@code **} for
   * any text, and {@code DIR/**} also for DIR itself.
   */
  static boolean isPathLike(String path, String pattern) {
    if (pattern.endsWith("/**") && pattern.indexOf('*') == pattern.length() - 2) {
      return Paths.isBeneath(path, pattern.substring(0, pattern.length() - 3));
    }
    return isPathLike(path, 0, pattern, 0, new boolean[path.length() + 1][pattern.length() + 1]);
  }

  private static boolean isPathLike(
      String path, int at, String pattern, int from, boolean[][] failed) {
    int t = at;
    int p = from;
    while (p < pattern.length() && pattern.charAt(p) != '*') {
      if (t >= path.length() || path.charAt(t) != pattern.charAt(p)) {
        return false;
      }
      t++;
      p++;
    }
    if (p == pattern.length()) {
      return t == path.length();
    }
    if (failed[t][p]) {
      return false;
    }
    boolean any = pattern.startsWith("**", p);
    int next = p + (any ? 2 : 1);
    for (int end = t; end <= path.length(); end++) {
      if (isPathLike(path, end, pattern, next, failed)) {
        return true;
      }
      if (!any && end < path.length() && path.charAt(end) == '/') {
        break;
      }
    }
    failed[t][p] = true;
    return false;
  }

  /** Whether something beneath a directory could be like a pattern. */
  static boolean isBeneathLike(String directory, String pattern) {
    int star = pattern.indexOf('*');
    String known = star < 0 ? pattern : pattern.substring(0, star);
    String inside = directory.equals("/") ? "/" : directory + "/";
    return star < 0
        ? known.startsWith(inside)
        : known.startsWith(inside) || inside.startsWith(known);
  }
}
