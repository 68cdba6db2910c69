package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.cli.text.Printable;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import dev.lasso.sdk.audit.Verification.Tampered;
import dev.lasso.sdk.audit.Verification.Unreadable;
import dev.lasso.sdk.audit.Verification.Verified;
import java.nio.file.Files;
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
  private static final int TAMPERED = 1;
  private static final int UNREADABLE = 2;

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR",
      description = "A segment or a folder of them; default: LASSO_HOME/audit.")
  @Nullable String path;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of the log; default: LASSO_HOME/audit-key, wherever the log is.")
  @Nullable Path key;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  AuditVerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    Verification result = verify();
    if (json) {
      console.out().println(json(result));
    } else if (result instanceof Verified verified) {
      console.out().println(console.outStyle().good(text(verified) + scope()));
    } else {
      console.complain(text(result));
    }
    return exitCode(result);
  }

  private Verification verify() {
    try {
      Path log = AuditCommand.log(console, path);
      if (key != null) {
        return AuditVerifier.verify(log, key);
      }
      Path usual = console.home().auditKey();
      return Files.notExists(usual)
          ? new Unreadable("there is no " + usual + ": name the log's key with --key")
          : AuditVerifier.verify(log, usual);
    } catch (LassoException.BadSettings e) {
      return new Unreadable(
          Console.text(e)); // and not 1, which would say that it was tampered with
    }
  }

  private String scope() {
    return path != null && Files.isRegularFile(Path.of(path))
        ? "; only this file: what comes before and after is not checked"
        : "";
  }

  /** One line for people. */
  static String text(Verification result) {
    return switch (result) {
      case Verified(long entries, long first, long last, String logId) ->
          "verified: %d %s%s of %s"
              .formatted(
                  entries,
                  entries == 1 ? "entry" : "entries",
                  entries == 0 ? "" : " (" + first + " to " + last + ")",
                  Printable.line(logId));
      case Tampered(long seq, Path file, String problem) ->
          "tampered: entry %d: %s (%s)".formatted(seq, problem, file);
      case Unreadable(String problem) -> "not verified: " + problem;
    };
  }

  private static ObjectNode json(Verification result) {
    ObjectNode object = Wire.mapper().createObjectNode();
    switch (result) {
      case Verified(long entries, long first, long last, String logId) ->
          object
              .put("verified", true)
              .put("entries", entries)
              .put("first_seq", first)
              .put("last_seq", last)
              .put("log_id", logId);
      case Tampered(long seq, Path file, String problem) ->
          object
              .put("verified", false)
              .put("seq", seq)
              .put("file", file.toString())
              .put("problem", problem);
      case Unreadable(String problem) -> object.put("verified", false).put("problem", problem);
    }
    return object;
  }

  private static int exitCode(Verification result) {
    return switch (result) {
      case Verified verified -> ExitCodes.OK;
      case Tampered tampered -> TAMPERED;
      case Unreadable unreadable -> UNREADABLE;
    };
  }
}
