package dev.lasso.cli;

import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.shell.Span;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Explains one decision. */
@Command(
    name = "explain",
    description =
        "Say what the gate would decide on a command, by which rule, and which part of it is why.",
    footer = {
      "",
      "One word is a line for the shell; several are a program and its arguments.",
      "Exit code: 0 it would be allowed, 1 a person would be asked, 126 it would be denied."
    })
final class GateExplainCommand implements Action {
  private static final int ASKED = 1;

  private final Console console;

  @Option(
      names = {"-p", "--profile"},
      defaultValue = "development",
      paramLabel = "PROFILE",
      description =
          "A built-in profile, one of LASSO_HOME/profiles, or a TOML file; default: ${DEFAULT-VALUE}.")
  String profile = "";

  @Option(names = "--json", description = "Print the decision as JSON.")
  boolean json;

  @Parameters(arity = "1..*", paramLabel = "COMMAND", description = "What would be run.")
  List<String> command = List.of();

  GateExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    CommandGate gate = GateCommand.gate(console, profile);
    String line = command.size() == 1 ? command.getFirst() : null;
    Opinion opinion =
        line != null ? gate.line(line, null, null, Map.of()) : gate.words(command, null, null);
    if (json) {
      console.out().println(GateCheckCommand.write(Wire.mapper().createObjectNode(), opinion));
    } else {
      print(line, opinion);
    }
    return switch (opinion.verdict()) {
      case ALLOW -> ExitCodes.OK;
      case ASK -> ASKED;
      case DENY -> ExitCodes.DENIED;
    };
  }

  private void print(@Nullable String line, Opinion opinion) {
    String verdict = opinion.verdict().name().toLowerCase(Locale.ROOT);
    console
        .out()
        .println(
            opinion.verdict() == Verdict.ALLOW
                ? console.outStyle().good(verdict)
                : console.outStyle().bad(verdict));
    if (opinion.points().isEmpty()) {
      opinion.reasons().forEach(reason -> console.out().println("  " + reason));
    }
    for (Opinion.Point point : opinion.points()) {
      console.out().println("  " + point.judgement().rule() + ": " + point.judgement().reason());
      Span span = point.span();
      if (line != null && span.end() > span.start() && span.end() <= line.length()) {
        console
            .out()
            .println(
                "    in: "
                    + dev.lasso.cli.text.Printable.line(line.substring(span.start(), span.end())));
      }
    }
  }
}
