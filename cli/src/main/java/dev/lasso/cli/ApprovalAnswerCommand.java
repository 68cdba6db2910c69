package dev.lasso.cli;

import dev.lasso.sdk.ApprovalSummary;
import dev.lasso.sdk.LassoClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers the question that a command asks. */
abstract sealed class ApprovalAnswerCommand implements Action {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Its id, or the beginning of it.")
  String id = "";

  private ApprovalAnswerCommand(Console console) {
    this.console = console;
  }

  @Override
  public final int run() {
    try (LassoClient client = console.client()) {
      ApprovalSummary done = answer(client, ApprovalsCommand.find(client, id).id());
      console.out().println(done.state() + " " + done.id());
      return ExitCodes.OK;
    }
  }

  abstract ApprovalSummary answer(LassoClient client, String found);

  /** Lets it run. */
  @Command(
      name = "approve",
      description = "Let one command run, once. The gate judges it anew first.")
  static final class Approve extends ApprovalAnswerCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the record.")
    String reason = "";

    Approve(Console console) {
      super(console);
    }

    @Override
    ApprovalSummary answer(LassoClient client, String found) {
      return client.approve(found, reason);
    }
  }

  /** Denies it. */
  @Command(name = "deny", description = "Deny a command that waits.")
  static final class Deny extends ApprovalAnswerCommand {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; whoever sent the command is told.")
    String reason = "";

    Deny(Console console) {
      super(console);
    }

    @Override
    ApprovalSummary answer(LassoClient client, String found) {
      return client.deny(found, reason);
    }
  }
}
