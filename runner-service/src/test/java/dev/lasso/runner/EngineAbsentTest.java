package dev.lasso.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.testkit.KafkaFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose engine is not there yet. */
@Tag("slow")
class EngineAbsentTest {
  @TempDir Path directory;

  @Test
  void theNodeStaysUpSaysWhatToDoAndWorksOnceTheEngineIsThere() throws Exception {
    Engine.required();
    Path socket = directory.resolve("engine.sock");
    try (KafkaFixture kafka = KafkaFixture.start()) {
      Node node =
          new Node(kafka, directory.resolve("home"))
              .with("DOCKER_HOST", "unix://" + socket)
              .start();
      try {
        Instant asked = Instant.now();
        SandboxId refused = node.request(null, Isolation.CONTAINER, Node.TIME);

        assertThat(node.settled(refused).phase()).isEqualTo(Phase.FAILED);
        assertThat(node.settled(refused).detail()).contains("does not answer", "start it");
        assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(5));
        node.heartbeat(
            beat -> !beat.ready() && String.valueOf(beat.problem()).contains("DOCKER_HOST"));

        Files.createSymbolicLink(socket, Path.of("/var/run/docker.sock"));

        node.heartbeat(beat -> beat.ready());
        node.stop(node.running(), false);
      } finally {
        node.stop();
      }
    }
  }
}
