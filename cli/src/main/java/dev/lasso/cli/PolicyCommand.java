package dev.lasso.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Work on policies. */
@Command(name = "policy", description = "Try a profile before it is used. Needs no running node.")
final class PolicyCommand {

  private PolicyCommand() {}

  static CommandLine create(Console console) {
    return new CommandLine(new PolicyCommand())
        .addSubcommand("simulate", new PolicySimulateCommand(console));
  }
}
