package dev.lasso.runner.container;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The engine, an image or a workspace could not do what was asked. The message is for people and
 * says what to do.
 */
public final class EngineException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A sentence for people. */
  public EngineException(String message) {
    this(message, null);
  }

  /** A sentence for people, and what led to it. */
  public EngineException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /**
   * The sentence for people in a failure that may have come through Futures; {@code what} begins it
   * where there is none.
   */
  public static EngineException of(String what, Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof EngineException known
        ? known
        : new EngineException(what + ": " + cause.getClass().getSimpleName(), cause);
  }
}
