package dev.lasso.cli.text;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** Durations as people write them. */
public final class Durations {
  private static final int MAX_DIGITS = 9;

  private Durations() {}

  /**
   * Reads {@code 500ms}, {@code 30s}, {@code 1.5s}, {@code 10m} or {@code 2h}; a number alone is
   * seconds. Empty for anything else.
   */
  public static Optional<Duration> parse(String text) {
    int unitAt = 0;
    while (unitAt < text.length() && isNumber(text.charAt(unitAt))) {
      unitAt++;
    }
    String number = text.substring(0, unitAt);
    if (number.isEmpty() || number.length() > MAX_DIGITS) {
      return Optional.empty();
    }
    double millisPerUnit =
        switch (text.substring(unitAt)) {
          case "ms" -> 1;
          case "", "s" -> 1_000;
          case "m" -> 60_000;
          case "h" -> 3_600_000;
          default -> 0;
        };
    try {
      long millis = Math.round(Double.parseDouble(number) * millisPerUnit);
      return millis > 0 ? Optional.of(Duration.ofMillis(millis)) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static boolean isNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  /** Seconds with one digit after the point, such as {@code 1.2s}. */
  public static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1fs", duration.toMillis() / 1000.0);
  }

  /** The largest unit that fits, such as {@code 12s}, {@code 5m}, {@code 3h} or {@code 4d}. */
  public static String rough(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 48 * 3600 ? seconds / 3600 + "h" : seconds / 86400 + "d";
  }
}
