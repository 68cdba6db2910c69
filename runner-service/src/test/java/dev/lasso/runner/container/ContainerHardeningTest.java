package dev.lasso.runner.container;

import static dev.lasso.runner.container.EngineFixture.sh;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.lasso.runner.supervisor.ExecutionResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the engine made of the specification, and what can be done inside. */
@Tag("slow")
class ContainerHardeningTest {
  @TempDir static Path home;
  private static EngineFixture fixture;
  private static LiveSandbox sandbox;

  @BeforeAll
  static void create() throws Exception {
    fixture = new EngineFixture(home);
    sandbox = fixture.create((Path) null);
  }

  @AfterAll
  static void remove() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  @Test
  void theEngineHoldsTheWholeHardeningList() {
    InspectContainerResponse container =
        fixture.engine.docker().inspectContainerCmd(sandbox.containerId()).exec();
    HostConfig host = container.getHostConfig();

    assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
    assertThat(host.getCapAdd()).isNullOrEmpty();
    assertThat(host.getPrivileged()).isFalse();
    assertThat(host.getReadonlyRootfs()).isTrue();
    assertThat(host.getSecurityOpts())
        .contains("no-new-privileges")
        .anyMatch(option -> option.startsWith("seccomp={") && option.contains("SCMP_ACT_ERRNO"));
    assertThat(host.getMemory()).isEqualTo(256L << 20).isEqualTo(host.getMemorySwap());
    assertThat(host.getNanoCPUs()).isEqualTo(1_000_000_000L);
    assertThat(host.getPidsLimit()).isEqualTo(100);
    assertThat(Arrays.asList(host.getUlimits()))
        .extracting(limit -> limit.getName() + "=" + limit.getHardLong())
        .containsExactlyInAnyOrder("nofile=512", "nproc=6400", "core=0", "fsize=16777216");
    assertThat(host.getNetworkMode()).isEqualTo("none");
    assertThat(host.getIpcMode()).isEqualTo("private");
    assertThat(host.getRestartPolicy().getName()).isIn("", "no");
    assertThat(host.getLogConfig().getType().getType()).isEqualTo("none");
    assertThat(host.getSysctls()).containsEntry("net.ipv4.ip_unprivileged_port_start", "0");
    assertThat(host.getBinds()).isNullOrEmpty();
    assertThat(container.getConfig().getStdInOnce()).isTrue();
    assertThat(container.getConfig().getTty()).isFalse();
    assertThat(container.getConfig().getLabels())
        .containsAllEntriesOf(
            Map.of("lasso.node", fixture.node.value(), "lasso.sandbox", sandbox.id().value()));
  }

  @Test
  void insideItIsAnUnprivilegedUserWithoutAnyCapability() throws Exception {
    ContainerSpec.User insider = EngineFixture.insider();
    assertThat(sh(sandbox, "id -u; id -g; id -G"))
        .isEqualTo("%1$d\n%2$d\n%2$d\n".formatted(insider.uid(), insider.gid()));
    assertThat(
            sh(sandbox, "grep -E '^(Cap...|NoNewPrivs|Seccomp):' /proc/self/status | tr -d ' \\t'"))
        .isEqualTo(
            """
            CapInh:0000000000000000
            CapPrm:0000000000000000
            CapEff:0000000000000000
            CapBnd:0000000000000000
            CapAmb:0000000000000000
            NoNewPrivs:1
            Seccomp:2
            """);
  }

  @Test
  void theRootIsReadOnlyAndTheWorkspaceHomeAndTmpAreNot() throws Exception {
    assertThat(sh(sandbox, "touch /etc/x /usr/x /x /lasso/x 2>&1 | grep -c 'Read-only'"))
        .isEqualTo("4\n");
    assertThat(sh(sandbox, "echo x > /lasso/supervisor")).contains("sh: ").doesNotContain("ok");
    assertThat(
            sh(
                sandbox,
                "cd /workspace && echo ok > a && cat a; echo ok > ~/b && cat ~/b; echo ok > /tmp/c"
                    + " && cat /tmp/c"))
        .isEqualTo("ok\nok\nok\n");
    assertThat(sh(sandbox, "grep -E ' /(tmp|home/agent) ' /proc/mounts | grep -c 'nosuid,nodev'"))
        .isEqualTo("2\n");
  }

  @Test
  void thereIsNoNetworkButALoopbackWhoseLowPortsCanBeUsed() throws Exception {
    assertThat(sh(sandbox, "ls /sys/class/net; cat /proc/net/route | tail -n +2"))
        .isEqualTo("lo\n");
    assertThat(sh(sandbox, "cat /proc/sys/net/ipv4/ip_unprivileged_port_start")).isEqualTo("0\n");
  }

  @Test
  void theSupervisorIsFirstAndItsStateIsOutOfReach() throws Exception {
    assertThat(sh(sandbox, "cat /proc/1/comm")).isEqualTo("supervisor\n");
    assertThat(
            sh(
                sandbox,
                "cat /proc/1/environ; ls /proc/1/fd; kill -9 1; kill -STOP 1; echo still here"))
        .contains("Permission denied")
        .contains("still here\n");
  }

  @Test
  void theEnvironmentIsFixedThenTheProfilesThenTheSandboxs() throws Exception {
    assertThat(sh(sandbox, "echo $HOME $USER $FROM_PROFILE $FROM_SANDBOX"))
        .isEqualTo("/home/agent agent yes also\n");
  }

  @Test
  void aWorkingDirectoryUnderProcIsRefused() throws Exception {
    @SuppressWarnings(
        "NullAway") // it does not see @Nullable on an array of a record in a class file
    var plan =
        new dev.lasso.contracts.Plan(
            java.util.List.of("ls"), "/proc/self/fd/8", Map.of(), null, 5_000);

    ExecutionResult result = sandbox.execute(plan).get(20, java.util.concurrent.TimeUnit.SECONDS);

    assertThat(result).isInstanceOf(ExecutionResult.NotStartable.class);
  }

  @Test
  void aFileCannotGrowBeyondItsLimit() throws Exception {
    assertThat(sh(sandbox, "head -c 20000000 /dev/zero > big; wc -c < big; rm big"))
        .contains("16777216");
  }

  @Test
  void processesCannotBeMoreThanTheirLimit() throws Exception {
    LiveSandbox greedy = fixture.create((Path) null);

    assertThat(
            sh(greedy, "i=0; while [ $i -lt 150 ]; do sleep 20 & i=$((i+1)); done 2>&1; echo end"))
        .contains("fork");

    assertThat(sh(sandbox, "echo others are well")).isEqualTo("others are well\n");
  }

  @Test
  void theProgramsAreInstalledForTheirOwnerAlone() throws Exception {
    assertThat(Files.getPosixFilePermissions(fixture.programs.supervisor().getParent())).hasSize(3);
    assertThat(Files.isExecutable(fixture.programs.supervisor())).isTrue();
  }

  @Test
  void aCommandThatUsesTooMuchMemoryIsKilledAndTheSandboxGoesOn() throws Exception {
    ExecutionResult result =
        EngineFixture.exec(
            sandbox,
            Duration.ofSeconds(30),
            "sh",
            "-c",
            "head -c 600000000 /dev/zero | tail -c 500000000 > /dev/null");

    assertThat(result).isInstanceOf(ExecutionResult.Ended.class);
    assertThat(((ExecutionResult.Ended) result).code()).isNotZero();
    assertThat(sh(sandbox, "echo on")).isEqualTo("on\n");
  }
}
