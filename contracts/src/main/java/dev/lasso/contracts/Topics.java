package dev.lasso.contracts;

import static dev.lasso.contracts.Topic.Cleanup.COMPACT;
import static dev.lasso.contracts.Topic.Cleanup.DELETE;

import java.time.Duration;
import java.util.List;

/**
 * Every topic there is. Keys are the sandbox id, except: heartbeats by instance, profiles by name
 * and revision, audit entries by log id, approvals and their answers by execution id. All records
 * of one sandbox are therefore in order within a topic.
 *
 * <p>Retention is longer than any service is expected to be away: the audit service must see every
 * record.
 */
public final class Topics {
  private static final int PARTITIONS = 4;
  private static final Duration WEEK = Duration.ofDays(7);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int MIB = 1 << 20;

  public static final Topic<SandboxRequested> SANDBOX_REQUESTED =
      new Topic<>("lasso.sandbox.requested", SandboxRequested.class, PARTITIONS, DELETE, WEEK, MIB);
  public static final Topic<SandboxStopRequested> SANDBOX_STOP_REQUESTED =
      new Topic<>(
          "lasso.sandbox.stop-requested",
          SandboxStopRequested.class,
          PARTITIONS,
          DELETE,
          WEEK,
          MIB);
  public static final Topic<SandboxState> SANDBOX_STATE =
      new Topic<>("lasso.sandbox.state", SandboxState.class, PARTITIONS, COMPACT, WEEK, MIB);
  public static final Topic<CommandRequested> COMMAND_REQUESTED =
      new Topic<>(
          "lasso.command.requested", CommandRequested.class, PARTITIONS, DELETE, WEEK, 4 * MIB);
  public static final Topic<CommandDecided> COMMAND_DECIDED =
      new Topic<>("lasso.command.decided", CommandDecided.class, PARTITIONS, DELETE, WEEK, 4 * MIB);
  public static final Topic<ExecutionFinished> EXECUTION_FINISHED =
      new Topic<>(
          "lasso.execution.finished", ExecutionFinished.class, PARTITIONS, DELETE, WEEK, 8 * MIB);
  public static final Topic<Approval> APPROVAL =
      new Topic<>("lasso.approval", Approval.class, PARTITIONS, COMPACT, WEEK, 8 * MIB);
  public static final Topic<ApprovalAnswered> APPROVAL_ANSWERED =
      new Topic<>("lasso.approval.answered", ApprovalAnswered.class, PARTITIONS, DELETE, WEEK, MIB);
  public static final Topic<Heartbeat> HEARTBEAT =
      new Topic<>("lasso.node.heartbeat", Heartbeat.class, 1, DELETE, HOUR, MIB);
  public static final Topic<ProfilePublished> PROFILE =
      new Topic<>("lasso.profile", ProfilePublished.class, 1, COMPACT, WEEK, MIB);
  public static final Topic<AuditAppended> AUDIT_APPENDED =
      new Topic<>("lasso.audit.appended", AuditAppended.class, 1, DELETE, WEEK, MIB);
  public static final Topic<SandboxPause> SANDBOX_PAUSE =
      new Topic<>("lasso.sandbox.pause", SandboxPause.class, PARTITIONS, COMPACT, WEEK, MIB);

  /** All of them, for whoever creates them. */
  public static final List<Topic<?>> ALL =
      List.of(
          SANDBOX_REQUESTED,
          SANDBOX_STOP_REQUESTED,
          SANDBOX_STATE,
          COMMAND_REQUESTED,
          COMMAND_DECIDED,
          EXECUTION_FINISHED,
          APPROVAL,
          APPROVAL_ANSWERED,
          HEARTBEAT,
          PROFILE,
          AUDIT_APPENDED,
          SANDBOX_PAUSE);

  /** What the audit service records. */
  public static final List<Topic<? extends Event>> AUDITED =
      List.of(
          PROFILE,
          SANDBOX_REQUESTED,
          SANDBOX_STOP_REQUESTED,
          SANDBOX_STATE,
          COMMAND_REQUESTED,
          COMMAND_DECIDED,
          EXECUTION_FINISHED,
          SANDBOX_PAUSE,
          APPROVAL,
          APPROVAL_ANSWERED);

  private Topics() {}
}
