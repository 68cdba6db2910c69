package dev.lasso.policy.fuzz;

import dev.lasso.policy.text.Decoded;
import dev.lasso.policy.text.TextRules;
import java.nio.charset.StandardCharsets;

/** The whole gate with a line for the shell, for Jazzer. */
public final class GateFuzz {
  private GateFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) {
    // what is no UTF-8 never gets to the gate as a text, but unpaired surrogates do
    Laws.answers(
        switch (TextRules.decodeUtf8(input)) {
          case Decoded.Text(String text) -> text;
          case Decoded.Malformed malformed -> new String(input, StandardCharsets.UTF_16BE);
        });
  }
}
