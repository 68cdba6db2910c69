package dev.lasso.cli;

import dev.lasso.cli.node.LocalNode;
import dev.lasso.cli.node.NodeLaunch;
import dev.lasso.cli.node.Processes;
import dev.lasso.cli.text.Steps;
import dev.lasso.sdk.ApiKey;
import dev.lasso.sdk.Connection;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * From nothing to a first sandbox and its audit trail. What it starts it stops, also when it is
 * interrupted: a node that ran before goes on running.
 */
@Command(
    name = "quickstart",
    description =
        "A first look: start a node, run a command in a sandbox, see one denied, read the proof.")
final class QuickstartCommand implements Action {
  private static final Duration STOP = Duration.ofSeconds(90);
  private final Console console;

  @Option(
      names = {"-y", "--yes"},
      description = "Ask nothing (the script ./lasso may install what is missing).")
  boolean yes;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The directory the sandbox works in; default: the current one.")
  @Nullable String dir;

  QuickstartCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() throws IOException, InterruptedException {
    Path directory = Path.of(dir == null ? "." : dir).toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new Failure(ExitCodes.FAILED, "there is no directory " + directory);
    }
    NodeHome home = console.home();
    Steps steps = console.outSteps();
    Optional<LocalNode> running = LocalNode.of(home);
    Optional<RunningNode> ready = running.flatMap(LocalNode::node);
    if (running.isPresent() && ready.isEmpty()) {
      throw new Failure(
          ExitCodes.FAILED, "the node is just starting or stopping: wait a moment, then again");
    }
    if (ready.isPresent()) {
      steps.begin("node");
      steps.ok("the node runs already, at " + ready.get().url());
      tour(home, ready.get(), directory, steps, false);
      return ExitCodes.OK;
    }
    int port =
        UpCommand.isFree(UpCommand.DEFAULT_HOST, UpCommand.DEFAULT_PORT)
            ? UpCommand.DEFAULT_PORT
            : 0;
    NodeLaunch launch = new NodeLaunch(home, UpCommand.DEFAULT_HOST, port, console.environment());
    RunningNode node = UpCommand.start(launch, steps, false);
    steps.ok("node ready at " + node.url());
    ProcessHandle process = ProcessHandle.of(node.pid()).orElseThrow();
    Thread stopIt = new Thread(() -> stopQuietly(process), "stop-node");
    Runtime.getRuntime().addShutdownHook(stopIt);
    tour(home, node, directory, steps, true);
    steps.begin("stopping the node");
    boolean clean = Processes.stop(process, STOP);
    Runtime.getRuntime().removeShutdownHook(stopIt);
    if (!clean) {
      steps.failed("the node did not stop by itself and was killed");
      return ExitCodes.FAILED;
    }
    steps.ok("node stopped; nothing is left running");
    next(true);
    return ExitCodes.OK;
  }

  private static void stopQuietly(ProcessHandle process) {
    try {
      Processes.stop(process, STOP);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tour(
      NodeHome home, RunningNode node, Path directory, Steps steps, boolean nodeIsOurs)
      throws IOException, InterruptedException {
    ApiKey key =
        home.apiKey()
            .orElseThrow(
                () -> new Failure(ExitCodes.FAILED, "the node has no key in " + home.apiKeyFile()));
    try (LassoClient client = new LassoClient(new Connection(node.url(), key))) {
      new Tour(console, steps, client, home, directory).take();
    }
    if (!nodeIsOurs) {
      next(false);
    }
  }

  private void next(boolean nodeStopped) {
    console.out().println();
    console.out().println("next:");
    if (nodeStopped) {
      console.out().println("  lasso up --detach                        start the node, to stay");
    }
    console
        .out()
        .println("  lasso exec $(lasso create --quiet) -- ls   run a command in a new sandbox");
    console
        .out()
        .println(
            "  lasso audit view                         what has happened; lasso audit verify proves it");
    console.out().println("  lasso down                               stop the node");
  }
}
