package dev.lasso.policy.profile;

import java.util.Map;

/** An amount that is written with its unit. */
sealed interface Quantity {

  /** In bytes, or in milliseconds. */
  record Of(long amount) implements Quantity {}

  /** It is not written as one. */
  record NotOne() implements Quantity {}

  Map<String, Long> BYTES =
      Map.of("B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30, "TiB", 1L << 40);
  Map<String, Long> MILLIS = Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  /** Such as {@code 512MiB}; units are those of IEC 80000-13. */
  static Quantity bytes(String text) {
    return parse(text, BYTES);
  }

  /** Such as {@code 30s}, in milliseconds. */
  static Quantity millis(String text) {
    return parse(text, MILLIS);
  }

  private static Quantity parse(String text, Map<String, Long> units) {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    Long unit = units.get(text.substring(digits).strip());
    if (digits == 0 || digits > 12 || unit == null) {
      return new NotOne();
    }
    try {
      return new Of(Math.multiplyExact(Long.parseLong(text.substring(0, digits)), unit));
    } catch (ArithmeticException e) {
      return new NotOne();
    }
  }
}
