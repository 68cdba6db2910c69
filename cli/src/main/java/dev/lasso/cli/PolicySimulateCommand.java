package dev.lasso.cli;

import dev.lasso.contracts.ProfileRef;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.profile.ProfileToml;
import dev.lasso.policy.simulate.CommandLog;
import dev.lasso.policy.simulate.Simulation;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.audit.AuditEntries;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What another profile would have said of the commands of a log. */
@Command(
    name = "simulate",
    description =
        "Judge every command of an audit log anew, by another profile, and show what would change.",
    footer = {
      "",
      "The same log and profile give the same output, byte for byte. What the log does not keep (values of variables,",
      "standard input) is never guessed: where it decides, the command is counted as not replayable.",
      "",
      "Exit code: 0 nothing that was denied or asked about would be allowed, 1 something would,",
      "           2 the arguments make no sense, or the log can't be read or doesn't verify."
    })
final class PolicySimulateCommand implements Action {
  private static final int SHOWN = 50;
  private static final int ALLOWS_MORE = 1;

  private final Console console;

  @Option(
      names = {"-p", "--profile"},
      required = true,
      paramLabel = "PROFILE",
      description = "A built-in profile, one of LASSO_HOME/profiles, or a TOML file.")
  String profile = "";

  @Option(
      names = "--against",
      paramLabel = "FILE|DIR",
      description = "A segment of an audit log or a folder of them; default: LASSO_HOME/audit.")
  @Nullable String against;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "The key of the log; default: LASSO_HOME/audit-key, wherever the log is.")
  @Nullable Path key;

  @Option(
      names = "--unverified",
      description = "Go on where the log doesn't verify, or there is no key.")
  boolean unverified;

  @Option(names = "--all", description = "Show every changed command, not the first 50.")
  boolean all;

  @Option(names = "--json", description = "Print the result as JSON.")
  boolean json;

  PolicySimulateCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    try {
      return simulate();
    } catch (Failure e) {
      throw new Failure(ExitCodes.USAGE, Console.text(e), e); // 1 would say: it allows more
    } catch (IOException | LassoException.BadSettings e) {
      throw new Failure(ExitCodes.USAGE, "can't read the log: " + Console.text(e), e);
    }
  }

  private int simulate() throws IOException {
    CommandGate gate = GateCommand.gate(console, profile);
    ProfileRef ref = ProfileToml.refOf(gate.profile());
    Path log = AuditCommand.log(console, against);
    Verification verification = verify(log);
    long lastSeq = Long.MAX_VALUE;
    if (verification instanceof Verification.Verified verified) {
      lastSeq = verified.lastSeq();
    } else if (!unverified) {
      throw new Failure(
          ExitCodes.USAGE,
          AuditVerifyCommand.text(verification) + "; --unverified goes on all the same");
    } else {
      console.complain(AuditVerifyCommand.text(verification) + "; going on all the same");
    }
    Simulation simulation = new Simulation(gate, all ? Integer.MAX_VALUE : SHOWN);
    CommandLog commands = new CommandLog(simulation::add);
    AuditEntries.Read read = AuditEntries.read(log, lastSeq, commands::add);
    commands.end();
    SimulationReport report =
        new SimulationReport(ref, verification, read, simulation, commands.forgotten());
    if (json) {
      console.out().println(report.json());
    } else {
      report.lines(console.outStyle()).forEach(console.out()::println);
    }
    return simulation.newlyAllowed() > 0 ? ALLOWS_MORE : ExitCodes.OK;
  }

  private Verification verify(Path log) {
    if (key != null) {
      return AuditVerifier.verify(log, key);
    }
    Path usual = console.home().auditKey();
    return Files.notExists(usual)
        ? new Verification.Unreadable("there is no " + usual + ": name the log's key with --key")
        : AuditVerifier.verify(log, usual);
  }
}
