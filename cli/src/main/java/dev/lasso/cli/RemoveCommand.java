package dev.lasso.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes sandboxes. */
@Command(name = "rm", description = "Stop sandboxes and take them off the list.")
final class RemoveCommand implements Action {
  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "SANDBOX",
      description = "Ids, names or beginnings of ids; `all` for every one.")
  List<String> sandboxes = new ArrayList<>();

  @Option(names = "--all", description = "Every one on the list.")
  boolean all;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing.")
  boolean quiet;

  RemoveCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    return StopCommand.forEach(
        console, sandboxes, all, quiet, "removed", sandbox -> true, (c, s) -> c.remove(s.id()));
  }
}
