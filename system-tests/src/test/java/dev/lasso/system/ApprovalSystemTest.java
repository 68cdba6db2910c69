package dev.lasso.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.CommandInput;
import dev.lasso.sdk.ApprovalSummary;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.ExecOutcome.Denied;
import dev.lasso.sdk.ExecOutcome.Finished;
import dev.lasso.sdk.ExecOutcome.Underway;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that a person must approve, on a real node with real containers. What asks here is a
 * file of /tmp that is run.
 */
@Tag("slow")
@Timeout(900)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ApprovalSystemTest {
  private static final Map<String, String> SETTINGS = Map.of("LASSO_APPROVAL_WITHIN_MS", "60000");
  private static final Duration WAIT = Duration.ofSeconds(60);

  @TempDir static Path directory;

  private static NodeProcess node;
  private static LassoClient client;
  private static Path home;
  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    Engine.require();
    home = directory.resolve("home");
    node = NodeProcess.node(home, SETTINGS);
    client = NodeProcess.client(home);
    sandbox = client.create(SandboxSpec.of("development"));
    prepare(sandbox);
  }

  @AfterAll
  static void stop() {
    if (node != null) {
      client.close();
      node.close();
    }
  }

  /** A script that leaves a line in the workspace each time it runs. */
  private static void prepare(Sandbox in) {
    assertThat(
            client.exec(
                in.id(),
                Command.of(
                    "sh",
                    "-c",
                    "printf '#!/bin/sh\\necho ran >> /workspace/runs\\necho done\\n' > /tmp/tool"
                        + " && chmod +x /tmp/tool")))
        .isInstanceOf(Finished.class);
  }

  @Test
  @Order(1)
  void anApprovedCommandRunsOnceAndItsResultIsThere() throws IOException {
    Underway asked = ask(sandbox);
    ApprovalSummary question = client.approval(asked.executionId());
    assertThat(question.isPending()).isTrue();
    assertThat(question.reasons()).isNotEmpty();
    assertThat(client.approvals(false)).extracting(ApprovalSummary::id).contains(question.id());
    int before = runs();

    ApprovalSummary approved = client.approve(question.id(), "looked at it");

    assertThat(approved.state()).isEqualTo("approved");
    ExecOutcome outcome = client.execution(asked.executionId(), WAIT);
    assertThat(outcome).isInstanceOf(Finished.class);
    assertThat(new String(((Finished) outcome).stdout(), StandardCharsets.UTF_8))
        .isEqualTo("done\n");
    assertThat(outcome.decision().reasons()).first().asString().contains("looked at it");
    assertThat(runs()).isEqualTo(before + 1);

    // The same answer again changes nothing, another one is refused, and nothing runs again.
    assertThat(client.approve(question.id(), "again").state()).isEqualTo("approved");
    assertThatThrownBy(() -> client.deny(question.id(), "no"))
        .isInstanceOfSatisfying(
            LassoException.Refused.class,
            refused -> assertThat(refused.problem()).matches(p -> p.is("already-answered")));
    assertThat(runs()).isEqualTo(before + 1);
    assertThat(trail(asked.executionId()))
        .containsSubsequence("command.requested", "approval.pending", "approval.answered")
        .contains("command.decided", "approval.approved", "execution.finished");

    // An approval is for one execution only: the same command asks again.
    client.deny(ask(sandbox).executionId(), "once is enough");
  }

  @Test
  @Order(2)
  void aDeniedCommandDoesNotRunAndItsCallerLearnsWhy() throws IOException {
    Underway asked = ask(sandbox);
    int before = runs();

    ApprovalSummary denied = client.deny(asked.executionId(), "not today");

    assertThat(denied.state()).isEqualTo("denied");
    ExecOutcome outcome = client.execution(asked.executionId(), WAIT);
    assertThat(outcome).isInstanceOf(Denied.class);
    assertThat(outcome.decision().rule()).isEqualTo("approval.denied");
    assertThat(outcome.decision().reasons()).first().asString().contains("not today");
    assertThat(runs()).isEqualTo(before);
    assertThat(trail(asked.executionId()))
        .contains("approval.pending", "approval.answered", "approval.denied", "command.decided")
        .doesNotContain("execution.finished");
  }

  @Test
  @Order(3)
  void theCommandLineWaitsForApprovalAndPassesTheResultThrough() throws Exception {
    Path err = directory.resolve("exec.err");
    Path out = directory.resolve("exec.out");
    Process exec = cli(out, err, "exec", sandbox.id().value(), "--", "/tmp/tool");
    String id = Waiting.until("the question", () -> approveHint(err));

    Process approve =
        cli(directory.resolve("a.out"), directory.resolve("a.err"), "approvals", "approve", id);

    assertThat(approve.waitFor()).isZero();
    assertThat(exec.waitFor()).isZero();
    assertThat(out).hasContent("done\n");
    assertThat(err).content().contains("waiting for approval: ");
  }

  @Test
  @Order(4)
  void theCommandLineThatDoesNotWaitEndsWithItsOwnCode() throws Exception {
    Path err = directory.resolve("nowait.err");
    Process exec =
        cli(
            directory.resolve("nowait.out"),
            err,
            "exec",
            "--no-wait",
            sandbox.id().value(),
            "--",
            "/tmp/tool");

    assertThat(exec.waitFor()).isEqualTo(123);
    client.deny(approveHint(err).orElseThrow(), "nobody waits");
  }

  @Test
  @Order(5)
  void aNodeThatIsKilledSettlesWhatItsSandboxesAsked() throws IOException {
    Underway asked = ask(sandbox);
    node.kill();
    client.close();

    node = NodeProcess.node(home, SETTINGS);
    client = NodeProcess.client(home);

    // The sandboxes of a killed node are gone: its question is settled, and not by running it.
    Waiting.untilTrue(
        "the question's end", () -> !client.approval(asked.executionId()).isPending());
    assertThat(client.approval(asked.executionId()).state()).isEqualTo("void");
    assertThat(trail(asked.executionId()))
        .contains("approval.pending", "approval.void", "command.decided");
  }

  @Test
  @Order(6)
  void whatNobodyAnswersIsDeniedWhenTimeIsUp() throws IOException {
    Sandbox other = client.create(SandboxSpec.of("development"));
    prepare(other);
    Underway asked = ask(other);

    ExecOutcome outcome = client.execution(asked.executionId(), Duration.ofSeconds(90));

    assertThat(outcome).isInstanceOf(Denied.class);
    assertThat(outcome.decision().rule()).isEqualTo("approval.expired");
    assertThatThrownBy(() -> client.approve(asked.executionId(), "too late"))
        .isInstanceOfSatisfying(
            LassoException.Refused.class,
            refused -> assertThat(refused.problem()).matches(p -> p.is("approval-expired")));
    assertThat(trail(asked.executionId()))
        .contains("approval.pending", "approval.expired", "command.decided")
        .doesNotContain("execution.finished");
    assertThat(AuditVerifier.verify(home.resolve("audit"), home.resolve("audit-key")))
        .isInstanceOf(Verification.Verified.class);
  }

  private static Underway ask(Sandbox in) {
    ExecOutcome outcome =
        client.exec(
            in.id(),
            new Command(
                CommandInput.ofArgv(List.of("/tmp/tool")), null, Map.of(), null, new byte[0]));
    assertThat(outcome).isInstanceOf(Underway.class);
    assertThat(outcome.decision().verdict()).isEqualTo("ask");
    return (Underway) outcome;
  }

  private static int runs() {
    ExecOutcome outcome =
        client.exec(sandbox.id(), Command.of("sh", "-c", "cat /workspace/runs 2>&1 | grep -c ran"));
    assertThat(outcome).isInstanceOf(Finished.class);
    return Integer.parseInt(
        new String(((Finished) outcome).stdout(), StandardCharsets.UTF_8).strip());
  }

  private static java.util.Optional<String> approveHint(Path err) {
    String before = "lasso approvals approve ";
    try (Stream<String> lines = Files.lines(err)) {
      return lines
          .filter(line -> line.contains(before))
          .map(line -> line.substring(line.indexOf(before) + before.length()).strip())
          .findFirst();
    } catch (IOException e) {
      return java.util.Optional.empty();
    }
  }

  private static Process cli(Path out, Path err, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lasso.cli.LassoCli"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("LASSO_"));
    builder.environment().put("LASSO_HOME", home.toString());
    return builder
        .redirectInput(new java.io.File("/dev/null"))
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** The types of the log's entries about an execution, in their order. */
  private static List<String> trail(String executionId) throws IOException {
    List<String> types = new ArrayList<>();
    Waiting.untilTrue(
        "the entry of the question's end",
        () -> {
          types.clear();
          types.addAll(typesOf(executionId));
          return types.stream()
              .anyMatch(type -> type.startsWith("approval.") && !UNSETTLED.contains(type));
        });
    return types;
  }

  private static final List<String> UNSETTLED = List.of("approval.pending", "approval.answered");

  private static List<String> typesOf(String executionId) {
    List<String> types = new ArrayList<>();
    try (Stream<Path> files = Files.list(home.resolve("audit"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains("\"execution_id\":\"" + executionId + "\"")) {
            String after = line.substring(line.indexOf("\"type\":\"") + 8);
            types.add(after.substring(0, after.indexOf('"')));
          }
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return types;
  }
}
