package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a command: the gate let it through and it ended somehow, or the gate denied it, or
 * it has not ended yet, such as one that waits for a person.
 */
public sealed interface ExecOutcome {

  /** Names the execution for ever. */
  String executionId();

  /** The gate's decision. */
  GateDecision decision();

  /** Where the evidence stands. */
  AuditRef audit();

  /** The whole answer. */
  JsonNode source();

  /**
   * The gate's decision as the caller sees it.
   *
   * @param verdict {@code allow}, {@code ask} or {@code deny}
   * @param rule the rule that decided
   * @param reasons sentences for people
   */
  record GateDecision(String verdict, String rule, List<String> reasons) {

    static GateDecision from(Json json) {
      return new GateDecision(json.text("verdict"), json.textOr("rule", ""), json.texts("reasons"));
    }
  }

  /**
   * Where the evidence stands.
   *
   * @param seq the entry of the result, or of the denial
   * @param logId the log's name
   */
  record AuditRef(long seq, String logId) {

    static AuditRef from(@Nullable Json json) {
      return json == null
          ? new AuditRef(0, "")
          : new AuditRef(json.integer("seq"), json.textOr("log_id", ""));
    }
  }

  /**
   * It was let through.
   *
   * @param outcome how it ended
   * @param exitCode the program's own, 128 + signal, or 127/126 where it could not be started;
   *     absent when unknown
   * @param signal the signal that ended it
   * @param stdout every byte it wrote, up to the limit
   * @param stderr likewise
   * @param stdoutTruncated whether it wrote more
   * @param stderrTruncated likewise
   * @param duration on the node
   * @param detail a sentence, where the outcome alone does not explain itself
   * @param timing where the time went, by the node's own account
   */
  record Finished(
      String executionId,
      Outcome outcome,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      byte[] stdout,
      byte[] stderr,
      boolean stdoutTruncated,
      boolean stderrTruncated,
      Duration duration,
      @Nullable String detail,
      GateDecision decision,
      AuditRef audit,
      ServerTiming timing,
      JsonNode source)
      implements ExecOutcome {

    static Finished from(Json json, ServerTiming timing) {
      return new Finished(
          json.text("execution_id"),
          outcome(json.text("outcome")),
          json.optionalInt("exit_code"),
          json.optionalInt("signal"),
          bytes(json, "stdout"),
          bytes(json, "stderr"),
          json.flag("stdout_truncated"),
          json.flag("stderr_truncated"),
          Duration.ofNanos((long) (json.number("duration_ms") * 1_000_000)),
          json.optionalText("detail"),
          GateDecision.from(json.object("decision")),
          AuditRef.from(json.optionalObject("audit")),
          timing,
          json.node());
    }

    private static Outcome outcome(String label) {
      return Arrays.stream(Outcome.values())
          .filter(outcome -> outcome.label().equals(label))
          .findFirst()
          .orElseThrow(() ->
              new LassoException.BadAnswer(
                  "the answer's outcome is one this version doesn't know: update it"));
    }

    private static byte[] bytes(Json json, String name) {
      String exact = name + "_base64";
      return json.has(exact)
          ? json.base64(exact)
          : json.textOr(name, "").getBytes(StandardCharsets.UTF_8);
    }
  }

  /** The gate denied it: nothing ran. */
  record Denied(
      String executionId, String detail, GateDecision decision, AuditRef audit, JsonNode source)
      implements ExecOutcome {

    static Denied from(Json json) {
      return new Denied(
          json.text("execution_id"),
          json.textOr("detail", json.textOr("title", "denied")),
          GateDecision.from(json.object("decision")),
          AuditRef.from(json.optionalObject("audit")),
          json.node());
    }
  }

  /**
   * It has not ended: a person is asked about it, or was and it runs.
   *
   * @param state {@code waiting-for-approval}, {@code decided} or {@code requested}
   * @param approval the question, where a person is asked
   */
  record Underway(
      String executionId,
      String state,
      @Nullable ApprovalSummary approval,
      GateDecision decision,
      AuditRef audit,
      JsonNode source)
      implements ExecOutcome {

    static Underway from(Json json) {
      Json question = json.optionalObject("approval");
      ApprovalSummary approval = question == null ? null : ApprovalSummary.from(question);
      return new Underway(
          json.text("execution_id"),
          json.text("state"),
          approval,
          approval == null
              ? new GateDecision("", "", List.of())
              : new GateDecision("ask", approval.rule(), approval.reasons()),
          AuditRef.from(null),
          json.node());
    }
  }
}
