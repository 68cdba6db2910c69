package dev.lasso.runner;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed, and the next life of it. */
@Tag("slow")
class RunnerRestartTest {
  @TempDir Path directory;
  private KafkaFixture kafka;
  private Node node;

  @BeforeEach
  void startBroker() throws Exception {
    Engine.required();
    kafka = KafkaFixture.start();
    node = new Node(kafka, directory.resolve("home"));
  }

  @AfterEach
  void stopBroker() {
    kafka.close();
    Engine.removeTestImages();
  }

  private NodeProcess process() throws Exception {
    Map<String, String> environment = new HashMap<>(node.environment());
    environment.putAll(kafka.environment(directory.resolve("kafka.properties")));
    return new NodeProcess(environment, directory.resolve("node.log"));
  }

  private long workspaces() throws Exception {
    try (Stream<Path> all = Files.list(directory.resolve("home/run/workspaces"))) {
      return all.count();
    }
  }

  @Test
  void afterKillNineNothingRunsTwiceNothingStaysAndEverybodyGetsAnAnswer() throws Exception {
    Path project = Files.createDirectory(directory.resolve("project"));
    SandboxId sandbox;
    CommandDecided running;
    CommandDecided ended;
    try (NodeProcess first = process()) {
      sandbox = node.request(project, Isolation.CONTAINER, Node.TIME);
      node.state(sandbox, Phase.RUNNING);
      running = node.allow(sandbox, "sh", "-c", "echo once >> ran; sleep 60");
      node.send(running);
      ended = node.allow(sandbox, "true");
      node.result(node.send(ended));
      Waiting.untilTrue("it runs", () -> Files.exists(project.resolve("ran")));

      first.kill();
    }
    CommandDecided meanwhile = node.allow(sandbox, "sh", "-c", "echo never >> ran");
    node.send(meanwhile);

    try (NodeProcess second = process()) {
      ExecutionFinished unknown = node.result(running.executionId());
      ExecutionFinished never = node.result(meanwhile.executionId());
      node.state(sandbox, Phase.LOST);
      SandboxId fresh = node.running();

      assertThat(unknown.outcome()).isEqualTo(Outcome.UNKNOWN);
      assertThat(never.outcome()).isIn(Outcome.UNKNOWN, Outcome.NOT_STARTED);
      assertThat(node.finished.values())
          .extracting(ExecutionFinished::executionId)
          .doesNotHaveDuplicates()
          .contains(ended.executionId());
      assertThat(Files.readString(project.resolve("ran"), UTF_8)).isEqualTo("once\n");
      assertThat(node.run(fresh, "true").outcome()).isEqualTo(Outcome.EXITED);
      assertThat(Engine.containersOf(node.id())).hasSize(1);
      assertThat(node.phases(sandbox))
          .isEqualTo(List.of(Phase.CREATING, Phase.RUNNING, Phase.LOST));
      assertThat(workspaces()).isEqualTo(1);
      assertThat(Files.readString(Path.of("/proc/self/mountinfo"), UTF_8))
          .doesNotContain(sandbox.value());

      assertThat(second.terminate()).isIn(0, 143);
      assertThat(node.state(fresh, Phase.STOPPED).detail()).contains("shut down");
      assertThat(Engine.containersOf(node.id())).isEmpty();
      assertThat(workspaces()).isZero();
    }
    assertThat(project).isDirectoryContaining(path -> path.endsWith("ran"));
  }

  @Test
  void aNodeThatIsKilledTakesItsContainersWithIt() throws Exception {
    try (NodeProcess first = process()) {
      SandboxId sandbox = node.running();

      first.kill();

      Waiting.untilTrue("the container ends", () -> !isRunning(sandbox));
    } finally {
      for (String container : Engine.containersOf(node.id())) {
        Engine.docker("rm", "-f", container);
      }
    }
  }

  private static boolean isRunning(SandboxId sandbox) {
    try {
      return Engine.docker("inspect", "-f", "{{.State.Running}}", "lasso-" + sandbox.value())
          .strip()
          .equals("true");
    } catch (java.io.IOException e) {
      return false;
    }
  }

  @Test
  void aSecondNodeOfTheSameHomeIsRefused() throws Exception {
    try (NodeProcess first = process()) {
      node.heartbeat(beat -> true);

      assertThat(org.assertj.core.api.Assertions.catchThrowable(node::start))
          .hasMessageContaining("another node runs")
          .hasMessageContaining("LASSO_NODE_HOME");
      first.kill();
    }
  }
}
