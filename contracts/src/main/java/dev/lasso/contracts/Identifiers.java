package dev.lasso.contracts;

import java.time.Clock;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Makes and checks identifiers. A new id is a time part (so that ids sort by age) and 60 random
 * bits.
 *
 * <p>Thread-safe when the given generator is.
 */
public final class Identifiers {
  private static final int MAX_LENGTH = 64;
  private final Clock clock;
  private final RandomGenerator random;

  /** Ids by this clock and this source of randomness. */
  public Identifiers(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A sandbox id that was never given out before. */
  public SandboxId newSandboxId() {
    return new SandboxId(next("sb"));
  }

  /** An execution id that was never given out before. */
  public ExecutionId newExecutionId() {
    return new ExecutionId(next("ex"));
  }

  /** A node id that was never given out before. */
  public NodeId newNodeId() {
    return new NodeId(next("node"));
  }

  private String next(String prefix) {
    String time = Long.toString(clock.millis(), 36);
    String entropy = Long.toString(random.nextLong() >>> 4, 36);
    return (prefix + "-" + time + "-" + entropy).toLowerCase(Locale.ROOT);
  }

  static void require(String prefix, String value) {
    if (!isValid(prefix, value)) {
      throw new IllegalArgumentException("not a valid " + prefix + "- identifier");
    }
  }

  private static boolean isValid(String prefix, String value) {
    if (value.length() > MAX_LENGTH
        || value.length() < prefix.length() + 2
        || !value.startsWith(prefix + "-")) {
      return false;
    }
    return value
        .chars()
        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  }
}
