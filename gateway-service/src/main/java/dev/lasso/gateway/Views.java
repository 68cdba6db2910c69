package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Approval;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How things look in answers. */
final class Views {
  /** How much of a command's standard input a person is shown, in bytes. */
  private static final int STDIN = 4_096;

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
    json.put("profile", decision.profile().toString());
    if (decision.policyHash() != null) {
      json.put("policy_hash", decision.policyHash());
    }
    if (decision.explanation() != null) {
      json.set("explanation", Wire.mapper().valueToTree(decision.explanation()));
    }
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

  /** A command that has not ended. */
  static ObjectNode underway(ExecutionAnswer.Underway answer) {
    ObjectNode json = Wire.mapper().createObjectNode();
    String id = answer.command().executionId().value();
    json.put("execution_id", id);
    json.put("sandbox_id", answer.command().sandboxId().value());
    json.put("state", stateOf(answer));
    if (answer.decided() == null && answer.approval() != null) {
      json.set("approval", approval(answer.approval()));
      json.put("hint", "approve it with `lasso approvals approve " + id + "`");
    }
    return json;
  }

  private static String stateOf(ExecutionAnswer.Underway answer) {
    return answer.decided() != null
        ? "decided"
        : answer.approval() != null ? "waiting-for-approval" : "requested";
  }

  /** A question to a person, with what an approval of it would have run. */
  static ObjectNode approval(Approval approval) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("id", approval.executionId().value());
    json.put("sandbox_id", approval.sandboxId().value());
    json.put("state", approval.state().label());
    json.setAll((ObjectNode) Wire.mapper().valueToTree(approval.input()));
    json.set("plan", plan(approval));
    json.put("rule", approval.rule());
    json.set("reasons", Wire.mapper().valueToTree(approval.reasons()));
    json.put("profile", approval.profile().name());
    json.put("profile_revision", approval.profile().revision());
    json.put("actor", approval.actor());
    json.put("requested_at", approval.requestedAt().toString());
    json.put("expires_at", approval.expiresAt().toString());
    if (approval.answer() != null) {
      Approval.Answer answer = approval.answer();
      ObjectNode said = json.putObject("answer");
      said.put("verdict", answer.approve() ? "approve" : "deny");
      said.put("actor", answer.actor());
      said.put("reason", answer.reason());
      said.put("at", answer.at().toString());
    }
    if (approval.detail() != null) {
      json.put("detail", approval.detail());
    }
    return json;
  }

  private static ObjectNode plan(Approval approval) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.set("argv", Wire.mapper().valueToTree(approval.argv()));
    json.put("cwd", approval.cwd());
    json.put("sha256", approval.planHash());
    CommandRequested request = approval.request();
    if (request != null) {
      json.set("env", Wire.mapper().valueToTree(request.env()));
      json.put("timeout_ms", request.timeoutMs());
      if (request.stdin() != null) {
        byte[] shown = Arrays.copyOf(request.stdin(), Math.min(STDIN, request.stdin().length));
        output(json, "stdin", shown, shown.length < request.stdin().length);
      }
    }
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
