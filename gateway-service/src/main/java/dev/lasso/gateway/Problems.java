package dev.lasso.gateway;

import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState;
import dev.lasso.kit.NotSentException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Checks that several requests share. */
final class Problems {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private Problems() {}

  /** A sandbox that is there. */
  static SandboxState sandbox(SandboxDirectory directory, String id) {
    SandboxId sandboxId;
    try {
      sandboxId = new SandboxId(id);
    } catch (IllegalArgumentException e) {
      throw Problem.unknownSandbox(printable(id)).asException();
    }
    return directory.find(sandboxId).orElseThrow(() -> Problem.unknownSandbox(id).asException());
  }

  /** How many of a list. */
  static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // reported below, like a number out of range
    }
    throw Problem.badRequest("'limit' must be a whole number from 1 to " + MAX_LIMIT).asException();
  }

  /**
   * What to do when the event that makes a request accepted was not acknowledged: fails where it
   * certainly was not sent; succeeds where it may have been, for then what becomes of it will tell.
   */
  static Future<Void> unlessSent(Throwable failure) {
    return switch (failure) {
      case IllegalArgumentException tooLarge ->
          Future.failedFuture(
              new Problem(
                      413,
                      "too-large",
                      "The request is too large",
                      "it does not fit into one event",
                      null,
                      null)
                  .asException());
      case NotSentException notSent ->
          Future.failedFuture(
              Problem.unavailable(
                      "Kafka did not take the request in time; it was not accepted",
                      "check that the brokers are up, then try again")
                  .asException());
      default -> Future.succeededFuture();
    };
  }

  /** What a client sent, fit to be shown. */
  static String printable(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(64)
        .forEach(c -> shown.appendCodePoint(c < 0x20 || c == 0x7f || c > 0x7e ? '?' : c));
    return shown.toString();
  }
}
