package dev.lasso.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Explanation.Retry;
import dev.lasso.contracts.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules that the gate has of its own, as data: what an agent is told of each, and the examples
 * that prove it. Read from {@code rules.jsonl} when it is first asked for; thread-safe.
 */
public final class BuiltInRules {
  /** Rules of what can't be seen before it runs: nobody answers these beforehand. */
  private static final Set<String> UNKNOWABLE =
      Set.of("command.unsure", "path.unknown", "network.unknown", "destruction.unknown");

  private static final Map<String, BuiltInRule> ALL = read();

  private BuiltInRules() {}

  /**
   * One of them.
   *
   * @param name its stable dotted name
   * @param retry whether sending the command again can help
   * @param instead what to do instead, a clause; empty of a rule that only allows
   * @param examples the line of the data file, with {@code match} and {@code not_match}
   */
  public record BuiltInRule(String name, Retry retry, String instead, JsonNode examples) {}

  /** All of them, by name. */
  public static Map<String, BuiltInRule> all() {
    return ALL;
  }

  /** One of them. */
  static Optional<BuiltInRule> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  /** Whether a profile's own rule may answer the question that this rule asks. */
  public static boolean isAnswerable(String name) {
    return ALL.containsKey(name) && !UNKNOWABLE.contains(name);
  }

  private static Map<String, BuiltInRule> read() {
    Map<String, BuiltInRule> all = new LinkedHashMap<>();
    try (InputStream in = BuiltInRules.class.getResourceAsStream("rules.jsonl")) {
      if (in == null) {
        throw new IllegalStateException("the built-in rules are missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode rule = Wire.mapper().readTree(line);
        String name = rule.get("rule").textValue();
        all.put(
            name,
            new BuiltInRule(
                name,
                Wire.mapper().convertValue(rule.get("retry"), Retry.class),
                rule.get("instead").textValue(),
                rule));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(all);
  }
}
