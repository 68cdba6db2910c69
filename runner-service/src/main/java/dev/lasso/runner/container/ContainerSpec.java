package dev.lasso.runner.container;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox's container, and how it is hardened. Everything that keeps a sandbox in is decided here
 * and nowhere else.
 *
 * @param sandbox whose
 * @param node which node's
 * @param image the image's id, or a reference
 * @param user who runs in it
 * @param limits what it may use
 * @param supervisor the supervisor's binary on the host
 * @param workspace the host's directory that becomes {@link #WORKSPACE}
 * @param runtime the engine's runtime; absent: its default
 * @param seccomp the system call filter, as JSON
 * @param privateCgroups whether the engine knows private cgroup namespaces
 */
public record ContainerSpec(
    SandboxId sandbox,
    NodeId node,
    String image,
    User user,
    Profile.Limits limits,
    Path supervisor,
    Path workspace,
    @Nullable String runtime,
    String seccomp,
    boolean privateCgroups) {

  /** Where the workspace is inside. */
  public static final String WORKSPACE = "/workspace";

  /** Where the home directory is inside; empty in every new sandbox. */
  public static final String HOME = "/home/agent";

  /** Where the supervisor is inside. */
  public static final String SUPERVISOR = "/lasso/supervisor";

  /** Label of the node that a container belongs to. */
  public static final String NODE_LABEL = "lasso.node";

  /** Label of the sandbox that a container is. */
  public static final String SANDBOX_LABEL = "lasso.sandbox";

  /**
   * The kernel counts processes per user over all containers, so this must leave room for every
   * sandbox of the same user: it only backs up the cgroup's own limit.
   */
  private static final long PROCESSES_PER_PID = 64;

  private static final long SHM_BYTES = 64L << 20;
  private static final long NANO_CPUS_PER_UNIT = 1_000_000;
  private static final int MAX_HOST_NAME = 63;

  /**
   * A user and group inside.
   *
   * @param uid never 0
   * @param gid any
   */
  public record User(int uid, int gid) {
    /** The agent of the built-in images. */
    public static final User AGENT = new User(1000, 1000);

    /** Refuses root. */
    public User {
      if (uid <= 0 || gid < 0) {
        throw new IllegalArgumentException("no sandbox runs as root");
      }
    }

    @Override
    public String toString() {
      return uid + ":" + gid;
    }
  }

  /** Its name at the engine. */
  public String name() {
    return "lasso-" + sandbox.value();
  }

  /** What it calls itself. */
  public String hostName() {
    String id = sandbox.value();
    return id.length() <= MAX_HOST_NAME ? id : id.substring(0, MAX_HOST_NAME);
  }

  /** How its owner is found again. */
  public Map<String, String> labels() {
    return Map.of(NODE_LABEL, node.value(), SANDBOX_LABEL, sandbox.value());
  }

  /** Everything about it that the engine keeps outside. */
  public HostConfig hostConfig() {
    String tmpfs = "rw,exec,nosuid,nodev,mode=1777,size=" + limits.tmpBytes();
    HostConfig config =
        HostConfig.newHostConfig()
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges", "seccomp=" + seccomp))
            .withPrivileged(false)
            .withReadonlyRootfs(true)
            .withMemory(limits.memoryBytes())
            .withMemorySwap(limits.memoryBytes())
            .withNanoCPUs(limits.cpus() * NANO_CPUS_PER_UNIT)
            .withPidsLimit((long) limits.pids())
            .withUlimits(
                List.of(
                    new Ulimit("nofile", (long) limits.openFiles(), (long) limits.openFiles()),
                    new Ulimit("nproc", processes(), processes()),
                    new Ulimit("core", 0L, 0L),
                    new Ulimit("fsize", limits.fileSizeBytes(), limits.fileSizeBytes())))
            .withTmpFs(Map.of("/tmp", tmpfs, HOME, tmpfs))
            .withShmSize(Math.min(SHM_BYTES, limits.tmpBytes()))
            .withIpcMode("private")
            .withNetworkMode("none")
            .withRestartPolicy(RestartPolicy.noRestart())
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
            .withInit(false)
            .withAutoRemove(false)
            // Only this network namespace's own: it has nothing but a loopback.
            .withSysctls(Map.of("net.ipv4.ip_unprivileged_port_start", "0"))
            .withMounts(
                List.of(bind(supervisor, SUPERVISOR, true), bind(workspace, WORKSPACE, false)));
    if (privateCgroups) {
      config.withCgroupnsMode("private");
    }
    if (runtime != null) {
      config.withRuntime(runtime);
    }
    return config;
  }

  private long processes() {
    return limits.pids() * PROCESSES_PER_PID;
  }

  /**
   * A mount, not a "bind" string: those make a missing source on the host, and a colon in a path
   * splits them.
   */
  private static Mount bind(Path source, String target, boolean readOnly) {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(source.toString())
        .withTarget(target)
        .withReadOnly(readOnly);
  }
}
