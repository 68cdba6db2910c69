package dev.lasso.policy.profile;

import dev.lasso.contracts.BehaviorPolicy;
import dev.lasso.contracts.BehaviorPolicy.Rule;
import dev.lasso.contracts.BehaviorPolicy.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rules of behavior of a profile: a table {@code [behavior.SIGNAL]} for each. */
final class BehaviorToml {
  private static final int MAX_COUNT = 10_000;
  private static final int MAX_NAMES = 1_000;
  private static final long SECOND = 1_000;
  private static final long MINUTE = 60 * SECOND;
  private static final long DAY = 24 * 60 * MINUTE;

  private BehaviorToml() {}

  static BehaviorPolicy read(TomlReader reader) {
    List<Rule> rules = new ArrayList<>();
    for (Signal signal : Signal.values()) {
      Rule rule = rule(reader, signal);
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules.isEmpty() ? BehaviorPolicy.NONE : new BehaviorPolicy(rules);
  }

  private static @Nullable Rule rule(TomlReader reader, Signal signal) {
    String key = "behavior." + signal.name().toLowerCase(Locale.ROOT).replace('_', '-');
    boolean names = signal == Signal.HOSTS || signal == Signal.PROGRAMS;
    int most = names ? MAX_NAMES : MAX_COUNT;
    Rule rule =
        new Rule(
            signal,
            reader.quantity(key + ".window", MINUTE, Quantity::millis, SECOND, DAY, "1m"),
            level(reader, key + ".warn", most),
            level(reader, key + ".ask", most),
            level(reader, key + ".block", most),
            level(reader, key + ".pause", most));
    boolean any =
        Stream.of(rule.warn(), rule.ask(), rule.block(), rule.pause()).anyMatch(Objects::nonNull);
    if (!any && reader.has(key + ".window")) {
      reader.report(key, "needs a number at which to warn, ask, block or pause");
    }
    return any ? rule : null;
  }

  private static @Nullable Integer level(TomlReader reader, String key, int most) {
    return reader.has(key) ? (int) reader.number(key, 1, 1, most) : null;
  }
}
