package dev.lasso.gateway;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a command was where, by the clocks of those who had it.
 *
 * @param requested the gateway sent it
 * @param decided the gate decided
 * @param started its program ran; absent when it never did
 * @param ended its program had ended
 * @param returned the gateway had its result
 * @param recorded the gateway knew it to be in the audit log
 */
record HopTimes(
    Instant requested,
    Instant decided,
    @Nullable Instant started,
    Instant ended,
    Instant returned,
    Instant recorded) {

  /** As a {@code Server-Timing} header (W3C Server Timing), in milliseconds. */
  String header() {
    List<String> metrics = new ArrayList<>();
    add(metrics, "gate", requested, decided);
    add(metrics, "queue", decided, started == null ? ended : started);
    if (started != null) {
      add(metrics, "run", started, ended);
    }
    add(metrics, "return", ended, returned);
    add(metrics, "audit", returned, recorded);
    return String.join(", ", metrics);
  }

  private static void add(List<String> metrics, String name, Instant from, Instant to) {
    double millis = Duration.between(from, to).toNanos() / 1e6;
    metrics.add(String.format(Locale.ROOT, "%s;dur=%.3f", name, millis));
  }
}
