package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Verifies an audit log. */
@Command(
    name = "verify",
    description =
        "Verify that the audit log is whole: every entry authentic, none changed, removed or added.",
    footer = {
      "",
      "Exit code: 0 verified, 1 tampered with (the first bad entry is named), 2 it can't be read."
    })
final class AuditVerifyCommand implements Action {
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR",
      description = "A segment or a folder of them; default: LASSO_HOME/audit.")
  @Nullable String path;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of the log; default: LASSO_HOME/audit-key.")
  @Nullable Path key;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  AuditVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    Path log = AuditCommand.log(console, path);
    Verification result = Verification.of(log, key == null ? console.home().auditKey() : key);
    if (json) {
      ObjectNode object = Wire.mapper().createObjectNode();
      object.put("verified", result.exitCode() == ExitCodes.OK);
      object.put("detail", result.text());
      console.out().println(object);
    } else if (result.exitCode() == ExitCodes.OK) {
      console.out().println(console.outStyle().good(result.text()));
    } else {
      console.complain(result.text());
    }
    return result.exitCode();
  }
}
