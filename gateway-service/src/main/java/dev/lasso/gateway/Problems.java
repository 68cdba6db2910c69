package dev.lasso.gateway;

import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState;
import dev.lasso.kit.NotSentException;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Checks that several requests share. */
final class Problems {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  /** The longest that a request waits for a person, in seconds. */
  private static final int MAX_WAIT = 300;

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

  /**
   * How long a caller wants to wait for what is not there yet: {@code ?wait=SECONDS}, or {@code
   * Prefer: wait=SECONDS} (RFC 7240), which is clipped where it is too much.
   */
  static Duration patience(@Nullable String wait, @Nullable String prefer) {
    if (wait != null) {
      long seconds = seconds(wait);
      if (seconds < 0 || seconds > MAX_WAIT) {
        throw Problem.badRequest("'wait' must be a whole number of seconds from 0 to " + MAX_WAIT)
            .asException();
      }
      return Duration.ofSeconds(seconds);
    }
    for (String preference : prefer == null ? new String[0] : prefer.split(",", 16)) {
      String text = preference.strip();
      if (text.startsWith("wait=")) {
        return Duration.ofSeconds(Math.clamp(seconds(text.substring(5).strip()), 0, MAX_WAIT));
      }
    }
    return Duration.ZERO;
  }

  /** Negative where it is no number of seconds. */
  private static long seconds(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return -1;
    }
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
