package dev.lasso.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The yardstick works: a container, a program in it, and nothing left. */
class EngineTest {
  private static final String IMAGE = "debian:bookworm-slim";

  @Test
  void a_program_runs_by_docker_exec_and_its_exit_code_comes_back() throws Exception {
    Assumptions.assumeTrue(
        System.getenv("DOCKER_HOST") != null || Files.isWritable(Path.of("/var/run/docker.sock")),
        "no engine on this machine");
    try (Engine engine = new Engine()) {
      String container = engine.createAndStart(IMAGE);
      try {
        assertThat(engine.exec(container, "true")).isZero();
        assertThat(engine.exec(container, "sh", "-c", "exit 3")).isEqualTo(3);
      } finally {
        engine.remove(container);
      }
      assertThat(engine.labelled("lasso.bench", "true")).isEmpty();
    }
  }
}
