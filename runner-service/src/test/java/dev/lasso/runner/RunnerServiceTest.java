package dev.lasso.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.contracts.Verdict;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node between a real broker and a real engine. */
@Tag("slow")
class RunnerServiceTest {
  @TempDir static Path home;
  private static KafkaFixture kafka;
  private static Node node;

  @BeforeAll
  static void start() throws Exception {
    Engine.required();
    kafka = KafkaFixture.start();
    node = new Node(kafka, home).with("LASSO_MAX_EXECUTIONS_PER_SANDBOX", "4").start();
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      node.stop();
      kafka.close();
    }
  }

  @Test
  void aSandboxComesUpRunsCommandsAndIsStopped() throws Exception {
    SandboxId sandbox = node.running();

    ExecutionFinished result =
        node.run(sandbox, "sh", "-c", "id -u; echo oops >&2; echo kept > file; exit 7");
    ExecutionFinished second = node.run(sandbox, "cat", "file");
    node.stop(sandbox, true);
    node.state(sandbox, Phase.REMOVED);

    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(result.exitCode()).isEqualTo(7);
    // A node that is not root can't give a directory to somebody else: its sandboxes run as its
    // user.
    int nodeUid = (Integer) Files.getAttribute(home, "unix:uid");
    assertThat(result.stdout()).asString(UTF_8).isEqualTo((nodeUid == 0 ? 1000 : nodeUid) + "\n");
    assertThat(result.stderr()).asString(UTF_8).isEqualTo("oops\n");
    assertThat(result.nodeId()).isEqualTo(node.id());
    assertThat(result.startedAt()).isNotNull();
    assertThat(second.stdout()).asString(UTF_8).isEqualTo("kept\n");
    assertThat(node.phases(sandbox))
        .containsExactly(Phase.CREATING, Phase.RUNNING, Phase.STOPPED, Phase.REMOVED);
    assertThat(Engine.docker("ps", "-aq", "--filter", "label=lasso.sandbox=" + sandbox.value()))
        .isEmpty();
    assertThat(home.resolve("run/workspaces/" + sandbox.value())).doesNotExist();
  }

  @Test
  void whatCannotBeStartedHasThePosixExitCodes() {
    SandboxId sandbox = node.running();
    Instant soon = Instant.now().plusSeconds(20);

    ExecutionFinished notFound = node.run(sandbox, "no-such-program");
    ExecutionFinished notExecutable = node.run(sandbox, "/etc/passwd");
    ExecutionFinished noDirectory =
        node.result(node.send(node.allow(sandbox, soon, "/nowhere", "true")));

    assertThat(List.of(notFound, notExecutable, noDirectory))
        .extracting(ExecutionFinished::outcome)
        .containsOnly(Outcome.FAILED_TO_START);
    assertThat(notFound.exitCode()).isEqualTo(127);
    assertThat(notExecutable.exitCode()).isEqualTo(126);
    assertThat(noDirectory.detail()).contains("working directory", "No such file");
    node.stop(sandbox, false);
  }

  @Test
  void aDecisionThatIsDeliveredTwiceRunsOnce() {
    SandboxId sandbox = node.running();
    CommandDecided decided = node.allow(sandbox, "sh", "-c", "echo ran >> times");

    node.send(decided);
    node.send(decided);
    node.result(decided.executionId());
    ExecutionFinished times = node.run(sandbox, "cat", "times");

    assertThat(times.stdout()).asString(UTF_8).isEqualTo("ran\n");
    node.stop(sandbox, false);
  }

  @Test
  void aCommandThatWasDeniedFirstIsNotRunByALaterDecision() {
    SandboxId sandbox = node.running();
    CommandDecided allowed = node.allow(sandbox, "sh", "-c", "echo ran > late");

    node.send(
        new CommandDecided(
            allowed.executionId(),
            sandbox,
            allowed.nodeId(),
            new Decision(Verdict.DENY, "test", List.of("no"), allowed.decision().profile()),
            null,
            allowed.actor(),
            allowed.at(),
            allowed.startBy()));
    node.send(allowed);
    // of the same sandbox, so handled after both; and slower than what must not run
    ExecutionFinished after = node.run(sandbox, "sh", "-c", "sleep 0.5; ls");

    assertThat(after.stdout()).asString(UTF_8).isEmpty();
    node.stop(sandbox, false);
  }

  @Test
  void aSandboxRequestThatIsDeliveredTwiceMakesOneSandbox() throws Exception {
    SandboxId sandbox = node.running();

    node.request(sandbox, null, Isolation.CONTAINER, Node.TIME);
    node.run(sandbox, "true");
    SandboxId later =
        node.running(); // the same partitions are read in order, so by now it was handled

    assertThat(node.phases(sandbox)).containsExactly(Phase.CREATING, Phase.RUNNING);
    assertThat(
            Engine.docker("ps", "-aq", "--filter", "label=lasso.sandbox=" + sandbox.value())
                .lines())
        .hasSize(1);
    node.stop(sandbox, false);
    node.stop(later, false);
  }

  @Test
  void whatComesTooLateIsNotStarted() {
    SandboxId sandbox = node.running();

    ExecutionFinished late =
        node.result(
            node.send(
                node.allow(sandbox, Instant.now().minusSeconds(1), "/workspace", "touch", "late")));
    SandboxId lateSandbox = node.request(null, Isolation.CONTAINER, Duration.ofSeconds(-1));

    assertThat(late.outcome()).isEqualTo(Outcome.NOT_STARTED);
    assertThat(node.run(sandbox, "ls").stdout()).isEmpty();
    assertThat(node.settled(lateSandbox).phase()).isEqualTo(Phase.FAILED);
    node.stop(sandbox, false);
  }

  @Test
  void moreCommandsThanASandboxMayRunAreNotStarted() {
    SandboxId sandbox = node.running();
    List<ExecutionId> busy = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      busy.add(node.send(node.allow(sandbox, "sleep", "60")));
    }

    ExecutionFinished fifth = node.run(sandbox, "true");
    node.stop(sandbox, false);

    assertThat(fifth.outcome()).isEqualTo(Outcome.NOT_STARTED);
    assertThat(fifth.detail()).contains("try again");
    for (ExecutionId id : busy) {
      assertThat(node.result(id).outcome()).isEqualTo(Outcome.SIGNALED);
      assertThat(node.result(id).exitCode()).isEqualTo(137);
    }
    node.state(sandbox, Phase.STOPPED);
    assertThat(node.run(sandbox, "true").outcome()).isEqualTo(Outcome.NOT_STARTED);
  }

  @Test
  void aContainerThatIsKilledLosesTheSandboxAndWhatRan() throws Exception {
    SandboxId sandbox = node.running();
    ExecutionId running = node.send(node.allow(sandbox, "sh", "-c", "touch begun; sleep 60"));
    Waiting.untilTrue(
        "it runs", () -> Objects.equals(node.run(sandbox, "test", "-e", "begun").exitCode(), 0));

    Engine.kill(sandbox);

    assertThat(node.result(running).outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(node.result(running).exitCode()).isNull();
    assertThat(node.state(sandbox, Phase.LOST).detail()).contains("137");
    Waiting.untilTrue("its container is removed", () -> containersOf(sandbox).isEmpty());
  }

  private static String containersOf(SandboxId sandbox) {
    try {
      return Engine.docker("ps", "-aq", "--filter", "label=lasso.sandbox=" + sandbox.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anIsolationThatIsNotThereIsRefusedAndNotWeakened() {
    SandboxId sandbox = node.request(null, Isolation.KATA, Node.TIME);

    assertThat(node.settled(sandbox).phase()).isEqualTo(Phase.FAILED);
    assertThat(node.settled(sandbox).detail()).contains("kata", "install");
  }

  @Test
  void aSystemDirectoryIsRefused() {
    SandboxId sandbox = node.request(Path.of("/etc"), Isolation.CONTAINER, Node.TIME);

    assertThat(node.settled(sandbox).phase()).isEqualTo(Phase.FAILED);
    assertThat(node.settled(sandbox).detail()).contains("/etc");
  }

  @Test
  void whoeverStopsWhatNobodyKnowsGetsAnAnswer() {
    SandboxId unheardOf = new SandboxId("sb-unheard-of-" + System.nanoTime());

    node.stop(unheardOf, false);

    assertThat(node.state(unheardOf, Phase.REMOVED).detail()).contains("does not know");
  }

  @Test
  void stoppingTwiceSaysItOnce() {
    SandboxId sandbox = node.running();
    node.stop(sandbox, false);
    node.state(sandbox, Phase.STOPPED);

    node.stop(sandbox, false);
    node.stop(sandbox, true);
    node.state(sandbox, Phase.REMOVED);

    assertThat(node.phases(sandbox))
        .containsExactly(Phase.CREATING, Phase.RUNNING, Phase.STOPPED, Phase.REMOVED);
  }

  @Test
  void heartbeatsSayWhatTheNodeHas() {
    var beat = node.heartbeat(b -> b.ready() && !b.details().containsKey("preparing"));

    assertThat(beat.details())
        .containsKeys("engine", "version", "runtimes", "isolation", "sandboxes");
    assertThat(beat.details().get("isolation")).contains("container");
  }
}
