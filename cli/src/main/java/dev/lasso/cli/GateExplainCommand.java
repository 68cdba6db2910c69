package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.cli.text.Printable;
import dev.lasso.contracts.Explanation;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Explainer;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.profile.ProfileToml;
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
  private static final int MARGIN = 40;
  private static final int WIDTH = 160;

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
    Explainer explainer = new Explainer(gate, null, null, Map.of());
    Explanation explanation =
        (line != null ? explainer.line(line, opinion) : explainer.words(command, opinion))
            .orElse(null);
    if (json) {
      printJson(gate, opinion, explanation);
    } else {
      print(gate, line, opinion, explanation);
    }
    return switch (opinion.verdict()) {
      case ALLOW -> ExitCodes.OK;
      case ASK -> ASKED;
      case DENY -> ExitCodes.DENIED;
    };
  }

  private void printJson(CommandGate gate, Opinion opinion, @Nullable Explanation explanation) {
    ObjectNode answer = Wire.mapper().createObjectNode();
    GateCheckCommand.fill(answer, opinion);
    answer.put("profile", ProfileToml.refOf(gate.profile()).toString());
    answer.put("policy_hash", gate.policyHash());
    if (explanation != null) {
      answer.set("explanation", Wire.mapper().valueToTree(explanation));
    }
    console.out().println(answer);
  }

  private void print(
      CommandGate gate, @Nullable String line, Opinion opinion, @Nullable Explanation explanation) {
    String verdict = opinion.verdict().name().toLowerCase(Locale.ROOT);
    say(
        opinion.verdict() == Verdict.ALLOW
            ? console.outStyle().good(verdict)
            : console.outStyle().bad(verdict));
    if (opinion.points().isEmpty()) {
      opinion.reasons().forEach(reason -> say("  " + reason));
    }
    for (Opinion.Point point : opinion.points()) {
      say("  " + point.judgement().rule() + ": " + point.judgement().reason());
      if (line != null && opinion.verdict() != Verdict.ALLOW) {
        underline(line, point.span());
      }
    }
    if (explanation != null) {
      say("what it does: " + explanation.effect());
      say("for the model: " + Printable.line(explanation.model()));
      Explanation.Edit edit = explanation.edit();
      if (edit != null) {
        String changed = edit.command();
        List<String> argv = edit.argv();
        say(
            "would be allowed, "
                + edit.what()
                + ": "
                + Printable.line(
                    changed != null ? changed : String.join(" ", argv == null ? List.of() : argv)));
      }
    }
    say(
        console
            .outStyle()
            .dim("profile " + ProfileToml.refOf(gate.profile()) + ", policy " + gate.policyHash()));
  }

  /** The source line of a part, with the part underlined. */
  private void underline(String line, Span span) {
    if (span.end() <= span.start() || span.end() > line.length()) {
      return;
    }
    int begin = Math.max(line.lastIndexOf('\n', span.start()) + 1, span.start() - MARGIN);
    int newline = line.indexOf('\n', span.start());
    int end = Math.min(newline < 0 ? line.length() : newline, begin + WIDTH);
    String before = Printable.line(line.substring(begin, span.start()));
    String part =
        Printable.line(
            line.substring(span.start(), Math.max(span.start(), Math.min(span.end(), end))));
    String after = Printable.line(line.substring(Math.min(span.end(), end), end));
    say("    " + before + part + after);
    say("    " + " ".repeat(before.length()) + "^".repeat(Math.max(1, part.length())));
  }

  private void say(String text) {
    console.out().println(text);
  }
}
