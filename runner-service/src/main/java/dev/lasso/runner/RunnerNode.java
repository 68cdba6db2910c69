package dev.lasso.runner;

import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.HeartbeatSender;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import dev.lasso.runner.container.BlockingCalls;
import dev.lasso.runner.container.EngineClient;
import dev.lasso.runner.container.EngineFacts;
import dev.lasso.runner.container.EngineMonitor;
import dev.lasso.runner.container.SandboxFactory;
import dev.lasso.runner.container.SandboxImages;
import dev.lasso.runner.container.Workspaces;
import dev.lasso.runner.node.NodePrograms;
import dev.lasso.runner.supervisor.OutputBudget;
import dev.lasso.runner.supervisor.SessionLimits;
import dev.lasso.runner.supervisor.Timers;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node's parts, put together, and the order in which they start and stop. */
final class RunnerNode {
  private static final Logger log = LoggerFactory.getLogger(RunnerNode.class);
  private static final int CONCURRENT_BUILDS = 1;
  private static final int LOOP_IN_FLIGHT = 2_000;
  private static final Duration SCAN_DEADLINE = Duration.ofSeconds(30);
  private static final Duration SWEEP_DEADLINE = Duration.ofMinutes(2);
  private static final Duration SWEEP_EVERY = Duration.ofSeconds(30);
  private static final Duration ENGINE_PATIENCE = Duration.ofSeconds(20);
  private static final Duration FINISH_GRACE = Duration.ofSeconds(3);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(12);

  private final ServiceContext context;
  private final ScheduledExecutorService timers;
  private final BlockingCalls calls;
  private final BlockingCalls builds;
  private final EngineClient engine;
  private final EventProducer producer;
  private final NodeParts parts;
  private final SandboxLifecycle lifecycle;
  private final CommandExecutor executor;
  private final HeartbeatSender heartbeat;
  private final ConsumerLoop states;
  private final ConsumerLoop profiles;
  private final ConsumerLoop placement;
  private final ConsumerLoop commands;
  private volatile long lastSweep;

  private RunnerNode(
      NodeParts parts,
      EngineClient engine,
      BlockingCalls calls,
      BlockingCalls builds,
      ScheduledExecutorService timers,
      EventProducer producer) {
    this.parts = parts;
    this.context = parts.context();
    this.engine = engine;
    this.calls = calls;
    this.builds = builds;
    this.timers = timers;
    this.producer = producer;
    ProfileTable table = new ProfileTable();
    this.lifecycle = new SandboxLifecycle(parts, table);
    this.executor = new CommandExecutor(parts, producer, lifecycle::find);
    this.heartbeat =
        new HeartbeatSender(
            context,
            producer,
            parts.node().value(),
            Heartbeat.Role.RUNNER,
            new NodeStatus(parts.monitor(), parts.images(), parts.metrics().sandboxes())::now);
    this.states =
        ConsumerLoop.builder(context, "runner-states")
            .on(Topics.SANDBOX_STATE, done(parts.directory()::seen), parts.directory()::gone)
            .replay()
            .build();
    this.profiles =
        ConsumerLoop.builder(context, "runner-profiles")
            .on(Topics.PROFILE, done(table::seen))
            .replay()
            .build();
    this.placement =
        ConsumerLoop.builder(context, "runner-placement")
            .on(Topics.SANDBOX_REQUESTED, lifecycle::requested)
            .shared("lasso.placement")
            // A node that starts again takes its old place, rather than wait until it is missed.
            .instanceId(parts.node().value())
            .maxInFlight(LOOP_IN_FLIGHT)
            .build();
    this.commands =
        ConsumerLoop.builder(context, "runner-commands")
            .on(Topics.COMMAND_DECIDED, executor::decided)
            .on(Topics.SANDBOX_STOP_REQUESTED, lifecycle::stopRequested)
            .owned(group(parts.node()))
            .maxInFlight(LOOP_IN_FLIGHT)
            .build();
  }

  private static <V> Function<Received<V>, Future<Void>> done(Consumer<V> handler) {
    return received -> {
      handler.accept(received.value());
      return Future.succeededFuture();
    };
  }

  private static String group(NodeId node) {
    return "lasso.runner." + node.value();
  }

  /** Everything of a node, not started. Blocks. */
  static RunnerNode build(ServiceContext context, RunnerSettings settings, NodeId node)
      throws IOException {
    Path run = settings.home().run();
    NodePrograms programs = NodePrograms.install(run);
    ScheduledExecutorService timers = Timers.create("lasso-runner-timers");
    BlockingCalls calls = new BlockingCalls(settings.engineCalls(), timers);
    BlockingCalls builds = new BlockingCalls(CONCURRENT_BUILDS, timers);
    EngineClient engine = EngineClient.at(settings.engineHost());
    EventProducer producer = new EventProducer(context, "runner-" + node.value());
    SandboxFactory factory =
        new SandboxFactory(
            node,
            engine,
            calls,
            new Workspaces(run, programs.idmap(), processId("unix:uid"), processId("unix:gid")),
            new SandboxFactory.Session(
                SessionLimits.of(settings.maxExecutionsPerSandbox(), settings.outputLimit()),
                new OutputBudget(settings.outputBudget()),
                timers,
                context.clock()),
            programs.supervisor(),
            programs.seccomp(),
            privateTrees(settings));
    NodeParts parts =
        new NodeParts(
            node,
            context,
            settings,
            new EventPublisher(context, producer),
            new SandboxDirectory(node),
            new EngineMonitor(engine, calls, timers, settings.allowVulnerableRuntime()),
            new SandboxImages(engine, calls, builds, settings.images()),
            factory,
            new RunnerMetrics(context.meters(), new AtomicInteger(), new AtomicInteger()));
    return new RunnerNode(parts, engine, calls, builds, timers, producer);
  }

  private static int processId(String attribute) throws IOException {
    return (Integer) Files.getAttribute(Path.of("/proc/self"), attribute);
  }

  /** What no sandbox may see: our own state, and the engine's door. */
  private static List<Path> privateTrees(RunnerSettings settings) throws IOException {
    List<Path> trees = new ArrayList<>();
    for (Path home : List.of(settings.home().root(), settings.sharedHome().root())) {
      trees.add(Files.exists(home) ? home.toRealPath() : home);
    }
    if (settings.engineHost().startsWith("unix://")) {
      Path socket = Path.of(settings.engineHost().substring("unix://".length()));
      trees.add(Files.exists(socket) ? socket.toRealPath() : socket);
    }
    return trees;
  }

  /**
   * First what was, then what is: nothing is taken before the leavings of an earlier life are dealt
   * with.
   */
  Future<Void> start() {
    parts.monitor().start(this::engineSeen);
    heartbeat.start();
    Callable<RecoveryScan> scan =
        () -> RecoveryScan.of(context.kafka(), group(parts.node()), parts.node(), SCAN_DEADLINE);
    return Future.all(states.start(), profiles.start())
        .compose(started -> Future.all(states.caughtUp(), profiles.caughtUp()))
        .compose(caughtUp -> {
          parts.directory().replayed();
          return lifecycle.loseThoseOfEarlierLives();
        })
        .compose(lost -> context.vertx().executeBlocking(scan, false))
        .onSuccess(found -> executor.remember(found.before(), found.unsettled()))
        .compose(remembered ->
            Future.fromCompletionStage(parts.monitor().firstAnswer())
                .timeout(ENGINE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .otherwiseEmpty())
        .compose(answered -> Future.all(placement.start(), commands.start()))
        .mapEmpty();
  }

  private CompletableFuture<Void> engineSeen(EngineFacts facts) {
    parts.images().prepare();
    long now = System.nanoTime();
    if (lastSweep != 0 && now - lastSweep < SWEEP_EVERY.toNanos()) {
      return CompletableFuture.completedFuture(null);
    }
    return calls
        .call("tidying up", SWEEP_DEADLINE, () -> parts.factory().sweep(lifecycle::living))
        .thenAccept(removed -> {
          lastSweep = now;
          if (removed > 0) {
            log.atInfo()
                .addKeyValue("containers", removed)
                .log("removed containers that belonged to no sandbox any more");
          }
        });
  }

  /** Takes no more, lets commands finish for a moment, ends the sandboxes, and says so. */
  Future<Void> stop() {
    executor.stopping();
    lifecycle.stopping();
    Future<Void> loops = Future.join(placement.stop(), commands.stop()).mapEmpty();
    return idle(System.nanoTime() + FINISH_GRACE.toNanos())
        .compose(quiet -> bounded(lifecycle.stopAll("its node was shut down"), "the sandboxes"))
        .compose(gone -> {
          parts.publisher().closing();
          return bounded(loops, "reading");
        })
        .compose(read ->
            bounded(
                Future.join(heartbeat.stop(), states.stop(), profiles.stop()).mapEmpty(),
                "the rest"))
        .compose(rest -> bounded(producer.close(), "sending"))
        .compose(sent -> context.vertx().executeBlocking(this::close, false));
  }

  private Future<Void> idle(long until) {
    if (parts.metrics().running().get() == 0 || System.nanoTime() > until) {
      return Future.succeededFuture();
    }
    return context.vertx().timer(10, TimeUnit.MILLISECONDS).compose(waited -> idle(until));
  }

  private static Future<Void> bounded(Future<Void> step, String what) {
    return step.timeout(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(failure ->
            log.atWarn()
                .addKeyValue("what", what)
                .addKeyValue("problem", String.valueOf(failure.getMessage()))
                .log("did not stop cleanly"))
        .otherwiseEmpty();
  }

  private @Nullable Void close() {
    parts.monitor().close();
    builds.close();
    calls.close();
    timers.shutdownNow();
    engine.close();
    return null;
  }
}
