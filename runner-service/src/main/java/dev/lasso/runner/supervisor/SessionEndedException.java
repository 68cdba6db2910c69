package dev.lasso.runner.supervisor;

/** A session that is over; the message says why. */
public final class SessionEndedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  SessionEndedException(String reason) {
    super(reason);
  }
}
