package dev.lasso.cli;

import dev.lasso.cli.machine.EngineProbe;
import dev.lasso.cli.node.LocalNode;
import dev.lasso.cli.node.LogTail;
import dev.lasso.cli.node.NodeLaunch;
import dev.lasso.cli.node.NodeStart;
import dev.lasso.cli.node.Processes;
import dev.lasso.cli.text.Printable;
import dev.lasso.cli.text.Steps;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.RunningNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the node of this machine. */
@Command(
    name = "up",
    description = "Start the node of this machine.",
    footer = {
      "",
      "In the foreground it ends with Ctrl-C; with --detach it returns when the node is ready. The node keeps",
      "everything under LASSO_HOME (default ~/.lasso), and prints to logs/node.log there when detached."
    })
final class UpCommand implements Action {
  static final int DEFAULT_PORT = 8080;
  static final String DEFAULT_HOST = "127.0.0.1";
  private static final int MAX_PORT = 65_535;
  private static final Duration STOP = Duration.ofSeconds(90);
  private static final Duration STOP_LATE = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofMillis(100);
  private final Console console;

  @Option(
      names = {"-d", "--detach"},
      description = "Return when the node is ready, and leave it running.")
  boolean detach;

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "Where it listens; default: " + DEFAULT_PORT + "; 0: any free port.")
  int port = DEFAULT_PORT;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "The address it listens on; default: " + DEFAULT_HOST + ".")
  String host = DEFAULT_HOST;

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing unless it fails.")
  boolean quiet;

  UpCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() throws IOException, InterruptedException {
    if (port < 0 || port > MAX_PORT) {
      throw new Failure(ExitCodes.USAGE, "--port takes a number from 0 to " + MAX_PORT);
    }
    NodeHome home = console.home();
    Optional<LocalNode> running = settled(home);
    if (running.isPresent()) {
      return alreadyRunning(home, running.get());
    }
    requireFreePort(host, port);
    requireEngine(console.environment());
    NodeLaunch launch = new NodeLaunch(home, host, port, console.environment());
    return detach ? detached(launch) : attached(launch);
  }

  /** The node that runs; of one that is just starting or stopping, what has become of it. */
  private static Optional<LocalNode> settled(NodeHome home) throws InterruptedException {
    long deadline = System.nanoTime() + STOP.toNanos();
    Optional<LocalNode> found = LocalNode.of(home);
    while (found.isPresent() && found.get().node().isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new Failure(
            ExitCodes.FAILED,
            "a node of "
                + home.root()
                + " is starting or stopping (process "
                + found.get().process().pid()
                + ") and does not get done: see "
                + home.log());
      }
      Thread.sleep(POLL);
      found = LocalNode.of(home);
    }
    return found;
  }

  private int alreadyRunning(NodeHome home, LocalNode local) throws InterruptedException {
    RunningNode node = local.node().orElseThrow();
    if (port != 0 && port != node.port()) {
      throw new Failure(
          ExitCodes.FAILED,
          "the node of "
              + home.root()
              + " runs already, at "
              + node.url()
              + ": `lasso down` stops it; for a second one set another LASSO_HOME");
    }
    Steps steps = console.errSteps();
    NodeStart.Outcome outcome =
        new NodeStart(
                home,
                local.process(),
                () -> -1,
                LogTail.ofNow(home.log()),
                console.clock(),
                quiet ? text -> {} : steps::note)
            .await();
    if (!(outcome instanceof NodeStart.Outcome.Ready)) {
      throw notReady(outcome, steps, home);
    }
    if (!quiet) {
      steps.ok("the node runs already, at " + node.url());
    }
    return ExitCodes.OK;
  }

  private int detached(NodeLaunch launch) throws IOException, InterruptedException {
    Steps steps = console.errSteps();
    RunningNode node = start(launch, steps, quiet);
    if (!quiet) {
      steps.ok("node ready at " + node.url());
    }
    return ExitCodes.OK;
  }

  /**
   * Starts a node that outlives us and waits until it is ready. Until then it goes when we go.
   *
   * @throws Failure with the reason when it does not become ready
   */
  static RunningNode start(NodeLaunch launch, Steps steps, boolean quiet)
      throws IOException, InterruptedException {
    LogTail log = LogTail.ofNow(launch.home().log());
    steps.begin("starting the node");
    Process process = launch.detached();
    Thread stopIt = new Thread(process::destroy, "stop-node");
    Runtime.getRuntime().addShutdownHook(stopIt);
    NodeStart.Outcome outcome =
        new NodeStart(
                launch.home(),
                process.toHandle(),
                () -> exitCode(process),
                log,
                java.time.InstantSource.system(),
                quiet ? text -> {} : steps::note)
            .await();
    Runtime.getRuntime().removeShutdownHook(stopIt);
    if (outcome instanceof NodeStart.Outcome.Ready(RunningNode node)) {
      return node;
    }
    Processes.stop(process.toHandle(), STOP_LATE);
    throw notReady(outcome, steps, launch.home());
  }

  // Known a moment after the process is seen to have ended.
  private static int exitCode(Process process) {
    return process.onExit().join().exitValue();
  }

  /** Shows why, and is the failure to end with. */
  private static Failure notReady(NodeStart.Outcome outcome, Steps steps, NodeHome home) {
    return switch (outcome) {
      case NodeStart.Outcome.Ready ready -> throw new IllegalArgumentException("it is ready");
      case NodeStart.Outcome.Died(int exitCode, List<String> lines) -> {
        steps.failed("the node ended" + (exitCode < 0 ? "" : " (exit code " + exitCode + ")"));
        lines.forEach(line -> steps.detail("| " + Printable.line(line)));
        yield new Failure(ExitCodes.FAILED, "the node did not start; its log is " + home.log());
      }
      case NodeStart.Outcome.Late(Duration waited, List<String> problems, List<String> lines) -> {
        steps.failed("the node is not ready after " + waited.toSeconds() + " s");
        (problems.isEmpty() ? lines : problems)
            .forEach(line -> steps.detail("| " + Printable.line(line)));
        yield new Failure(
            ExitCodes.FAILED,
            (problems.isEmpty() ? "the node did not become ready" : problems.getFirst())
                + "; its log is "
                + home.log());
      }
    };
  }

  // The node ends when we do: on Ctrl-C the terminal tells both, on SIGTERM we pass it on.
  private int attached(NodeLaunch launch) throws IOException, InterruptedException {
    Process process = launch.attached();
    AtomicBoolean ending = new AtomicBoolean();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  ending.set(true);
                  process.destroy();
                  try {
                    if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
                      process.destroyForcibly();
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                },
                "stop-node"));
    NodeStart.Outcome outcome =
        new NodeStart(
                launch.home(),
                process.toHandle(),
                () -> exitCode(process),
                new LogTail(launch.home().log(), Long.MAX_VALUE),
                console.clock(),
                text -> {})
            .await();
    if (ending.get()) {
      // our own process is ending: the hook above sees to the node
      Thread.sleep(STOP);
    }
    if (!(outcome instanceof NodeStart.Outcome.Ready(RunningNode node))) {
      Processes.stop(process.toHandle(), STOP_LATE);
      throw notReady(outcome, console.errSteps(), launch.home());
    }
    if (!quiet) {
      console.err().println("node ready at " + node.url() + "; Ctrl-C stops it");
      console.err().flush();
    }
    return process.waitFor();
  }

  /** Tells early, and in words, what the node could only find out after it has started. */
  static void requireFreePort(String host, int port) {
    if (!isFree(host, port)) {
      throw new Failure(
          ExitCodes.FAILED,
          "another program listens at " + host + ":" + port + ": use --port N (0: any free one)");
    }
  }

  /** Likewise: a node waits for its engine, but whoever starts one wants to know at once. */
  private static void requireEngine(Map<String, String> environment) {
    if (EngineProbe.ask(environment)
        instanceof EngineProbe.Result.Unreachable(String address, String problem, String hint)) {
      throw new Failure(
          ExitCodes.FAILED,
          "a node needs a container engine: " + problem + " (" + address + "): " + hint);
    }
  }

  static boolean isFree(String host, int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
      return true;
    } catch (java.net.UnknownHostException e) {
      throw new Failure(ExitCodes.USAGE, "--host takes an address of this machine", e);
    } catch (IOException e) {
      return false;
    }
  }
}
