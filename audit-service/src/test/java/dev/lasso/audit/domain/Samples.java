package dev.lasso.audit.domain;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.AuditAppended.Source;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Event;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxStopRequested;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Events to be recorded. */
final class Samples {
  static final Instant AT = TrialLog.START;
  static final SandboxId SANDBOX = new SandboxId("sb-1");
  static final ExecutionId EXECUTION = new ExecutionId("ex-1");
  static final NodeId NODE = new NodeId("node-1");
  static final ProfileRef PROFILE = new ProfileRef("development", "0123456789abcdef");
  static final String COMMANDS = Topics.COMMAND_REQUESTED.name();

  /** In what must never be in the log: values of variables, standard input and output. */
  static final String SECRET = "s3cr3t-hunter2-correct-horse";

  private static final byte[] SECRET_BYTES = SECRET.getBytes(StandardCharsets.UTF_8);
  private static final Map<String, String> ENV = Map.of("TOKEN", SECRET, "LANG", "C.UTF-8");

  private Samples() {}

  /** One of each type, with everything set that can be. */
  static List<Event> events() {
    return List.of(
        new SandboxRequested(
            SANDBOX,
            "work",
            PROFILE,
            Isolation.CONTAINER,
            "/home/me/project",
            ENV,
            Map.of("team", "a"),
            "api-key:00112233",
            AT,
            AT.plusSeconds(60)),
        new SandboxStopRequested(SANDBOX, NODE, true, "api-key:00112233", AT),
        new SandboxState(
            SANDBOX,
            "work",
            PROFILE,
            Isolation.GVISOR,
            SandboxState.Phase.LOST,
            NODE,
            "/home/me/project",
            Map.of("team", "a"),
            "api-key:00112233",
            "its container ended by itself",
            AT,
            AT.plusSeconds(5)),
        commandRequested(EXECUTION, List.of("cat", "-n"), ENV),
        new CommandDecided(
            EXECUTION,
            SANDBOX,
            NODE,
            new Decision(
                Verdict.ALLOW, "command.whitelisted", List.of("cat is on the list"), PROFILE),
            new Plan(List.of("cat", "-n"), "/workspace/src", ENV, SECRET_BYTES, 30_000),
            "api-key:00112233",
            AT,
            AT.plusSeconds(10)),
        new ExecutionFinished(
            EXECUTION,
            SANDBOX,
            NODE,
            Outcome.SIGNALED,
            137,
            9,
            SECRET_BYTES,
            SECRET_BYTES,
            true,
            false,
            5_000_000_000L,
            "killed",
            AT,
            AT.plusSeconds(1)),
        new ProfilePublished(
            PROFILE,
            new Profile(
                "development",
                "for coding",
                "development",
                Isolation.CONTAINER,
                new Profile.CommandPolicy(Profile.ListMode.WHITELIST, List.of("cat", "git")),
                new Profile.NetworkPolicy(
                    Profile.NetworkMode.RESTRICTED, List.of("packages.example")),
                new Profile.Limits(1L << 33, 2, 3, 4, 5, 6, 7, 8),
                ENV),
            "built-in",
            AT),
        new SandboxPause(
            SANDBOX, true, "behavior.denials", "20 commands were denied", "api-key:00112233", AT),
        new Approval(
            EXECUTION,
            SANDBOX,
            Approval.State.PENDING,
            CommandInput.ofCommand("git push"),
            List.of("git", "push"),
            "/workspace",
            "git.publishes",
            List.of("it would publish commits"),
            PROFILE,
            "ab".repeat(32),
            "api-key:00112233",
            AT,
            AT.plusSeconds(300),
            commandRequested(EXECUTION, List.of("git", "push"), ENV),
            new Approval.Answer(true, "api-key:44556677", "looked at it", AT),
            "a sentence",
            AT),
        new ApprovalAnswered(
            EXECUTION,
            SANDBOX,
            true,
            "looked at it",
            "ab".repeat(32),
            PROFILE,
            "api-key:44556677",
            AT));
  }

  static CommandRequested commandRequested(
      ExecutionId execution, List<String> argv, Map<String, String> env) {
    return new CommandRequested(
        execution,
        SANDBOX,
        NODE,
        PROFILE,
        CommandInput.ofArgv(argv),
        "src",
        env,
        SECRET_BYTES,
        30_000,
        "api-key:00112233",
        AT,
        AT.plusSeconds(10));
  }

  static SandboxRequested sandboxRequested(String name, Map<String, String> labels) {
    return new SandboxRequested(
        SANDBOX,
        name,
        PROFILE,
        Isolation.CONTAINER,
        null,
        Map.of(),
        labels,
        "api-key:00112233",
        AT,
        AT.plusSeconds(60));
  }

  static ProfilePublished profilePublished(String name) {
    return new ProfilePublished(
        new ProfileRef(name, "0123456789abcdef"),
        new Profile(
            name,
            "",
            "minimal",
            Isolation.CONTAINER,
            new Profile.CommandPolicy(Profile.ListMode.WHITELIST, List.of("cat")),
            new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
            new Profile.Limits(1, 2, 3, 4, 5, 6, 7, 8),
            Map.of()),
        "built-in",
        AT);
  }

  /** The record at this offset of partition 0 of the requested commands: an event of its own. */
  static Draft command(long offset) {
    return command(0, offset, "ex-0-" + offset, "cat");
  }

  static Draft command(int partition, long offset, String execution, String... argv) {
    return Evidence.of(
        commandRequested(new ExecutionId(execution), List.of(argv), Map.of()),
        new Source(COMMANDS, partition, offset));
  }

  static List<Draft> commands(long from, long to) {
    return LongStream.range(from, to).mapToObj(Samples::command).toList();
  }

  /** The same event, delivered as another record. */
  static Draft at(Draft draft, Source source) {
    return new Draft(
        draft.type(),
        draft.eventId(),
        draft.actor(),
        draft.sandboxId(),
        draft.executionId(),
        source,
        draft.data());
  }

  /** A draft of nothing but an id. */
  static Draft named(String eventId, long offset) {
    return new Draft(
        "command.requested",
        eventId,
        null,
        null,
        null,
        new Source(COMMANDS, 0, offset),
        Map.of("name", eventId));
  }
}
