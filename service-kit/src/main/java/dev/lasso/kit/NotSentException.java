package dev.lasso.kit;

/** A record that certainly was not sent and never will be: Kafka did not take it in time. */
public final class NotSentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotSentException(String message) {
    super(message);
  }
}
