package dev.lasso.kit;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which trace something belongs to, as in W3C Trace Context (Recommendation of 2021-11-23), version
 * 00.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 * @param sampled whether the caller records it
 */
public record TraceContext(String traceId, String spanId, boolean sampled) {
  /** Header of HTTP requests and of Kafka records. */
  public static final String HEADER = "traceparent";

  private static final int LENGTH = 55;

  /** A trace that starts here. */
  public static TraceContext root(RandomGenerator random) {
    return new TraceContext(hex(random) + hex(random), hex(random), false);
  }

  /** The next span of the same trace. */
  public TraceContext child(RandomGenerator random) {
    return new TraceContext(traceId, hex(random), sampled);
  }

  /** The header's value. */
  public String header() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  /** Out of a header's value; nothing where it is not well-formed. */
  public static Optional<TraceContext> parse(@Nullable String header) {
    if (header == null
        || header.length() != LENGTH
        || !header.startsWith("00-")
        || header.charAt(35) != '-'
        || header.charAt(52) != '-') {
      return Optional.empty();
    }
    String trace = header.substring(3, 35);
    String span = header.substring(36, 52);
    String flags = header.substring(53);
    if (!isId(trace) || !isId(span) || !isHex(flags)) {
      return Optional.empty();
    }
    return Optional.of(new TraceContext(trace, span, (Integer.parseInt(flags, 16) & 1) == 1));
  }

  private static boolean isId(String text) {
    return isHex(text) && text.chars().anyMatch(c -> c != '0');
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  private static String hex(RandomGenerator random) {
    long bits = random.nextLong();
    return "%016x".formatted(bits == 0 ? 1 : bits);
  }
}
