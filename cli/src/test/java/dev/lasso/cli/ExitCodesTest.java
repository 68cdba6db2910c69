package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lasso.contracts.Outcome;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.ServerTiming;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a script sees of an outcome. */
class ExitCodesTest {
  private static final ExecOutcome.GateDecision DECISION =
      new ExecOutcome.GateDecision("allow", "r", List.of("because"));
  private static final ExecOutcome.AuditRef AUDIT = new ExecOutcome.AuditRef(1, "log");

  @ParameterizedTest
  @CsvSource({
    "EXITED,0,,0",
    "EXITED,3,,3",
    "EXITED,255,,255",
    "SIGNALED,137,9,137",
    "SIGNALED,,15,143",
    "TIMED_OUT,137,9,124",
    "FAILED_TO_START,127,,127",
    "FAILED_TO_START,126,,126",
    "NOT_STARTED,,,75",
    "UNKNOWN,,,125"
  })
  void every_outcome_has_its_code(
      Outcome outcome, @Nullable Integer code, @Nullable Integer signal, int expected) {
    assertThat(
            ExitCodes.of(
                new ExecOutcome.Finished(
                    "ex-1",
                    outcome,
                    code,
                    signal,
                    new byte[0],
                    new byte[0],
                    false,
                    false,
                    Duration.ZERO,
                    null,
                    DECISION,
                    AUDIT,
                    new ServerTiming(Map.of()),
                    JsonNodeFactory.instance.nullNode())))
        .isEqualTo(expected);
  }

  @Test
  void a_denial_is_126_and_its_text_has_the_reasons_and_the_rule() {
    var denied =
        new ExecOutcome.Denied("ex-1", "no", DECISION, AUDIT, JsonNodeFactory.instance.nullNode());

    assertThat(ExitCodes.of(denied)).isEqualTo(126);
    assertThat(ExecCommand.denialText(denied)).isEqualTo("denied: because [r]");
  }
}
