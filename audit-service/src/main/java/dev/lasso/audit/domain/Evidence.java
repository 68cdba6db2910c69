package dev.lasso.audit.domain;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.AuditAppended.Source;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Event;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxStopRequested;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the log keeps of an event. Words of commands are the evidence and are kept; values of
 * environment variables, standard input and output may hold anybody's secrets and are kept as
 * digest and length.
 */
public final class Evidence {
  private Evidence() {}

  /** The entry that records an event. */
  public static Draft of(Event event, Source source) {
    return switch (event) {
      case SandboxRequested e ->
          draft("sandbox.requested", e, e.actor(), e.sandboxId(), null, source, requested(e));
      case SandboxStopRequested e ->
          draft("sandbox.stop-requested", e, e.actor(), e.sandboxId(), null, source, stop(e));
      case SandboxState e ->
          draft(
              "sandbox." + e.phase().label(), e, e.actor(), e.sandboxId(), null, source, state(e));
      case CommandRequested e ->
          draft(
              "command.requested", e, e.actor(), e.sandboxId(), e.executionId(), source, asked(e));
      case CommandDecided e ->
          draft(
              "command.decided", e, e.actor(), e.sandboxId(), e.executionId(), source, decided(e));
      case ExecutionFinished e ->
          draft("execution.finished", e, null, e.sandboxId(), e.executionId(), source, finished(e));
      case ProfilePublished e ->
          draft("profile.published", e, null, null, null, source, published(e));
      case SandboxPause e ->
          draft(
              e.paused() ? "sandbox.paused" : "sandbox.resumed",
              e,
              e.actor(),
              e.sandboxId(),
              null,
              source,
              new Fields().text("rule", e.rule()).text("reason", e.reason()));
      case Approval e ->
          draft(
              "approval." + e.state().label(),
              e,
              whoBrought(e),
              e.sandboxId(),
              e.executionId(),
              source,
              asked(e));
      case ApprovalAnswered e ->
          draft(
              "approval.answered",
              e,
              e.actor(),
              e.sandboxId(),
              e.executionId(),
              source,
              answered(e));
    };
  }

  /** The entry for a record that is not what its topic promises. */
  public static Draft malformed(Source source, byte[] value, String problem) {
    Fields data = new Fields();
    data.bytes("value", value).text("problem", problem);
    String digest = Fields.sha256(value).substring(0, 16);
    String id =
        "record.malformed/%s/%d/%d/%s"
            .formatted(source.topic(), source.partition(), source.offset(), digest);
    return new Draft("record.malformed", id, null, null, null, source, data.map());
  }

  private static Draft draft(
      String type,
      Event event,
      @Nullable String actor,
      @Nullable SandboxId sandboxId,
      @Nullable ExecutionId executionId,
      Source source,
      Fields data) {
    data.instant("at", event.at());
    return new Draft(
        type,
        Fields.clipped(event.eventId()),
        actor == null ? null : Fields.clipped(actor),
        sandboxId,
        executionId,
        source,
        data.map());
  }

  private static Fields requested(SandboxRequested e) {
    return new Fields()
        .text("name", e.name())
        .text("profile", e.profile().toString())
        .text("isolation", e.isolation().label())
        .text("working_dir", e.workingDir())
        .environment("env", e.env())
        .texts("labels", e.labels())
        .instant("start_by", e.startBy());
  }

  private static Fields stop(SandboxStopRequested e) {
    return new Fields().text("node_id", e.nodeId().value()).flag("remove", e.remove());
  }

  private static Fields state(SandboxState e) {
    return new Fields()
        .text("name", e.name())
        .text("profile", e.profile().toString())
        .text("isolation", e.isolation().label())
        .text("node_id", e.nodeId().value())
        .text("working_dir", e.workingDir())
        .texts("labels", e.labels())
        .text("detail", e.detail())
        .instant("created_at", e.createdAt());
  }

  private static Fields asked(CommandRequested e) {
    return new Fields()
        .list("argv", e.input().argv())
        .text("command", e.input().command())
        .text("cwd", e.cwd())
        .environment("env", e.env())
        .bytes("stdin", e.stdin())
        .number("timeout_ms", e.timeoutMs())
        .text("profile", e.profile().toString())
        .text("node_id", e.nodeId().value())
        .instant("start_by", e.startBy());
  }

  private static Fields decided(CommandDecided e) {
    return new Fields()
        .text("verdict", e.decision().verdict().name().toLowerCase(java.util.Locale.ROOT))
        .text("rule", e.decision().rule())
        .list("reasons", e.decision().reasons())
        .text("profile", e.decision().profile().toString())
        .text("policy_hash", e.decision().policyHash())
        .text("node_id", e.nodeId().value())
        .object("plan", e.plan() == null ? null : plan(e.plan()))
        .instant("start_by", e.startBy());
  }

  private static Map<String, Object> plan(Plan plan) {
    return new Fields()
        .list("argv", plan.argv())
        .text("cwd", plan.cwd())
        .environment("env", plan.env())
        .bytes("stdin", plan.stdin())
        .number("timeout_ms", plan.timeoutMs())
        .map();
  }

  private static Fields finished(ExecutionFinished e) {
    return new Fields()
        .text("outcome", e.outcome().label())
        .number("exit_code", e.exitCode())
        .number("signal", e.signal())
        .bytes("stdout", e.stdout())
        .flag("stdout_truncated", e.stdoutTruncated())
        .bytes("stderr", e.stderr())
        .flag("stderr_truncated", e.stderrTruncated())
        .number("duration_micros", e.durationMicros())
        .text("detail", e.detail())
        .text("node_id", e.nodeId().value())
        .instant("started_at", e.startedAt());
  }

  private static Fields published(ProfilePublished e) {
    Profile p = e.profile();
    return new Fields()
        .text("profile", e.ref().toString())
        .text("source", e.source())
        .text("description", p.description())
        .text("image", p.image())
        .text("isolation", p.isolation().label())
        .tree("commands", p.commands())
        .tree("network", p.network())
        .tree("limits", p.limits())
        .environment("env", p.env())
        .tree("paths", p.paths())
        .tree("behavior", p.behavior());
  }

  /** Who brought a question into its state; nobody where time or the gate did. */
  private static @Nullable String whoBrought(Approval e) {
    Approval.Answer answer = e.answer();
    return answer != null ? answer.actor() : e.state().isFinal() ? null : e.actor();
  }

  private static Fields asked(Approval e) {
    Approval.Answer answer = e.answer();
    return new Fields()
        .list("argv", e.argv())
        .text("command", e.input().command())
        .text("cwd", e.cwd())
        .text("rule", e.rule())
        .list("reasons", e.reasons())
        .text("profile", e.profile().toString())
        .text("plan_sha256", e.planHash())
        .text("asked_by", e.actor())
        .instant("requested_at", e.requestedAt())
        .instant("expires_at", e.expiresAt())
        .object("answer", answer == null ? null : answer(answer))
        .text("detail", e.detail());
  }

  private static Map<String, Object> answer(Approval.Answer answer) {
    return new Fields()
        .text("verdict", word(answer.approve()))
        .text("actor", answer.actor())
        .text("reason", answer.reason())
        .instant("at", answer.at())
        .map();
  }

  private static Fields answered(ApprovalAnswered e) {
    return new Fields()
        .text("answer", word(e.approve()))
        .text("reason", e.reason())
        .text("plan_sha256", e.planHash())
        .text("profile", e.profile().toString());
  }

  private static String word(boolean approve) {
    return approve ? "approve" : "deny";
  }
}
