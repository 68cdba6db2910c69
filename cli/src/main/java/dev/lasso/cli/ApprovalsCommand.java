package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lasso.cli.text.Table;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.ApprovalSummary;
import dev.lasso.sdk.LassoClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The commands that wait for a person. */
@Command(
    name = "approvals",
    description = "List the commands that wait for a person; look at one, approve or deny it.")
final class ApprovalsCommand implements Action {
  private final Console console;

  @Option(names = "--all", description = "Also those that were settled lately.")
  boolean all;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the ids alone.")
  boolean quiet;

  @Option(names = "--json", description = "Print all there is to know.")
  boolean json;

  private ApprovalsCommand(Console console) {
    this.console = console;
  }

  static CommandLine create(Console console) {
    return new CommandLine(new ApprovalsCommand(console))
        .addSubcommand("show", new ApprovalShowCommand(console))
        .addSubcommand("approve", new ApprovalAnswerCommand.Approve(console))
        .addSubcommand("deny", new ApprovalAnswerCommand.Deny(console));
  }

  @Override
  public int run() {
    try (LassoClient client = console.client()) {
      List<ApprovalSummary> approvals = client.approvals(all);
      if (json) {
        ArrayNode items = Wire.mapper().createArrayNode();
        approvals.forEach(approval -> items.add(approval.source()));
        console.out().println(items);
      } else if (quiet) {
        approvals.forEach(approval -> console.out().println(approval.id()));
      } else {
        table(approvals).forEach(console.out()::println);
      }
      return ExitCodes.OK;
    }
  }

  private List<String> table(List<ApprovalSummary> approvals) {
    Table table = new Table(console.outStyle(), "ID", "STATE", "LEFT", "SANDBOX", "COMMAND", "WHY");
    Instant now = console.clock().instant();
    for (ApprovalSummary approval : approvals) {
      table.row(
          approval.id(),
          approval.state(),
          left(approval, now),
          approval.sandboxId(),
          shortened(approval.sent(), 60),
          shortened(String.join("; ", approval.reasons()), 80));
    }
    return table.lines();
  }

  static String left(ApprovalSummary approval, Instant now) {
    if (!approval.isPending()) {
      return "";
    }
    long seconds = Math.max(0, Duration.between(now, approval.expiresAt()).toSeconds());
    return seconds < 60 ? seconds + "s" : seconds / 60 + "m" + seconds % 60 + "s";
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 3) + "...";
  }

  /**
   * The one that is meant, by its id or the beginning of it. Those that wait come before those that
   * were settled.
   *
   * @throws Failure when none is, or more than one
   */
  static ApprovalSummary find(LassoClient client, String text) {
    List<ApprovalSummary> known = client.approvals(true);
    List<ApprovalSummary> exact =
        known.stream().filter(approval -> approval.id().equals(text)).toList();
    List<ApprovalSummary> begin =
        known.stream()
            .filter(approval -> !text.isEmpty() && approval.id().startsWith(text))
            .toList();
    List<ApprovalSummary> waiting = begin.stream().filter(ApprovalSummary::isPending).toList();
    List<ApprovalSummary> found =
        Stream.of(exact, waiting, begin)
            .filter(list -> !list.isEmpty())
            .findFirst()
            .orElse(List.of());
    if (found.size() > 1) {
      throw new Failure(
          ExitCodes.FAILED,
          "%d approvals begin with \"%s\": use a longer part of the id"
              .formatted(found.size(), text));
    }
    if (found.isEmpty()) {
      throw new Failure(
          ExitCodes.FAILED,
          "no approval is called \"" + text + "\": `lasso approvals --all` lists them");
    }
    return found.getFirst();
  }
}
