package dev.lasso.cli;

import dev.lasso.cli.text.Printable;
import dev.lasso.cli.text.Steps;
import dev.lasso.cli.text.Style;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.ProfileSummary;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One sandbox's life, shown: created, a command, a denial, stopped, and what the audit log has of
 * it.
 */
final class Tour {
  private static final String PROFILE = "development";
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** How long the entry of the sandbox's end may take to be in the log. */
  private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(50);

  private static final List<String> NEVER_ALLOWED =
      List.of("sudo", "mount", "docker", "nsenter", "ssh");

  /** What a program inside sees of its world. */
  private static final String LOOK_AROUND =
      """
      import os, platform, socket
      print("Python", platform.python_version(), "on", platform.system(), platform.release())
      print("user", os.getuid(), "in", os.getcwd(), "with", len(os.listdir(".")), "files")
      print("network interfaces:", ", ".join(name for _, name in socket.if_nameindex()) or "none")
      try:
          socket.create_connection(("1.1.1.1", 443), 3)
          print("the internet: reachable")
      except OSError as error:
          print("the internet:", error.strerror or error)
      try:
          open("/etc/hostname", "w")
          print("the system: writable")
      except OSError as error:
          print("the system:", error.strerror)
      """;

  private final Console console;
  private final Steps steps;
  private final LassoClient client;
  private final NodeHome home;
  private final Path directory;

  Tour(Console console, Steps steps, LassoClient client, NodeHome home, Path directory) {
    this.console = console;
    this.steps = steps;
    this.client = client;
    this.home = home;
    this.directory = directory;
  }

  void take() throws InterruptedException {
    steps.begin("creating a sandbox");
    ImageWait.forProfile(console, client, PROFILE, steps);
    Sandbox sandbox =
        client.create(SandboxSpec.of(PROFILE).over(directory.toString()).named("quickstart"));
    AtomicReference<SandboxId> unfinished = new AtomicReference<>(sandbox.id());
    Thread removeIt = new Thread(() -> removeQuietly(unfinished), "remove-sandbox");
    Runtime.getRuntime().addShutdownHook(removeIt);
    try {
      steps.ok(
          "sandbox "
              + sandbox.id()
              + " over "
              + directory
              + ", profile "
              + sandbox.profile()
              + ", isolation "
              + sandbox.isolation());
      lookAround(sandbox.id());
      beDenied(sandbox.id());
      steps.begin("stopping the sandbox");
      client.stop(sandbox.id());
      unfinished.set(null);
      steps.ok("sandbox stopped");
      showTrail(sandbox.id());
    } finally {
      removeQuietly(unfinished);
      Runtime.getRuntime().removeShutdownHook(removeIt);
    }
  }

  private void removeQuietly(AtomicReference<SandboxId> unfinished) {
    SandboxId id = unfinished.getAndSet(null);
    if (id != null) {
      try {
        client.remove(id);
      } catch (LassoException e) {
        console.complain("the sandbox " + id + " is left: " + Console.text(e));
      }
    }
  }

  private void lookAround(SandboxId id) {
    steps.begin("running a command");
    ExecOutcome outcome = client.exec(id, Command.of("python3", "-c", LOOK_AROUND).within(TIMEOUT));
    String shown = "python3 -c '...'";
    if (outcome instanceof ExecOutcome.Finished finished
        && finished.outcome() == Outcome.FAILED_TO_START) {
      // an image without Python
      shown = "uname -a";
      outcome = client.exec(id, Command.of("uname", "-a").within(TIMEOUT));
    }
    if (!(outcome instanceof ExecOutcome.Finished finished)
        || finished.outcome() != Outcome.EXITED
        || !Integer.valueOf(0).equals(finished.exitCode())) {
      steps.failed("the command did not run as it should");
      throw new Failure(ExitCodes.FAILED, explain(outcome));
    }
    steps.ok("ran " + shown + " in it");
    new String(finished.stdout(), StandardCharsets.UTF_8)
        .lines()
        .forEach(line -> steps.detail("| " + Printable.line(line)));
  }

  private static String explain(ExecOutcome outcome) {
    return switch (outcome) {
      case ExecOutcome.Denied denied -> ExecCommand.denialText(denied);
      case ExecOutcome.Underway underway -> "it has not ended: " + underway.state();
      case ExecOutcome.Finished finished ->
          finished.outcome().label()
              + ", exit code "
              + finished.exitCode()
              + ": "
              + (finished.detail() == null
                  ? new String(finished.stderr(), StandardCharsets.UTF_8).strip()
                  : finished.detail());
    };
  }

  private void beDenied(SandboxId id) {
    String program =
        client.profiles().stream()
            .filter(profile -> profile.name().equals(PROFILE))
            .findFirst()
            .flatMap(Tour::deniedBy)
            .orElse(NEVER_ALLOWED.getFirst());
    steps.begin("asking for what is not allowed");
    ExecOutcome outcome = client.exec(id, Command.of(program, "true").within(TIMEOUT));
    if (!(outcome instanceof ExecOutcome.Denied denied)) {
      steps.failed("`" + program + "` was not denied");
      throw new Failure(
          ExitCodes.FAILED, "the gate let " + program + " through: " + explain(outcome));
    }
    steps.ok("`" + program + " true` was denied, and nothing ran");
    denied.decision().reasons().forEach(reason -> steps.detail("| " + Printable.line(reason)));
  }

  private static java.util.Optional<String> deniedBy(ProfileSummary profile) {
    return NEVER_ALLOWED.stream().filter(profile::denies).findFirst();
  }

  private void showTrail(SandboxId id) throws InterruptedException {
    steps.begin("reading the audit log");
    AuditTrail trail = trail(id);
    long deadline = System.nanoTime() + LOG_PATIENCE.toNanos();
    while (!endsWithStop(trail) && System.nanoTime() - deadline < 0) {
      Thread.sleep(POLL);
      trail = trail(id);
    }
    Verification result = AuditVerifier.verify(home.audit(), home.auditKey());
    steps.ok("the audit log of this sandbox, read from " + home.audit());
    Style style = console.outStyle();
    trail.lines(style, false).forEach(steps::detail);
    if (!(result instanceof Verification.Verified)) {
      throw new Failure(ExitCodes.FAILED, AuditVerifyCommand.text(result));
    }
    steps.detail(style.good(AuditVerifyCommand.text(result)));
  }

  private AuditTrail trail(SandboxId id) {
    return AuditViewCommand.read(
        home.audit(), line -> line.field("sandbox_id").equals(id.value()), Integer.MAX_VALUE);
  }

  private static boolean endsWithStop(AuditTrail trail) {
    return trail.entries().stream().anyMatch(line -> line.field("type").equals("sandbox.stopped"));
  }
}
