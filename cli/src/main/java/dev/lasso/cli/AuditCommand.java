package dev.lasso.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The audit log of this machine's node, or one brought along as files. */
@Command(
    name = "audit",
    description = "Look at the audit log, or verify it. Needs no running node.")
final class AuditCommand {

  private AuditCommand() {}

  static CommandLine create(Console console) {
    return new CommandLine(new AuditCommand())
        .addSubcommand("view", new AuditViewCommand(console))
        .addSubcommand("verify", new AuditVerifyCommand(console));
  }

  /** The log that is meant. */
  static Path log(Console console, @Nullable String given) {
    try {
      return given == null ? console.home().audit() : Path.of(given);
    } catch (InvalidPathException e) {
      throw new Failure(ExitCodes.USAGE, "not a path: " + e.getReason(), e);
    }
  }
}
