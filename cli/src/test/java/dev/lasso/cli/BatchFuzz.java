package dev.lasso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The input of {@code lasso gate check --batch}, for Jazzer: every line gets one clear answer. */
public final class BatchFuzz {
  private static final CommandGate GATE =
      new CommandGate(Policy.of(BuiltInProfiles.named("development")));
  private static final Set<String> VERDICTS = Set.of("allow", "ask", "deny");

  private BatchFuzz() {}

  /** Called by Jazzer. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    long lines = 0;
    try (BatchLines in = new BatchLines(new ByteArrayInputStream(input))) {
      for (BatchLines.Line line = in.next(); line != null; line = in.next()) {
        if (line.number() != ++lines) {
          throw new IllegalStateException("line " + lines + " has the number " + line.number());
        }
        if (!GateCheckCommand.isBlank(line)) {
          AtomicLong malformed = new AtomicLong();
          check(GateCheckCommand.answer(line, GATE, malformed), malformed.get() > 0);
        }
      }
    }
    long breaks = 0;
    for (byte each : input) {
      breaks += each == '\n' ? 1 : 0;
    }
    boolean rest = input.length > 0 && input[input.length - 1] != '\n';
    if (lines != breaks + (rest ? 1 : 0)) {
      throw new IllegalStateException(lines + " lines were read");
    }
  }

  private static void check(String answer, boolean malformed) throws IOException {
    JsonNode object = Wire.mapper().readTree(answer);
    boolean clear =
        answer.indexOf('\n') < 0
            && object.has("id")
            && VERDICTS.contains(object.path("verdict").asText())
            && !object.path("reasons").isEmpty()
            && !object.path("rule").asText().isEmpty();
    if (!clear || object.path("rule").asText().equals(CommandGate.INTERNAL_ERROR)) {
      throw new IllegalStateException("no clear answer: " + answer);
    }
    if (malformed
        != (object.has("line") && object.get("rule").asText().equals("input.malformed"))) {
      throw new IllegalStateException("malformed or not: " + answer);
    }
  }
}
