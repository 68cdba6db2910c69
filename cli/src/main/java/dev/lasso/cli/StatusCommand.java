package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.cli.text.Durations;
import dev.lasso.cli.text.Style;
import dev.lasso.cli.text.Table;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.Connection;
import dev.lasso.sdk.Health;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.Sandbox;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the sandboxes. */
@Command(
    name = "status",
    aliases = "ps",
    description = "Show the node and its sandboxes.",
    footer = {"", "Exit code: 0 when commands can run, 1 when not."})
final class StatusCommand implements Action {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private final Console console;

  @Option(
      names = {"-a", "--all"},
      description = "Show those that were stopped too.")
  boolean all;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the ids alone.")
  boolean quiet;

  @Option(names = "--json", description = "Print all there is to know, of all of them.")
  boolean json;

  StatusCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    Connection connection = Connection.fromEnvironment(console.environment());
    try (LassoClient client = new LassoClient(connection)) {
      Health health = client.health(DEADLINE);
      List<Sandbox> sandboxes =
          health.isReady()
              ? client.sandboxes().stream()
                  .sorted(Comparator.comparing(Sandbox::createdAt))
                  .toList()
              : List.of();
      if (json) {
        printJson(connection, health, sandboxes);
      } else if (quiet) {
        shown(sandboxes).forEach(sandbox -> console.out().println(sandbox.id()));
      } else {
        print(connection, health, shown(sandboxes));
      }
      return health.isReady() ? ExitCodes.OK : ExitCodes.FAILED;
    }
  }

  /** What was stopped is done with; what was lost or failed should be seen. */
  private List<Sandbox> shown(List<Sandbox> sandboxes) {
    return sandboxes.stream().filter(sandbox -> all || !sandbox.state().equals("stopped")).toList();
  }

  private void printJson(Connection connection, Health health, List<Sandbox> sandboxes) {
    ObjectNode all = Wire.mapper().createObjectNode();
    all.put("url", connection.baseUrl().toString());
    all.set("node", health.source());
    ArrayNode items = all.putArray("items");
    sandboxes.forEach(sandbox -> items.add(sandbox.source()));
    console.out().println(all);
  }

  private void print(Connection connection, Health health, List<Sandbox> sandboxes) {
    Style style = console.outStyle();
    String state =
        health.isReady()
            ? style.good("ready")
            : style.warn(dev.lasso.cli.text.Printable.line(health.status()));
    console
        .out()
        .println(
            "node "
                + connection.baseUrl()
                + "  "
                + state
                + "  up "
                + Durations.rough(health.uptime()));
    String preparing = health.preparing();
    if (preparing != null) {
      console.out().println("  " + dev.lasso.cli.text.Printable.line(preparing));
    }
    health
        .problems()
        .forEach(p -> console.out().println("  " + dev.lasso.cli.text.Printable.line(p)));
    if (!health.isReady()) {
      return;
    }
    if (sandboxes.isEmpty()) {
      console.out().println("no sandboxes; `lasso create` makes one");
    } else {
      table(console, sandboxes).lines().forEach(console.out()::println);
    }
  }

  static Table table(Console console, List<Sandbox> sandboxes) {
    Style style = console.outStyle();
    Table table =
        new Table(style, "ID", "NAME", "PROFILE", "STATE", "ISOLATION", "AGE", "DIRECTORY");
    for (Sandbox sandbox : sandboxes) {
      String dir = sandbox.workingDir();
      String detail = sandbox.detail();
      table.row(
          sandbox.isAlive() ? UnaryOperator.identity() : style::dim,
          sandbox.id().value(),
          sandbox.name(),
          sandbox.profile(),
          sandbox.state(),
          sandbox.isolation(),
          Durations.rough(Duration.between(sandbox.createdAt(), console.clock().instant())),
          (dir == null ? "-" : dir)
              + (detail == null || sandbox.isAlive() ? "" : "  (" + detail + ")"));
    }
    return table;
  }
}
