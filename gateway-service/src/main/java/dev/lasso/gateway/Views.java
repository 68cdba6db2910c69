package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How things look in answers. */
final class Views {
  private Views() {}

  static ObjectNode sandbox(SandboxState state) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("id", state.sandboxId().value());
    json.put("name", state.name());
    json.put("profile", state.profile().name());
    json.put("profile_revision", state.profile().revision());
    json.put("state", state.phase().label());
    json.put("isolation", state.isolation().label());
    json.put("node", state.nodeId().value());
    if (state.workingDir() != null) {
      json.put("working_dir", state.workingDir());
    }
    json.set("labels", Wire.mapper().valueToTree(state.labels()));
    json.put("actor", state.actor());
    if (state.detail() != null) {
      json.put("detail", state.detail());
    }
    json.put("created_at", state.createdAt().toString());
    json.put("changed_at", state.at().toString());
    return json;
  }

  static ObjectNode profile(ProfilePublished published) {
    ObjectNode json = Wire.mapper().valueToTree(published.profile());
    json.put("revision", published.ref().revision());
    json.put("source", published.source());
    return json;
  }

  static ObjectNode decision(Decision decision) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.set("verdict", Wire.mapper().valueToTree(decision.verdict()));
    json.put("rule", decision.rule());
    json.set("reasons", Wire.mapper().valueToTree(decision.reasons()));
    return json;
  }

  static ObjectNode denial(ExecutionAnswer.Denied denied) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("execution_id", denied.decided().executionId().value());
    json.set("decision", decision(denied.decided().decision()));
    json.set("audit", audit(denied.entry(), denied.entry()));
    return json;
  }

  static ObjectNode result(ExecutionAnswer.Finished answer) {
    ExecutionFinished finished = answer.finished();
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("execution_id", finished.executionId().value());
    json.put("sandbox_id", finished.sandboxId().value());
    json.put("outcome", finished.outcome().label());
    json.put("exit_code", finished.exitCode());
    if (finished.signal() != null) {
      json.put("signal", finished.signal());
    }
    output(json, "stdout", finished.stdout(), finished.stdoutTruncated());
    output(json, "stderr", finished.stderr(), finished.stderrTruncated());
    json.put("duration_ms", finished.durationMicros() / 1_000.0);
    if (finished.detail() != null) {
      json.put("detail", finished.detail());
    }
    json.set("decision", decision(answer.decided().decision()));
    json.set("audit", audit(answer.finishedEntry(), answer.decidedEntry()));
    return json;
  }

  private static ObjectNode audit(AuditAppended entry, AuditAppended decided) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("seq", entry.seq());
    json.put("decided_seq", decided.seq());
    json.put("log_id", entry.logId());
    return json;
  }

  /** Text as it is; bytes that are not UTF-8 also in base64, since the text then can't be exact. */
  private static void output(ObjectNode json, String name, byte[] bytes, boolean truncated) {
    String exact = utf8(bytes);
    if (exact != null) {
      json.put(name, exact);
    } else {
      json.put(name, new String(bytes, StandardCharsets.UTF_8));
      json.put(name + "_base64", bytes);
    }
    if (truncated) {
      json.put(name + "_truncated", true);
    }
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes))
          .toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }
}
