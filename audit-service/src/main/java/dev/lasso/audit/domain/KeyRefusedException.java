package dev.lasso.audit.domain;

/** The key of the log can't be used. The message says what to do; the service must not start. */
public final class KeyRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  KeyRefusedException(String message) {
    super(message);
  }
}
