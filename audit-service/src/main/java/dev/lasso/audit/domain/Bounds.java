package dev.lasso.audit.domain;

import dev.lasso.contracts.Wire;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes evidence fit into an entry: the largest fields give way to digest, length and beginning,
 * until the rest has room.
 */
final class Bounds {
  /** Of the data alone; the rest of a line, its names clipped, is far less than what remains. */
  static final int MAX_DATA_BYTES = 240 << 10;

  /** A map of more than this is replaced as a whole. */
  private static final int FEW = 32;

  private static final int CAREFUL_ROUNDS = 64;

  private Bounds() {}

  static Map<String, Object> fit(Map<String, Object> data) {
    Map<String, Object> fitting = data;
    for (int round = 0; Wire.encode(fitting).length > MAX_DATA_BYTES; round++) {
      fitting = withoutLargest(fitting, round < CAREFUL_ROUNDS);
    }
    return fitting;
  }

  @SuppressWarnings("unchecked") // maps in data have texts as keys: Fields makes no others
  private static Map<String, Object> withoutLargest(Map<String, Object> map, boolean careful) {
    String largest = "";
    int size = -1;
    for (Map.Entry<String, Object> field : map.entrySet()) {
      int length = Wire.encode(field.getValue()).length;
      if (length > size) {
        size = length;
        largest = field.getKey();
      }
    }
    LinkedHashMap<String, Object> smaller = new LinkedHashMap<>(map);
    smaller.computeIfPresent(
        largest,
        (name, value) ->
            careful
                    && value instanceof Map<?, ?> inner
                    && !inner.containsKey("cut")
                    && inner.size() <= FEW
                ? withoutLargest((Map<String, Object>) inner, true)
                : Fields.cut(value));
    return smaller;
  }
}
