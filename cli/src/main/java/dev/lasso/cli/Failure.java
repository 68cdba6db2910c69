package dev.lasso.cli;

/** A command can't do what it was asked; the message says why and what to do. */
final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int exitCode;

  Failure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  Failure(int exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
