package dev.lasso.cli;

import dev.lasso.cli.node.LocalNode;
import dev.lasso.cli.node.Processes;
import dev.lasso.cli.text.Durations;
import dev.lasso.cli.text.Steps;
import dev.lasso.sdk.NodeHome;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops the node of this machine. */
@Command(
    name = "down",
    description = "Stop the node of this machine.",
    footer = {
      "",
      "Exit code: 0 when it does not run any more, 1 when it still does after the time."
    })
final class DownCommand implements Action {
  private final Console console;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "How long to wait for its end; default: 90s.")
  String timeout = "90s";

  @Option(
      names = {"-q", "--quiet"},
      description = "Say nothing unless it fails.")
  boolean quiet;

  DownCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() throws InterruptedException {
    Duration patience =
        Durations.parse(timeout)
            .orElseThrow(
                () -> new Failure(ExitCodes.USAGE, "--timeout takes a time such as 30s or 2m"));
    NodeHome home = console.home();
    Optional<LocalNode> node = LocalNode.of(home);
    if (node.isEmpty()) {
      if (!quiet) {
        console.err().println("no node runs for " + home.root());
      }
      return ExitCodes.OK;
    }
    ProcessHandle process = node.get().process();
    Steps steps = console.errSteps();
    steps.begin("stopping the node");
    if (!process.destroy()) {
      throw new Failure(
          ExitCodes.FAILED,
          "may not stop the node (process " + process.pid() + "): it is another user's");
    }
    if (!Processes.ended(process, patience)) {
      steps.failed("the node still runs");
      throw new Failure(
          ExitCodes.FAILED,
          "the node (process "
              + process.pid()
              + ") was told to stop and still runs; see "
              + home.log()
              + ", or kill -9 it: nothing that was accepted is lost");
    }
    if (!quiet) {
      steps.ok("node stopped");
    }
    return ExitCodes.OK;
  }
}
