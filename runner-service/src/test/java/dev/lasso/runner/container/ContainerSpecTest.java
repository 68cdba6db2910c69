package dev.lasso.runner.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hardening list of docs, item by item, and the choice of a runtime. */
class ContainerSpecTest {
  private static final Profile.Limits LIMITS =
      new Profile.Limits(1 << 30, 1500, 200, 1024, 1 << 28, 1 << 26, 1, 1);

  private static ContainerSpec spec(@Nullable String runtime, boolean privateCgroups) {
    return new ContainerSpec(
        new SandboxId("sb-" + "x".repeat(61)),
        new NodeId("node-1"),
        "sha256:abc",
        ContainerSpec.User.AGENT,
        LIMITS,
        Path.of("/run/it"),
        Path.of("/home/you/a:b"),
        runtime,
        "{}",
        privateCgroups);
  }

  @Test
  void everyContainerIsHardened() {
    HostConfig host = spec(null, true).hostConfig();

    assertThat(host.getCapDrop()).containsExactly(Capability.ALL);
    assertThat(host.getSecurityOpts()).containsExactly("no-new-privileges", "seccomp={}");
    assertThat(host.getPrivileged()).isFalse();
    assertThat(host.getReadonlyRootfs()).isTrue();
    assertThat(host.getMemory()).isEqualTo(1L << 30);
    assertThat(host.getMemorySwap()).as("no swap besides").isEqualTo(1L << 30);
    assertThat(host.getNanoCPUs()).isEqualTo(1_500_000_000L);
    assertThat(host.getPidsLimit()).isEqualTo(200);
    assertThat(host.getUlimits())
        .extracting(
            limit -> limit.getName() + "=" + limit.getSoftLong() + ":" + limit.getHardLong())
        .containsExactlyInAnyOrder(
            "nofile=1024:1024", "nproc=12800:12800", "core=0:0", "fsize=268435456:268435456");
    assertThat(host.getTmpFs()).containsOnlyKeys("/tmp", "/home/agent");
    assertThat(host.getTmpFs().values())
        .allMatch(options -> options.contains("nosuid,nodev,mode=1777,size=67108864"));
    assertThat(host.getIpcMode()).isEqualTo("private");
    assertThat(host.getNetworkMode()).isEqualTo("none");
    assertThat(host.getRestartPolicy().getName()).isIn("", "no");
    assertThat(host.getLogConfig().getType().getType()).isEqualTo("none");
    assertThat(host.getInit()).isFalse();
    assertThat(host.getCgroupnsMode()).isEqualTo("private");
    assertThat(host.getSysctls()).containsEntry("net.ipv4.ip_unprivileged_port_start", "0");
    assertThat(host.getRuntime()).isNull();
    assertThat(host.getPidMode()).isNull();
  }

  @Test
  void onlyTheSupervisorAndTheWorkspaceAreMounted() {
    List<Mount> mounts = spec(null, true).hostConfig().getMounts();

    assertThat(mounts)
        .extracting(
            mount -> mount.getSource() + " " + mount.getTarget() + " " + mount.getReadOnly())
        .containsExactly("/run/it /lasso/supervisor true", "/home/you/a:b /workspace false");
  }

  @Test
  void theHostNameIsNoLongerThanALabelOfADomainName() {
    assertThat(spec(null, true).hostName()).hasSize(63);
  }

  @Test
  void rootIsNoUserOfASandbox() {
    assertThatThrownBy(() -> new ContainerSpec.User(0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static EngineFacts engine(String api, String... runtimes) {
    return new EngineFacts(
        "Docker", "1", api, new TreeSet<>(List.of(runtimes)), 2, null, null, null);
  }

  @Test
  void theRuntimeIsTheOneThatIsolatesAsAskedOrNone() {
    assertThat(engine("1.41", "runc").runtimeFor(Isolation.CONTAINER)).isEmpty();
    assertThat(engine("1.41", "runc", "runsc").runtimeFor(Isolation.GVISOR)).contains("runsc");
    assertThat(engine("1.41", "io.containerd.kata.v2", "kata-runtime").runtimeFor(Isolation.KATA))
        .contains("kata-runtime");
    assertThatThrownBy(() -> engine("1.41", "runc").runtimeFor(Isolation.GVISOR))
        .hasMessageContaining("install gVisor");
    assertThatThrownBy(() -> engine("1.41", "runc", "runsc").runtimeFor(Isolation.KATA))
        .hasMessageContaining("install Kata Containers");
    assertThat(engine("1.41", "runc", "runsc").isolations()).containsExactly("container", "gvisor");
  }

  @Test
  void privateCgroupsAreAskedForWhereTheEngineKnowsThem() {
    assertThat(engine("1.40").hasPrivateCgroups()).isFalse();
    assertThat(engine("1.41").hasPrivateCgroups()).isTrue();
    assertThat(engine("2.0").hasPrivateCgroups()).isTrue();
    assertThat(engine("x").hasPrivateCgroups()).isFalse();
    assertThat(spec(null, false).hostConfig().getCgroupnsMode()).isNull();
  }

  @Test
  void aRuntimeWithAKnownEscapeIsTold() {
    assertThat(RuntimeSafety.of("1.1.11", "v1.1.11-0-g4bccb38c"))
        .isEqualTo(RuntimeSafety.VULNERABLE);
    assertThat(RuntimeSafety.of("1.0.0-rc95", null)).isEqualTo(RuntimeSafety.VULNERABLE);
    assertThat(RuntimeSafety.of("1.1.12", null)).isEqualTo(RuntimeSafety.SAFE);
    assertThat(RuntimeSafety.of("1.2.0-rc.1", null)).isEqualTo(RuntimeSafety.SAFE);
    assertThat(RuntimeSafety.of("1.1.5+ds1", "1.1.5+ds1-1+deb12u1")).isEqualTo(RuntimeSafety.SAFE);
    assertThat(RuntimeSafety.of("1.1.5+ds1", "1.1.5+ds1-1")).isEqualTo(RuntimeSafety.DOUBTFUL);
    assertThat(RuntimeSafety.of("1.1.7-0ubuntu1~22.04.2", "")).isEqualTo(RuntimeSafety.DOUBTFUL);
    assertThat(RuntimeSafety.of(null, null)).as("no runc").isEqualTo(RuntimeSafety.SAFE);
  }

  @Test
  void mountPointsAreReadAsTheKernelWritesThem() {
    assertThat(MountTable.unescape("/a\\040b\\134c")).isEqualTo("/a b\\c");
  }
}
