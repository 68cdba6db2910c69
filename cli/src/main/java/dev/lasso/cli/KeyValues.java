package dev.lasso.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Options of the form {@code NAME=VALUE}. */
final class KeyValues {
  private KeyValues() {}

  /**
   * The pairs; a later one wins.
   *
   * @throws Failure when one has no name or no equals sign
   */
  static Map<String, String> parse(String option, List<String> texts) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw new Failure(
            ExitCodes.USAGE, option + " takes NAME=VALUE, not " + (equals < 0 ? text : "=..."));
      }
      values.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return values;
  }
}
