package dev.lasso.runner.supervisor;

/**
 * The sandbox's end of the stream broke a rule of the protocol. The message never holds bytes from
 * the sandbox.
 */
public final class ProtocolViolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ProtocolViolationException(String rule) {
    super(rule);
  }
}
