package dev.lasso.policy.fuzz;

import java.nio.charset.StandardCharsets;

/** The parser and its printer, for Jazzer. */
public final class ParserFuzz {
  private ParserFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    Laws.printsWhatItParsed(new String(input, StandardCharsets.UTF_8));
  }
}
