package dev.lasso.gate;

import static dev.lasso.testkit.KafkaFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.BehaviorPolicy;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Settings;
import dev.lasso.testkit.KafkaFixture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gate over a real broker. */
@Tag("slow")
class GateServiceTest {
  private static final NodeId NODE = new NodeId("node-1");
  private static final ProfileRef NARROW = new ProfileRef("narrow", "0000000000000001");
  private static final ProfileRef WIDE = new ProfileRef("wide", "0000000000000002");

  private static final ProfileRef STRICT = new ProfileRef("strict", "0000000000000003");

  private static KafkaFixture kafka;
  private static EventProducer producer;
  private static GateService gate;
  private static KafkaFixture.Recording<CommandDecided> decisions;

  @BeforeAll
  static void start() {
    kafka = KafkaFixture.start();
    producer = kafka.producer();
    publish(NARROW, "ls");
    publish(WIDE, "ls", "rm");
    gate = GateService.create(kafka.context(), Settings.of(Map.of()));
    await(gate.start());
    decisions = kafka.record(Topics.COMMAND_DECIDED);
    kafka.record(Topics.HEARTBEAT).await(Heartbeat::ready);
  }

  @AfterAll
  static void stop() {
    await(gate.stop());
    kafka.close();
  }

  @Test
  void aCommandIsJudgedByTheProfileOfItsSandboxNotByWhatTheRequestSays() {
    run("sb-judged", NARROW);
    NodeId liar = new NodeId("node-2");

    request("ex-judged", "sb-judged", liar, WIDE, "rm");

    CommandDecided decided = decision("ex-judged");
    assertThat(decided.decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(decided.decision().profile()).isEqualTo(NARROW);
    assertThat(decided.nodeId()).isEqualTo(NODE);
    assertThat(decided.plan()).isNull();
  }

  @Test
  void anAllowedCommandComesWithItsPlan() {
    run("sb-allowed", NARROW);

    request("ex-allowed", "sb-allowed", NODE, NARROW, "ls");

    assertThat(decision("ex-allowed").plan()).isNotNull();
  }

  @Test
  void aCommandThatOvertakesItsSandboxWaitsForIt() {
    request("ex-early", "sb-early", NODE, NARROW, "ls");

    run("sb-early", NARROW);

    assertThat(decision("ex-early").decision().verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void aCommandForNoSandboxIsDeniedAndDoesNotHoldUpOthers() {
    request("ex-nowhere", "sb-nowhere", NODE, NARROW, "ls");
    run("sb-other", NARROW);
    request("ex-other", "sb-other", NODE, NARROW, "ls");
    assertThat(decision("ex-other").decision().verdict()).isEqualTo(Verdict.ALLOW);

    CommandDecided decided = decision("ex-nowhere");

    assertThat(decided.decision().verdict()).isEqualTo(Verdict.DENY);
    assertThat(decided.decision().rule()).isEqualTo("sandbox.not-running");
  }

  @Test
  void aSandboxThatStoppedRunsNothingMore() {
    run("sb-stopped", NARROW);
    request("ex-before", "sb-stopped", NODE, NARROW, "ls");
    assertThat(decision("ex-before").decision().verdict()).isEqualTo(Verdict.ALLOW);
    state("sb-stopped", NARROW, SandboxState.Phase.STOPPED);
    request("ex-marker", "sb-judged-never", NODE, NARROW, "ls");
    decision("ex-marker"); // the view has moved on by now

    request("ex-after", "sb-stopped", NODE, NARROW, "ls");

    assertThat(decision("ex-after").decision().verdict()).isEqualTo(Verdict.DENY);
  }

  @Test
  void aPauseIsAnnouncedOutlivesTheGateAndEndsWhenSomeoneResumes() {
    SandboxId sandbox = new SandboxId("sb-paused");
    BehaviorPolicy twice =
        new BehaviorPolicy(
            List.of(
                new BehaviorPolicy.Rule(
                    BehaviorPolicy.Signal.DENIALS, 3_600_000, null, null, null, 2)));
    publish(STRICT, twice, "ls");
    KafkaFixture.Recording<SandboxPause> pauses = kafka.record(Topics.SANDBOX_PAUSE);
    run("sb-paused", STRICT);
    request("ex-fine", "sb-paused", NODE, STRICT, "ls");
    assertThat(decision("ex-fine").decision().verdict()).isEqualTo(Verdict.ALLOW);
    request("ex-denied-1", "sb-paused", NODE, STRICT, "rm");
    request("ex-denied-2", "sb-paused", NODE, STRICT, "rm");
    decision("ex-denied-2");

    SandboxPause pause = pauses.await(each -> each.sandboxId().equals(sandbox));
    assertThat(pause.paused()).isTrue();
    assertThat(pause.rule()).isEqualTo("behavior.denials");
    request("ex-paused", "sb-paused", NODE, STRICT, "ls");
    assertThat(decision("ex-paused").decision().rule()).isEqualTo("behavior.paused");

    await(gate.stop());
    gate = GateService.create(kafka.context(), Settings.of(Map.of()));
    await(gate.start());
    request("ex-still", "sb-paused", NODE, STRICT, "ls");
    assertThat(decision("ex-still").decision().rule()).isEqualTo("behavior.paused");

    kafka.send(
        producer,
        Topics.SANDBOX_PAUSE,
        "sb-paused",
        new SandboxPause(sandbox, false, null, null, "a person", Instant.now()));
    String resumed = "";
    for (int i = 0; resumed.isEmpty() && i < 100; i++) { // until the gate has heard of it
      request("ex-resumed-" + i, "sb-paused", NODE, STRICT, "ls");
      boolean allowed = decision("ex-resumed-" + i).decision().verdict() == Verdict.ALLOW;
      resumed = allowed ? "ex-resumed-" + i : "";
    }
    assertThat(resumed).isNotEmpty();
  }

  private static CommandDecided decision(String execution) {
    return decisions.await(d -> d.executionId().value().equals(execution));
  }

  private static void publish(ProfileRef ref, String... programs) {
    publish(ref, BehaviorPolicy.NONE, programs);
  }

  private static void publish(ProfileRef ref, BehaviorPolicy behavior, String... programs) {
    Profile profile =
        new Profile(
            ref.name(),
            "for the test",
            "minimal",
            Isolation.CONTAINER,
            new Profile.CommandPolicy(ListMode.WHITELIST, List.of(programs)),
            new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
            new Profile.Limits(1L << 30, 1_000, 100, 1_024, 1L << 30, 1L << 26, 1_000, 60_000),
            Map.of(),
            Profile.PathPolicy.USUAL,
            behavior,
            null);
    kafka.send(
        producer,
        Topics.PROFILE,
        ref.toString(),
        new ProfilePublished(ref, profile, "test", Instant.now()));
  }

  private static void run(String sandbox, ProfileRef profile) {
    state(sandbox, profile, SandboxState.Phase.RUNNING);
  }

  private static void state(String sandbox, ProfileRef profile, SandboxState.Phase phase) {
    kafka.send(
        producer,
        Topics.SANDBOX_STATE,
        sandbox,
        new SandboxState(
            new SandboxId(sandbox),
            sandbox,
            profile,
            Isolation.CONTAINER,
            phase,
            NODE,
            null,
            Map.of(),
            "test",
            null,
            Instant.now(),
            Instant.now()));
  }

  private static void request(
      String execution, String sandbox, NodeId node, ProfileRef profile, String program) {
    kafka.send(
        producer,
        Topics.COMMAND_REQUESTED,
        sandbox,
        new CommandRequested(
            new ExecutionId(execution),
            new SandboxId(sandbox),
            node,
            profile,
            CommandInput.ofArgv(List.of(program)),
            null,
            Map.of(),
            null,
            1_000,
            "test",
            Instant.now(),
            Instant.now().plusSeconds(30)));
  }
}
