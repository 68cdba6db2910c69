package dev.lasso.cli;

import dev.lasso.audit.domain.DirectoryLock;
import dev.lasso.audit.domain.Draft;
import dev.lasso.audit.domain.Evidence;
import dev.lasso.audit.domain.Ledger;
import dev.lasso.contracts.AuditAppended.Source;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** An audit log as the audit service itself writes it. */
final class WrittenLog {
  static final ProfileRef PROFILE = new ProfileRef("old", "0123456789abcdef");
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final SandboxId SANDBOX = new SandboxId("sb-1");
  private static final int BATCH = 4;
  private static final NodeId NODE = new NodeId("node-1");

  private final List<Draft> drafts = new ArrayList<>();
  private long offset;

  /** A command and what was decided. */
  WrittenLog command(String line, Verdict verdict, String rule) {
    return command(CommandInput.ofCommand(line), Map.of(), null, verdict, rule);
  }

  WrittenLog command(
      CommandInput input,
      Map<String, String> env,
      @Nullable String stdin,
      Verdict verdict,
      String rule) {
    Draft asked = requested(input, env, stdin);
    drafts.add(asked);
    drafts.add(decided(verdict, rule));
    offset++;
    return this;
  }

  /** The decision stands before its request. */
  WrittenLog overtaken(String line, Verdict verdict, String rule) {
    drafts.add(decided(verdict, rule));
    drafts.add(requested(CommandInput.ofCommand(line), Map.of(), null));
    offset++;
    return this;
  }

  /** Nobody decided. */
  WrittenLog undecided(String line) {
    drafts.add(requested(CommandInput.ofCommand(line), Map.of(), null));
    offset++;
    return this;
  }

  private Instant at() {
    return START.plusSeconds(10 * offset);
  }

  private Draft requested(CommandInput input, Map<String, String> env, @Nullable String stdin) {
    return Evidence.of(
        new CommandRequested(
            new ExecutionId("ex-" + offset),
            SANDBOX,
            NODE,
            PROFILE,
            input,
            null,
            env,
            stdin == null ? null : stdin.getBytes(StandardCharsets.UTF_8),
            30_000,
            "tester",
            at(),
            at().plusSeconds(10)),
        new Source(Topics.COMMAND_REQUESTED.name(), 0, offset));
  }

  private Draft decided(Verdict verdict, String rule) {
    Plan plan =
        verdict == Verdict.ALLOW
            ? new Plan(List.of("true"), "/workspace", Map.of(), null, 30_000)
            : null;
    return Evidence.of(
        new CommandDecided(
            new ExecutionId("ex-" + offset),
            SANDBOX,
            NODE,
            new Decision(verdict, rule, List.of("because"), PROFILE),
            plan,
            "tester",
            at(),
            at().plusSeconds(10)),
        new Source(Topics.COMMAND_DECIDED.name(), 0, offset));
  }

  /** Writes it into the home of a node, with its key. */
  void write(Path home) throws Exception {
    Path directory = Files.createDirectories(home.resolve("audit"));
    Ledger.Config config =
        new Ledger.Config(directory, home.resolve("audit-key"), 4_096, "test", 1_000);
    if (!(DirectoryLock.tryTake(directory, "test") instanceof DirectoryLock.Attempt.Taken taken)) {
      throw new AssertionError("the log is held");
    }
    try (DirectoryLock lock = taken.lock();
        Ledger ledger =
            Ledger.open(lock, config, Clock.fixed(START, ZoneOffset.UTC), new Random(1)).ledger()) {
      for (int from = 0; from < drafts.size(); ) {
        int to = Math.min(from + BATCH, drafts.size());
        from += ledger.append(drafts.subList(from, to)).answers().size();
      }
    }
  }
}
