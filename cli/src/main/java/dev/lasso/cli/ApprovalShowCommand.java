package dev.lasso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.cli.text.Printable;
import dev.lasso.sdk.ApprovalSummary;
import dev.lasso.sdk.LassoClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what an approval would have run. */
@Command(name = "show", description = "Show what would run, and why a person is asked.")
final class ApprovalShowCommand implements Action {
  private final Console console;

  @Parameters(paramLabel = "ID", description = "Its id, or the beginning of it.")
  String id = "";

  @Option(names = "--json", description = "Print all there is to know.")
  boolean json;

  ApprovalShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    try (LassoClient client = console.client()) {
      ApprovalSummary approval = ApprovalsCommand.find(client, id);
      if (json) {
        console.out().println(approval.source());
        return ExitCodes.OK;
      }
      JsonNode plan = approval.source().path("plan");
      line("id", approval.id());
      line("state", approval.state());
      line("sent", approval.sent());
      approval.argv().forEach(word -> line("would run", word));
      line("in", approval.cwd());
      plan.path("env")
          .properties()
          .forEach(
              variable -> line("with", variable.getKey() + "=" + variable.getValue().asText()));
      line("reading", plan.path("stdin").asText(""));
      approval.reasons().forEach(reason -> line("because", reason));
      line("rule", approval.rule());
      line("profile", approval.profile());
      line("sandbox", approval.sandboxId());
      line("asked by", approval.actor());
      line("asked at", approval.requestedAt().toString());
      line("expires at", approval.expiresAt().toString());
      ApprovalSummary.Answer answer = approval.answer();
      if (answer != null) {
        line("answered", answer.verdict() + " by " + answer.actor() + ": " + answer.reason());
      }
      line("detail", approval.detail() == null ? "" : approval.detail());
      return ExitCodes.OK;
    }
  }

  private void line(String name, String value) {
    if (!value.isEmpty()) {
      console.out().println("%-11s".formatted(name) + Printable.line(value));
    }
  }
}
