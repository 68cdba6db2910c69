package dev.lasso.runner.container;

import org.jspecify.annotations.Nullable;

/**
 * Whether the engine's default runtime lets containers out, as far as it can be told.
 *
 * <p>CVE-2024-21626: runc before 1.1.12 leaked descriptors of the host to containers whose working
 * directory the attacker chooses. Distributions put the fix into older versions without a new
 * upstream number. What the engine says then carries their package's mark, and whether that one has
 * the fix is known only for a few; the rest is let through with a warning, because this service
 * closes the way in by itself: containers start in {@code /} with a fixed entry point, and the
 * supervisor refuses working directories under {@code /proc}.
 */
public enum RuntimeSafety {
  /** Nothing is known against it. */
  SAFE,
  /** Old enough to be vulnerable, but built by a distribution, which may have fixed it. */
  DOUBTFUL,
  /** Known to be vulnerable. */
  VULNERABLE;

  private static final int[] FIXED = {1, 1, 12};
  private static final String DEBIAN_12 = "1.1.5+ds1-1+deb12u";

  /** Judges runc by its version and its build mark. */
  public static RuntimeSafety of(@Nullable String version, @Nullable String build) {
    if (version == null || version.isEmpty() || isAtLeastFixed(version)) {
      return SAFE;
    }
    String mark = build == null ? "" : build;
    if (mark.startsWith(DEBIAN_12)) {
      return SAFE; // deb12u1 is DSA-5615-1, the fix itself
    }
    boolean distribution =
        version.contains("+ds")
            || version.contains("ubuntu")
            || version.contains("-0ubuntu")
            || mark.contains("deb")
            || mark.contains("ubuntu")
            || mark.contains(".el")
            || mark.contains(".fc");
    return distribution ? DOUBTFUL : VULNERABLE;
  }

  private static boolean isAtLeastFixed(String version) {
    String[] parts = version.split("[.+~-]", 4);
    for (int i = 0; i < FIXED.length; i++) {
      int part;
      try {
        part = i < parts.length ? Integer.parseInt(parts[i]) : 0;
      } catch (NumberFormatException e) {
        return false;
      }
      if (part != FIXED[i]) {
        return part > FIXED[i];
      }
    }
    return true;
  }
}
