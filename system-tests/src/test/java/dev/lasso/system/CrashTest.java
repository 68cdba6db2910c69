package dev.lasso.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.sdk.Command;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node that is killed in the middle of its work. {@code lasso chaos} does the same many times
 * over.
 */
@Tag("slow")
@Timeout(600)
class CrashTest {
  private static final int CALLERS = 4;

  @TempDir Path directory;

  @Test
  void afterAKillNothingRanTwiceNothingIsUnrecordedAndNothingIsLeftOver() throws Exception {
    Engine.require();
    Path home = directory.resolve("home");
    Path work = Files.createDirectory(directory.resolve("work"));
    Set<String> answered = ConcurrentHashMap.newKeySet();
    String nodeId;
    Sandbox sandbox;
    try (NodeProcess node = NodeProcess.node(home, Map.of())) {
      nodeId = Files.readString(home.resolve("node-id")).strip();
      try (LassoClient client = NodeProcess.client(home)) {
        sandbox = client.create(SandboxSpec.of("development").over(work.toRealPath().toString()));
        killWhileCommandsRun(node, client, sandbox, answered);
      }
    }

    try (NodeProcess node = NodeProcess.node(home, Map.of());
        LassoClient client = NodeProcess.client(home)) {
      assertThat(node.isAlive()).isTrue();
      List<String> ran = Files.readAllLines(work.resolve("ran"));
      assertThat(ran).doesNotHaveDuplicates().containsAll(answered);
      Waiting.untilTrue(
          "the lost sandbox", () -> client.sandbox(sandbox.id()).state().equals("lost"));
      assertThat(Engine.containersOf("lasso.node=" + nodeId)).isEmpty();
      Waiting.untilTrue("an end of every start", () -> everyDecisionHasItsEnd(home));
      assertThat(AuditVerifier.verify(home.resolve("audit"), home.resolve("audit-key")))
          .isInstanceOf(Verification.Verified.class);

      // It works again.
      Sandbox fresh = client.create(SandboxSpec.of("minimal"));
      assertThat(client.exec(fresh.id(), Command.of("true")))
          .isInstanceOf(ExecOutcome.Finished.class);
    }
  }

  private static void killWhileCommandsRun(
      NodeProcess node, LassoClient client, Sandbox sandbox, Set<String> answered)
      throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger number = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(
          Thread.ofVirtual()
              .start(() -> {
                while (!over.get()) {
                  String line = "line-" + number.incrementAndGet();
                  try {
                    client.exec(
                        sandbox.id(),
                        Command.of("sh", "-c", "echo " + line + " >> /workspace/ran"));
                    answered.add(line);
                  } catch (LassoException e) {
                    return; // the node is gone
                  }
                }
              }));
    }
    Waiting.untilTrue("some answers", () -> answered.size() >= 50);
    node.kill();
    over.set(true);
    for (Thread caller : callers) {
      caller.join(30_000);
    }
  }

  private static boolean everyDecisionHasItsEnd(Path home) {
    List<String> decided = new ArrayList<>();
    Set<String> ended = ConcurrentHashMap.newKeySet();
    try (var files = Files.list(home.resolve("audit"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          String id = between(line, "\"execution_id\":\"", "\"");
          if (line.contains("\"type\":\"command.decided\"")
              && line.contains("\"verdict\":\"allow\"")) {
            decided.add(id);
          } else if (line.contains("\"type\":\"execution.finished\"")) {
            ended.add(id);
          }
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    assertThat(decided).isNotEmpty();
    return ended.containsAll(decided);
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from);
    return start < 0
        ? ""
        : text.substring(start + from.length(), text.indexOf(to, start + from.length()));
  }
}
