package dev.lasso.cli;

import dev.lasso.contracts.Outcome;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.Problem;

/** What the command line ends with. */
final class ExitCodes {
  static final int OK = 0;

  /** Something was asked for and is not so. */
  static final int FAILED = 1;

  /** The arguments make no sense. */
  static final int USAGE = 2;

  /** {@code exec}: stopped at its time limit; as timeout(1) has it. */
  static final int TIMED_OUT = 124;

  /**
   * {@code exec}: LASSO itself failed, or whether the command ran cannot be known; as env(1) and
   * docker(1) have it.
   */
  static final int LASSO_FAILED = 125;

  /** {@code exec}: denied, nothing ran. */
  static final int DENIED = 126;

  /** {@code exec}: it did not start and may be tried again; EX_TEMPFAIL of sysexits(3). */
  static final int TRY_AGAIN = 75;

  /** {@code exec --no-wait}: a person is asked; it has not run yet. */
  static final int WAITING = 123;

  private static final int CANNOT_EXECUTE = 127;
  private static final int SIGNALED = 128;

  private ExitCodes() {}

  /** Of {@code exec}: the command's own wherever it has one. */
  static int of(ExecOutcome outcome) {
    return switch (outcome) {
      case ExecOutcome.Denied denied -> DENIED;
      case ExecOutcome.Underway underway -> WAITING;
      case ExecOutcome.Finished finished -> of(finished);
    };
  }

  private static int of(ExecOutcome.Finished finished) {
    Integer code = finished.exitCode();
    Integer signal = finished.signal();
    return switch (finished.outcome()) {
      case EXITED -> code == null ? LASSO_FAILED : code;
      case SIGNALED -> signal != null ? SIGNALED + signal : code != null ? code : LASSO_FAILED;
      case TIMED_OUT -> TIMED_OUT;
      case FAILED_TO_START -> code == null ? CANNOT_EXECUTE : code;
      case NOT_STARTED -> TRY_AGAIN;
      case UNKNOWN -> LASSO_FAILED;
    };
  }

  /** Whether the node says that nothing ran, and nothing will, only for now. */
  static boolean mayTryAgain(Problem problem) {
    return problem.is("busy") || problem.is("expired");
  }

  /** Whether the outcome needs a word besides what the command itself wrote. */
  static boolean needsWord(Outcome outcome) {
    return outcome != Outcome.EXITED && outcome != Outcome.SIGNALED;
  }
}
