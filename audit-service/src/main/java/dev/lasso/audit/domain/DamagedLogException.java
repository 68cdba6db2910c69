package dev.lasso.audit.domain;

import java.nio.file.Path;

/**
 * The log on disk is not what this writer, or the one before it, left there. Nothing may be
 * appended to it.
 */
public final class DamagedLogException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedLogException(Path where, String what) {
    super(
        ("the audit log is damaged, so nothing is appended to it: %s: %s; run `lasso audit verify` to see all of it, then"
                + " restore the file from a copy, or move the audit directory away (keep it: it is evidence) to begin a"
                + " new log")
            .formatted(where, what));
  }
}
