package dev.lasso.cli;

import dev.lasso.sdk.Sandbox;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Resumes sandboxes that the gate has paused. */
@Command(
    name = "resume",
    description =
        "Have the commands of sandboxes judged again that the gate has paused, by a rule of behavior.",
    footer = {"", "Look first at what they did: lasso audit view --sandbox ID"})
final class ResumeCommand implements Action {
  private final Console console;

  @Parameters(
      arity = "1..*",
      paramLabel = "SANDBOX",
      description = "Ids, names or beginnings of ids; `all` for every one.")
  List<String> sandboxes = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing.")
  boolean quiet;

  ResumeCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    return StopCommand.forEach(
        console,
        sandboxes,
        false,
        quiet,
        "resumed",
        Sandbox::isAlive,
        (client, sandbox) -> client.resume(sandbox.id()));
  }
}
