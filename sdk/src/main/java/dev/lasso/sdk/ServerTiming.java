package dev.lasso.sdk;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The node's account of where an answer's time went (the header Server-Timing, W3C), in its order.
 *
 * @param hops durations by name
 */
public record ServerTiming(Map<String, Duration> hops) {
  private static final int MAX_HOPS = 32;

  /** Reads {@code name;dur=1.5, other;dur=2}; what has no duration is left out. */
  static ServerTiming parse(List<String> headers) {
    Map<String, Duration> hops = new LinkedHashMap<>();
    for (String header : headers) {
      for (String entry : header.split(",", MAX_HOPS)) {
        String[] parts = entry.split(";", MAX_HOPS);
        for (int i = 1; i < parts.length; i++) {
          String parameter = parts[i].strip();
          if (parameter.startsWith("dur=")) {
            put(hops, parts[0].strip(), parameter.substring("dur=".length()));
          }
        }
      }
    }
    return new ServerTiming(java.util.Collections.unmodifiableMap(hops));
  }

  private static void put(Map<String, Duration> hops, String name, String milliseconds) {
    try {
      hops.put(name, Duration.ofNanos((long) (Double.parseDouble(milliseconds) * 1_000_000)));
    } catch (NumberFormatException e) {
      // a measurement only: one that can't be read is none
    }
  }
}
