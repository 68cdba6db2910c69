package dev.lasso.runner.container;

import com.github.dockerjava.api.exception.DockerException;
import dev.lasso.contracts.Identifiers;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import dev.lasso.runner.node.NodePrograms;
import dev.lasso.runner.supervisor.ExecutionResult;
import dev.lasso.runner.supervisor.OutputBudget;
import dev.lasso.runner.supervisor.SessionLimits;
import dev.lasso.runner.supervisor.Timers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A real engine with everything a node has around it, but no Kafka. Skips, saying so, where no
 * engine answers.
 */
final class EngineFixture implements AutoCloseable {
  static final String IMAGE = "debian:bookworm-slim";

  final ScheduledExecutorService timers = Timers.create("test-timers");
  final BlockingCalls calls = new BlockingCalls(8, timers);
  final EngineClient engine;
  final EngineFacts facts;
  final NodeId node;
  final SandboxFactory factory;
  final NodePrograms programs;
  private final Identifiers identifiers = new Identifiers(Clock.systemUTC(), new Random());
  private final List<LiveSandbox> made = new ArrayList<>();

  EngineFixture(Path home) throws IOException {
    String host = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    engine = EngineClient.at(host);
    facts = answer(engine);
    node = identifiers.newNodeId();
    programs = NodePrograms.install(home.resolve("run"));
    factory =
        new SandboxFactory(
            node,
            engine,
            calls,
            new Workspaces(home.resolve("run"), programs.idmap(), uid(), gid()),
            new SandboxFactory.Session(
                SessionLimits.of(64, 1 << 20),
                new OutputBudget(1 << 28),
                timers,
                Clock.systemUTC()),
            programs.supervisor(),
            programs.seccomp(),
            List.of(home));
  }

  private static EngineFacts answer(EngineClient engine) {
    try {
      EngineFacts facts = engine.facts();
      Assumptions.assumeTrue(
          new ImageCalls(engine).find(IMAGE).isPresent(),
          "SKIPPED: the engine has no image " + IMAGE);
      return facts;
    } catch (EngineException | DockerException e) {
      return Assumptions.abort("SKIPPED: no container engine: " + e.getMessage());
    }
  }

  static int uid() throws IOException {
    return (Integer) java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  static int gid() throws IOException {
    return (Integer) java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:gid");
  }

  /**
   * Who the commands of a sandbox are: the agent, and where the node isn't root the node's own user
   * (it can't give a directory to anybody else).
   */
  static ContainerSpec.User insider() throws IOException {
    return uid() == 0 ? ContainerSpec.User.AGENT : new ContainerSpec.User(uid(), gid());
  }

  ImageFacts image() {
    return new ImageCalls(engine).find(IMAGE).orElseThrow();
  }

  SandboxId newId() {
    return identifiers.newSandboxId();
  }

  static Profile profile() {
    return new Profile(
        "test",
        "for tests",
        IMAGE,
        Isolation.CONTAINER,
        new Profile.CommandPolicy(Profile.ListMode.BLACKLIST, List.of()),
        new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
        new Profile.Limits(256 << 20, 1000, 100, 512, 16 << 20, 32 << 20, 10_000, 60_000),
        Map.of("FROM_PROFILE", "yes"));
  }

  LiveSandbox create(@Nullable Path workingDir) throws Exception {
    return create(
        new SandboxOrder(
            newId(),
            profile(),
            Isolation.CONTAINER,
            workingDir == null ? null : workingDir.toString(),
            Map.of("FROM_SANDBOX", "also")));
  }

  LiveSandbox create(SandboxOrder order) throws Exception {
    LiveSandbox live = factory.create(order, image(), facts).get(60, TimeUnit.SECONDS);
    made.add(live);
    return live;
  }

  @SuppressWarnings("NullAway") // it does not see @Nullable on an array of a record in a class file
  static ExecutionResult exec(LiveSandbox sandbox, Duration timeout, String... argv)
      throws Exception {
    return sandbox
        .execute(
            new Plan(List.of(argv), ContainerSpec.WORKSPACE, Map.of(), null, timeout.toMillis()))
        .get(60, TimeUnit.SECONDS);
  }

  /** Standard output and error of a script that must have run. */
  static String sh(LiveSandbox sandbox, String script) throws Exception {
    ExecutionResult result = exec(sandbox, Duration.ofSeconds(20), "sh", "-c", script + "\n", "sh");
    if (result instanceof ExecutionResult.Ended ended) {
      return new String(ended.stdout().bytes(), java.nio.charset.StandardCharsets.UTF_8)
          + new String(ended.stderr().bytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    throw new AssertionError("it did not run: " + result);
  }

  @Override
  public void close() throws Exception {
    for (LiveSandbox live : made) {
      live.close("test over");
    }
    factory.sweep(Set::of);
    calls.close();
    timers.shutdownNow();
    engine.close();
  }
}
