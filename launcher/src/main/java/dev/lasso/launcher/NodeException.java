package dev.lasso.launcher;

import org.jspecify.annotations.Nullable;

/** Why a node can't be started, in words for its user. */
public final class NodeException extends Exception {
  private static final long serialVersionUID = 1L;
  private final boolean configuration;

  NodeException(String message, boolean configuration, @Nullable Throwable cause) {
    super(message, cause);
    this.configuration = configuration;
  }

  /** Whether its settings are to blame. */
  public boolean isConfiguration() {
    return configuration;
  }
}
