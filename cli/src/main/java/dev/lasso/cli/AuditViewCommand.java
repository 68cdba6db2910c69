package dev.lasso.cli;

import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows entries of the audit log. */
@Command(name = "view", description = "Show entries of the audit log.")
final class AuditViewCommand implements Action {
  private static final int DEFAULT_TAIL = 50;
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE|DIR",
      description = "A segment or a folder of them; default: LASSO_HOME/audit.")
  @Nullable String path;

  @Option(
      names = "--sandbox",
      paramLabel = "SANDBOX",
      description =
          "Only of this one: its id, the beginning of it, or its name while the node runs.")
  @Nullable String sandbox;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Only of this kind, such as command.decided, or of kinds that begin so.")
  @Nullable String type;

  @Option(
      names = "--tail",
      paramLabel = "N",
      description = "The last so many; default: " + DEFAULT_TAIL + "; 0: all.")
  int tail = DEFAULT_TAIL;

  @Option(names = "--json", description = "The lines as they stand in the log.")
  boolean json;

  AuditViewCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    if (tail < 0) {
      throw new Failure(ExitCodes.USAGE, "--tail takes a number from 0");
    }
    String id = sandbox == null ? "" : idOf(sandbox);
    Predicate<AuditTrail.Line> wanted =
        line ->
            (sandbox == null || line.field("sandbox_id").startsWith(id))
                && (type == null || line.field("type").startsWith(type));
    AuditTrail trail =
        read(AuditCommand.log(console, path), wanted, tail == 0 ? Integer.MAX_VALUE : tail);
    if (json) {
      trail.entries().forEach(line -> console.out().println(line.text()));
    } else if (trail.entries().isEmpty()) {
      console.err().println("no such entries");
    } else {
      trail.lines(console.outStyle(), true).forEach(console.out()::println);
    }
    return ExitCodes.OK;
  }

  static AuditTrail read(Path log, Predicate<AuditTrail.Line> wanted, int last) {
    try {
      return AuditTrail.read(log, wanted, last);
    } catch (IOException e) {
      throw new Failure(
          ExitCodes.FAILED,
          "can't read "
              + log
              + " ("
              + e.getClass().getSimpleName()
              + "): name a segment or a folder of them, or set LASSO_HOME",
          e);
    }
  }

  /** A name leads to an id only while the node runs; an id needs none. */
  private String idOf(String text) {
    if (text.startsWith("sb-")) {
      return text;
    }
    try (LassoClient client = console.client()) {
      return SandboxNames.find(client.sandboxes(), text).id().value();
    } catch (LassoException.NodeUnreachable e) {
      throw new Failure(ExitCodes.FAILED, "without a running node, name the sandbox by its id", e);
    }
  }
}
