package dev.lasso.sdk;

/**
 * What can go wrong between a caller and its node. The message is a sentence for people and ends in
 * what to do.
 */
public abstract sealed class LassoException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private LassoException(String message) {
    super(message);
  }

  private LassoException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The settings do not say which node, or with what key. */
  public static final class BadSettings extends LassoException {
    private static final long serialVersionUID = 1L;

    BadSettings(String message) {
      super(message);
    }
  }

  /** No node answers there. Nothing was asked of anybody. */
  public static final class NodeUnreachable extends LassoException {
    private static final long serialVersionUID = 1L;

    NodeUnreachable(String message) {
      super(message);
    }

    NodeUnreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The connection broke after the request was sent. What was asked for may have been done: only
   * requests that change nothing are repeated by the client itself.
   */
  public static final class ConnectionLost extends LassoException {
    private static final long serialVersionUID = 1L;

    ConnectionLost(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The node does not accept the key. */
  public static final class Unauthorized extends LassoException {
    private static final long serialVersionUID = 1L;

    Unauthorized(String message) {
      super(message);
    }
  }

  /** No answer within the deadline. What was asked for may still be done. */
  public static final class DeadlineExceeded extends LassoException {
    private static final long serialVersionUID = 1L;

    DeadlineExceeded(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** The node understood and said no. */
  public static final class Refused extends LassoException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    Refused(Problem problem) {
      super(problem.sentence());
      this.problem = problem;
    }

    /** What it said. */
    public Problem problem() {
      return problem;
    }
  }

  /** Something answered, but not as a LASSO node of this version does. */
  public static final class BadAnswer extends LassoException {
    private static final long serialVersionUID = 1L;

    BadAnswer(String message) {
      super(message);
    }

    BadAnswer(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
