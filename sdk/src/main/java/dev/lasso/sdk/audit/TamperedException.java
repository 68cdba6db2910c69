package dev.lasso.sdk.audit;

import java.nio.file.Path;

/** Carries the finding that ends a verification out of it. */
final class TamperedException extends Exception {
  private static final long serialVersionUID = 1L;
  private final transient Verification.Tampered finding;

  TamperedException(long seq, Path file, String problem) {
    super(problem);
    this.finding = new Verification.Tampered(seq, file, problem);
  }

  /** The same, found at another entry. */
  TamperedException at(long seq) {
    return new TamperedException(seq, finding.file(), finding.problem());
  }

  Verification.Tampered finding() {
    return finding;
  }
}
