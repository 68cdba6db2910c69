package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.cli.machine.Finding;
import dev.lasso.cli.machine.MachineCheck;
import dev.lasso.cli.node.LocalNode;
import dev.lasso.cli.text.Printable;
import dev.lasso.cli.text.Style;
import dev.lasso.contracts.Wire;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Looks at the machine. */
@Command(
    name = "check",
    description = "Tell whether this machine has what a node needs, and what to do where not.",
    footer = {"", "Exit code: 0 when a node can run here, 1 when something is missing."})
final class CheckCommand implements Action {
  private static final String TODO_INDENT = " ".repeat(20);
  private final Console console;

  @Option(names = "--json", description = "Print the findings as JSON.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print only what is not as it should be.")
  boolean quiet;

  CheckCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    List<Finding> findings = MachineCheck.run(console.home(), console.environment());
    boolean usable = findings.stream().noneMatch(f -> f.level() == Finding.Level.MISSING);
    if (json) {
      printJson(findings, usable);
    } else {
      findings.stream()
          .filter(finding -> !quiet || finding.level() != Finding.Level.OK)
          .forEach(this::print);
      if (!quiet) {
        String node =
            LocalNode.of(console.home())
                .flatMap(LocalNode::node)
                .map(running -> "the node runs, at " + running.url())
                .orElse("no node runs: `lasso up` starts it");
        console.out().println(usable ? node : "a node can't run here yet");
      }
    }
    return usable ? ExitCodes.OK : ExitCodes.FAILED;
  }

  private void print(Finding finding) {
    Style style = console.outStyle();
    String mark =
        switch (finding.level()) {
          case OK -> style.good("ok     ");
          case WARN -> style.warn("warn   ");
          case MISSING -> style.bad("missing");
        };
    console
        .out()
        .println(
            mark
                + "  "
                + String.format("%-9s", finding.name())
                + "  "
                + Printable.line(finding.found()));
    if (!finding.todo().isEmpty()) {
      console.out().println(TODO_INDENT + style.dim(Printable.line(finding.todo())));
    }
  }

  private void printJson(List<Finding> findings, boolean usable) {
    ObjectNode all = Wire.mapper().createObjectNode();
    all.put("usable", usable);
    ArrayNode list = all.putArray("findings");
    for (Finding finding : findings) {
      ObjectNode item = list.addObject();
      item.put("name", finding.name());
      item.put("level", finding.level().name().toLowerCase(Locale.ROOT));
      item.put("found", finding.found());
      if (!finding.todo().isEmpty()) {
        item.put("todo", finding.todo());
      }
    }
    console.out().println(all);
  }
}
