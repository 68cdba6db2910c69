package dev.lasso.audit;

import dev.lasso.kit.LassoHome;
import dev.lasso.kit.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the log is and how it is kept.
 *
 * @param directory {@code LASSO_AUDIT_DIR}; default {@code audit} in the home
 * @param keyFile {@code LASSO_AUDIT_KEY_FILE}; default {@code audit-key} in the home
 * @param segmentBytes {@code LASSO_AUDIT_SEGMENT_MIB}: a segment that has reached it is followed by
 *     another
 * @param instance {@code LASSO_INSTANCE}: a name that a restarted service has again, so that it
 *     takes its place at once
 */
record AuditSettings(Path directory, Path keyFile, long segmentBytes, @Nullable String instance) {
  private static final int SEGMENT_MIB = 64;
  private static final int MAX_SEGMENT_MIB = 16 << 10;

  static AuditSettings from(Settings settings) {
    LassoHome home = settings.home();
    int mebibytes = settings.number("LASSO_AUDIT_SEGMENT_MIB", SEGMENT_MIB, 1, MAX_SEGMENT_MIB);
    return new AuditSettings(
        settings.path("LASSO_AUDIT_DIR", home.audit()),
        settings.path("LASSO_AUDIT_KEY_FILE", home.auditKey()),
        (long) mebibytes << 20,
        settings.optionalText("LASSO_INSTANCE").orElse(null));
  }
}
