package dev.lasso.cli;

import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Runs a command in a sandbox. */
@Command(
    name = "exec",
    description =
        "Run a command in a sandbox; stdin, stdout, stderr and the exit code pass through.")
final class ExecCommand {
  /** How long one request waits for a person; then it is asked anew. */
  private static final Duration POLL = Duration.ofSeconds(60);

  private final Console console;

  ExecCommand(Console console) {
    this.console = console;
  }

  /**
   * Runs it.
   *
   * @param args what follows {@code exec}
   * @return the exit code
   */
  int run(List<String> args) throws InterruptedException {
    ExecOptions options = ExecOptions.parse(args);
    if (options == null) {
      console.out().print(ExecOptions.HELP);
      return ExitCodes.OK;
    }
    Stdin stdin =
        new Stdin(new FileInputStream(FileDescriptor.in), Stdin.GRACE, Pipeline::writesToStdin);
    try (LassoClient client = console.client()) {
      byte[] content = read(stdin, options.stdin());
      ExecOutcome outcome =
          exec(
              client,
              options.sandbox(),
              new dev.lasso.sdk.Command(
                  options.input(), options.cwd(), options.env(), options.timeout(), content),
              options.waits());
      int code = options.json() ? printJson(outcome) : print(outcome);
      if (stdin.cameTooLate()) {
        console.complain(
            "input came only after the command had been sent without it: use -i to wait for input");
      }
      return code;
    }
  }

  private void sayInterrupted() {
    console.complain("interrupted: the command may run on in the sandbox, until its time limit");
  }

  private static byte[] read(Stdin stdin, Stdin.Mode mode) throws InterruptedException {
    try {
      return stdin.read(mode, Descriptor.of(0));
    } catch (Stdin.TooLarge e) {
      throw new Failure(
          ExitCodes.LASSO_FAILED,
          "stdin holds more than "
              + Stdin.LIMIT / 1024
              + " KiB, nothing was run: put it into a file of the workspace",
          e);
    } catch (IOException e) {
      throw new Failure(ExitCodes.LASSO_FAILED, "can't read stdin: " + e.getMessage(), e);
    }
  }

  private ExecOutcome exec(
      LassoClient client, String sandbox, dev.lasso.sdk.Command command, boolean wait) {
    Thread interrupted = new Thread(this::sayInterrupted, "interrupted");
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      ExecOutcome outcome = execByIdOrName(client, sandbox, command);
      if (outcome instanceof ExecOutcome.Underway underway && underway.approval() != null) {
        sayWaiting(underway);
      }
      while (wait && outcome instanceof ExecOutcome.Underway underway) {
        outcome = client.execution(underway.executionId(), POLL);
      }
      return outcome;
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private void sayWaiting(ExecOutcome.Underway underway) {
    String id = underway.executionId();
    console.complain(
        "waiting for approval: "
            + String.join("; ", underway.decision().reasons())
            + " ["
            + underway.decision().rule()
            + "]");
    console.complain("approve with: lasso approvals approve " + id);
  }

  private static ExecOutcome execByIdOrName(
      LassoClient client, String sandbox, dev.lasso.sdk.Command command) {
    Optional<SandboxId> id = SandboxNames.asId(sandbox);
    if (id.isPresent()) {
      try {
        return client.exec(id.get(), command);
      } catch (LassoException.Refused e) {
        // nothing ran: it may be the beginning of an id
        if (e.problem().status() != 404) {
          throw e;
        }
      }
    }
    return client.exec(SandboxNames.find(client.sandboxes(), sandbox).id(), command);
  }

  private int printJson(ExecOutcome outcome) {
    console.out().println(outcome.source());
    return ExitCodes.of(outcome);
  }

  private int print(ExecOutcome outcome) {
    switch (outcome) {
      case ExecOutcome.Denied denied -> console.complain(denialText(denied));
      case ExecOutcome.Underway underway -> {
        // said already
      }
      case ExecOutcome.Finished finished -> {
        pass(finished.stdout(), FileDescriptor.out, "stdout");
        pass(finished.stderr(), FileDescriptor.err, "stderr");
        if (ExitCodes.needsWord(finished.outcome())) {
          String detail = finished.detail();
          console.complain(
              finished.outcome().label().replace('_', ' ') + (detail == null ? "" : ": " + detail));
        }
        if (finished.stdoutTruncated() || finished.stderrTruncated()) {
          console.complain(
              (finished.stdoutTruncated() ? "stdout" : "stderr")
                  + " is cut: it was longer than what is kept of one command; write it to a file");
        }
      }
    }
    return ExitCodes.of(outcome);
  }

  static String denialText(ExecOutcome.Denied denied) {
    List<String> reasons = denied.decision().reasons();
    return "denied: "
        + (reasons.isEmpty() ? denied.detail() : String.join("; ", reasons))
        + (denied.decision().rule().isEmpty() ? "" : " [" + denied.decision().rule() + "]");
  }

  // Straight to the descriptor: these bytes are the command's.
  private static void pass(byte[] bytes, FileDescriptor to, String name) {
    try (OutputStream out = new Unclosed(to)) {
      out.write(bytes);
    } catch (IOException e) {
      if (!"Broken pipe".equals(e.getMessage())) {
        throw new Failure(
            ExitCodes.LASSO_FAILED, "can't write the command's " + name + ": " + e.getMessage(), e);
      }
      // whoever read it has had enough, as with `... | head -1`
    }
  }

  /** Standard output and error stay open. */
  private static final class Unclosed extends FileOutputStream {
    Unclosed(FileDescriptor descriptor) {
      super(descriptor);
    }

    @Override
    public void close() {}
  }
}
