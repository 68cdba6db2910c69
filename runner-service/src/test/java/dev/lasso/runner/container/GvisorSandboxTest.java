package dev.lasso.runner.container;

import static dev.lasso.runner.container.EngineFixture.sh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.Isolation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same sandboxes under gVisor, where the engine has it. */
@Tag("slow")
class GvisorSandboxTest {
  private static final List<String> PLAIN_RUN =
      List.of(
          "docker",
          "run",
          "--rm",
          "--runtime",
          "runsc",
          "--network",
          "none",
          "--user",
          "1000",
          EngineFixture.IMAGE,
          "ls",
          "/");

  @TempDir Path directory;
  private EngineFixture fixture;

  @BeforeEach
  void open() throws Exception {
    fixture = new EngineFixture(directory.resolve("home"));
    Assumptions.assumeTrue(
        fixture.facts.runtimes().contains("runsc"), "SKIPPED: the engine has no runtime runsc");
    for (int i = 0; i < 3; i++) {
      Assumptions.assumeTrue(
          HostCommand.run(Duration.ofSeconds(30), PLAIN_RUN).exitCode() == 0,
          "SKIPPED: the engine's runsc cannot list a directory by itself");
    }
  }

  @AfterEach
  void close() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private LiveSandbox gvisor(Path workingDir) throws Exception {
    return fixture.create(
        new SandboxOrder(
            fixture.newId(),
            EngineFixture.profile(),
            Isolation.GVISOR,
            workingDir.toString(),
            Map.of()));
  }

  private Path project(int owner) throws Exception {
    Path project = Files.createDirectory(directory.resolve("project"));
    Files.setAttribute(project, "unix:uid", owner);
    Files.setAttribute(project, "unix:gid", owner);
    return project;
  }

  @Test
  void commandsRunOnItsOwnKernelAsTheOwnerOfTheDirectory() throws Exception {
    Path project = project(4711);

    LiveSandbox sandbox = gvisor(project);

    assertThat(sh(sandbox, "dmesg")).contains("gVisor");
    assertThat(sh(sandbox, "id -u; echo x > new; cat new")).isEqualTo("4711\nx\n");
    assertThat(Files.getAttribute(project.resolve("new"), "unix:uid")).isEqualTo(4711);
    assertThat(sh(sandbox, "grep CapEff /proc/self/status | tr -d '\\t'"))
        .isEqualTo("CapEff:0000000000000000\n");
    assertThat(sh(sandbox, "touch /etc/x")).contains("cannot touch");
  }

  @Test
  void aDirectoryOfRootsIsRefusedBecauseOwnersAreNotMappedThere() throws Exception {
    Path project = project(0);

    assertThatThrownBy(() -> gvisor(project)).hasMessageContaining("belongs to root");
  }
}
