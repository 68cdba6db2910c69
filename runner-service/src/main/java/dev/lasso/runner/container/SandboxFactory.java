package dev.lasso.runner.container;

import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.SandboxId;
import dev.lasso.runner.domain.CommandEnvironment;
import dev.lasso.runner.domain.WorkspaceRules;
import dev.lasso.runner.supervisor.OutputBudget;
import dev.lasso.runner.supervisor.SessionLimits;
import dev.lasso.runner.supervisor.SupervisorSession;
import dev.lasso.runner.supervisor.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sandboxes and takes them away, with everything that belongs to them.
 *
 * <p>Thread-safe; no method but {@link #sweep} blocks.
 */
public final class SandboxFactory {
  private static final Logger log = LoggerFactory.getLogger(SandboxFactory.class);
  private static final Duration CREATE_DEADLINE = Duration.ofSeconds(60);
  private static final Duration HELLO_DEADLINE = Duration.ofSeconds(20);
  private static final Duration REMOVE_DEADLINE = Duration.ofSeconds(150);

  private final NodeId node;
  private final EngineClient engine;
  private final BlockingCalls calls;
  private final Workspaces workspaces;
  private final Session sessions;
  private final Path supervisor;
  private final String seccomp;
  private final List<Path> privateTrees;

  /**
   * What every session is made with.
   *
   * @param limits its bounds
   * @param budget for output, shared by all
   * @param timers shared by all
   * @param clock the time
   */
  public record Session(
      SessionLimits limits, OutputBudget budget, ScheduledExecutorService timers, Clock clock) {}

  /**
   * A factory.
   *
   * @param supervisor the supervisor's binary on the host
   * @param seccomp the system call filter, as JSON
   * @param privateTrees what no workspace may hold or be in
   */
  public SandboxFactory(
      NodeId node,
      EngineClient engine,
      BlockingCalls calls,
      Workspaces workspaces,
      Session sessions,
      Path supervisor,
      String seccomp,
      List<Path> privateTrees) {
    this.node = node;
    this.engine = engine;
    this.calls = calls;
    this.workspaces = workspaces;
    this.sessions = sessions;
    this.supervisor = supervisor;
    this.seccomp = seccomp;
    this.privateTrees = List.copyOf(privateTrees);
  }

  /**
   * Completes when commands can run in it; fails with an {@link EngineException}, and nothing is
   * left then.
   */
  public CompletableFuture<LiveSandbox> create(
      SandboxOrder order, ImageFacts image, EngineFacts facts) {
    Making making = new Making();
    return calls
        .call("creating the sandbox", CREATE_DEADLINE, () -> make(order, image, facts, making))
        .exceptionallyCompose(failure ->
            undo(making)
                .handle((_, _) -> {
                  throw EngineException.of("the sandbox could not be made", failure);
                }));
  }

  /** What there is already, while a sandbox is being made. */
  private static final class Making {
    private volatile @Nullable Workspace workspace;
    private volatile @Nullable String containerId;
    private volatile @Nullable SupervisorSession session;
  }

  private LiveSandbox make(SandboxOrder order, ImageFacts image, EngineFacts facts, Making making)
      throws InterruptedException {
    @Nullable String runtime = facts.runtimeFor(order.isolation()).orElse(null);
    Workspace workspace =
        workspaces.open(order.id(), order.workingDir(), order.isolation(), rules(facts));
    making.workspace = workspace;
    ContainerSpec spec =
        new ContainerSpec(
            order.id(),
            node,
            image.id(),
            workspace.user(),
            order.profile().limits().withAtMostCpus(1_000 * facts.processors()),
            supervisor,
            workspace.mounted(),
            runtime,
            seccomp,
            facts.hasPrivateCgroups() && order.isolation() == Isolation.CONTAINER);
    String containerId = engine.create(spec);
    making.containerId = containerId;
    AttachedStream stream = engine.attach(containerId);
    SupervisorSession session = session(stream);
    making.session = session;
    stream.start(session);
    engine.start(containerId);
    awaitHello(session);
    CommandEnvironment environment =
        CommandEnvironment.of(image.env(), order.profile().env(), order.env());
    return new LiveSandbox(
        order.id(),
        containerId,
        session,
        workspace,
        environment.variables(),
        environment.searchPath());
  }

  private SupervisorSession session(Transport transport) {
    return new SupervisorSession(
        transport,
        sessions.limits(),
        sessions.budget(),
        sessions.timers(),
        sessions.clock(),
        System::nanoTime);
  }

  private static void awaitHello(SupervisorSession session) throws InterruptedException {
    try {
      session.ready().get(HELLO_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new EngineException(
          "the container started, but the supervisor in it did not: "
              + (e.getCause() == null ? "it took too long" : e.getCause().getMessage()),
          e);
    }
  }

  private WorkspaceRules rules(EngineFacts facts) {
    List<Path> trees = new ArrayList<>(privateTrees);
    if (facts.dataRoot() != null) {
      trees.add(facts.dataRoot());
    }
    return new WorkspaceRules(trees);
  }

  private CompletableFuture<Void> undo(Making making) {
    SupervisorSession session = making.session;
    if (session != null) {
      session.close("the sandbox did not come up");
    }
    return discard(making.containerId, making.workspace);
  }

  /**
   * Ends a sandbox and removes what belongs to it; its commands end as killed where they still can.
   * Completes when it is gone; fails where the engine does not answer, then {@link #sweep} will
   * remove the rest.
   */
  public CompletableFuture<Void> destroy(LiveSandbox sandbox) {
    return sandbox
        .shutDown()
        .thenCompose(why -> {
          sandbox.close("the sandbox was stopped");
          return discard(sandbox.containerId(), sandbox.workspace());
        });
  }

  /**
   * Why a sandbox that nobody stopped ended, as far as the engine knows; then removes what is left
   * of it.
   */
  public CompletableFuture<String> bury(LiveSandbox sandbox, String reason) {
    sandbox.close(reason);
    return calls
        .call(
            "asking why a sandbox ended",
            Duration.ofSeconds(10),
            () ->
                engine
                    .whyEnded(sandbox.containerId())
                    .map(why -> reason + ": " + why)
                    .orElse(reason))
        .exceptionally(_ -> reason)
        .thenCompose(
            why -> discard(sandbox.containerId(), sandbox.workspace()).handle((_, _) -> why));
  }

  private CompletableFuture<Void> discard(
      @Nullable String containerId, @Nullable Workspace workspace) {
    return calls
        .call(
            "removing the sandbox",
            REMOVE_DEADLINE,
            () -> {
              if (containerId != null) {
                engine.remove(containerId);
              }
              if (workspace != null) {
                workspaces.release(workspace);
              }
              return true;
            })
        .handle((_, failure) -> {
          if (failure != null) {
            log.atWarn()
                .addKeyValue("container", containerId)
                .addKeyValue("problem", String.valueOf(failure.getMessage()))
                .log("a sandbox could not be removed yet");
            throw EngineException.of("the sandbox could not be removed yet", failure);
          }
          return null;
        });
  }

  /**
   * Removes every container and workspace of this node that belongs to no living sandbox. Blocks.
   *
   * @param living the sandboxes that run, are being made or are being taken away; asked after the
   *     engine, so that a new one is never taken for a dead one
   * @return how many containers were removed
   */
  public int sweep(Supplier<Set<SandboxId>> living) throws IOException {
    Map<String, String> containers = engine.containersOf(node);
    Set<String> alive = ids(living);
    int removed = 0;
    for (Map.Entry<String, String> container : containers.entrySet()) {
      if (!alive.contains(container.getValue())) {
        try {
          engine.remove(container.getKey());
          removed++;
        } catch (EngineException e) {
          // one that is stuck must not keep the others; it is tried again with the next sweep
          log.atWarn()
              .addKeyValue("container", container.getKey())
              .addKeyValue("problem", e.getMessage())
              .log("a container that belongs to no sandbox could not be removed yet");
        }
      }
    }
    workspaces.sweep(() -> ids(living));
    return removed;
  }

  private static Set<String> ids(Supplier<Set<SandboxId>> living) {
    return living.get().stream().map(SandboxId::value).collect(Collectors.toUnmodifiableSet());
  }
}
