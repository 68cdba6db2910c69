package dev.lasso.bench;

import com.github.dockerjava.api.model.Container;
import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/**
 * What must hold after a node was killed and started again:
 *
 * <ul>
 *   <li>the audit log verifies;
 *   <li>no command ran twice: no line stands twice in a workspace;
 *   <li>what was answered as having run did run, and stands in the log at the place that the answer
 *       named;
 *   <li>every command that the gate allowed has an end in the log, if only that it is unknown, and
 *       no other has;
 *   <li>every sandbox is running or ended, and those that run do run commands;
 *   <li>there is a container for each running sandbox and for nothing else.
 * </ul>
 */
final class Aftermath {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final String NODE_LABEL = "lasso.node";
  private static final String SANDBOX_LABEL = "lasso.sandbox";

  private final NodeHome home;
  private final Engine engine;
  private String summary = "";

  Aftermath(NodeHome home, Engine engine) {
    this.home = home;
    this.engine = engine;
  }

  /** The figures of the last round. */
  String lastSummary() {
    return summary;
  }

  /** What does not hold. */
  List<String> of(
      LassoClient client, List<SandboxId> ids, List<Path> workspaces, List<Attempt> attempts)
      throws IOException, InterruptedException {
    List<String> violations = new ArrayList<>();
    Set<String> lines = lines(workspaces, violations);
    checkAnswers(attempts, lines, violations);
    List<Sandbox> sandboxes = checkSandboxes(client, ids, violations);
    checkContainers(client, violations);
    checkUsable(client, sandboxes, violations);
    checkLog(attempts, violations);
    long answered = attempts.stream().filter(a -> a.answer() instanceof Attempt.Answer.Ran).count();
    long running = sandboxes.stream().filter(Sandbox::isAlive).count();
    summary =
        attempts.size()
            + " commands sent, "
            + answered
            + " answered, "
            + lines.size()
            + " ran, "
            + running
            + " of "
            + ids.size()
            + " sandboxes found again";
    for (SandboxId id : ids) {
      client.remove(id);
    }
    return violations;
  }

  /** What does not hold once the last node was stopped. */
  List<String> ofTheEnd() throws IOException, InterruptedException {
    String node = nodeId();
    boolean gone = holds(() -> engine.labelled(NODE_LABEL, node).isEmpty());
    return gone ? List.of() : List.of("the node was stopped and containers of it are left");
  }

  private static Set<String> lines(List<Path> workspaces, List<String> violations)
      throws IOException {
    Set<String> lines = new HashSet<>();
    for (Path workspace : workspaces) {
      Path file = workspace.resolve(Workload.FILE);
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
          if (!lines.add(line)) {
            violations.add("ran twice: " + line);
          }
        }
      }
    }
    return lines;
  }

  private static void checkAnswers(
      List<Attempt> attempts, Set<String> lines, List<String> violations) {
    for (Attempt attempt : attempts) {
      if (attempt.answer() instanceof Attempt.Answer.Ran ran) {
        if (ran.exitCode() != 0) {
          violations.add("tee ended with " + ran.exitCode() + ": " + ran.executionId());
        } else if (!lines.contains(attempt.line())) {
          violations.add("answered as done, but its line is not there: " + ran.executionId());
        }
      }
    }
  }

  private List<Sandbox> checkSandboxes(
      LassoClient client, List<SandboxId> ids, List<String> violations)
      throws IOException, InterruptedException {
    List<Sandbox> sandboxes = new ArrayList<>();
    for (SandboxId id : ids) {
      boolean settled =
          holds(() -> {
            try {
              return !client.sandbox(id).state().equals("creating");
            } catch (LassoException.Refused e) {
              return false;
            }
          });
      if (!settled) {
        violations.add("neither running nor ended after " + PATIENCE.toSeconds() + " s: " + id);
      } else {
        sandboxes.add(client.sandbox(id));
      }
    }
    return sandboxes;
  }

  private void checkContainers(LassoClient client, List<String> violations)
      throws IOException, InterruptedException {
    String node = nodeId();
    if (!holds(() -> containers(node).equals(running(client)))) {
      violations.add(
          "containers of "
              + containers(node)
              + " are there, and sandboxes "
              + running(client)
              + " are said to run");
    }
  }

  private Set<String> containers(String node) {
    Set<String> names = new TreeSet<>();
    for (Container container : engine.labelled(NODE_LABEL, node)) {
      Map<String, String> labels = container.getLabels();
      names.add(String.valueOf(labels.get(SANDBOX_LABEL)));
    }
    return names;
  }

  private static Set<String> running(LassoClient client) {
    Set<String> ids = new TreeSet<>();
    for (Sandbox sandbox : client.sandboxes()) {
      if (sandbox.state().equals("running")) {
        ids.add(sandbox.id().value());
      }
    }
    return ids;
  }

  private static void checkUsable(
      LassoClient client, List<Sandbox> sandboxes, List<String> violations) {
    for (Sandbox sandbox : sandboxes) {
      if (sandbox.state().equals("running")) {
        try {
          client.exec(sandbox.id(), Command.of("true").within(Duration.ofSeconds(20)));
        } catch (LassoException e) {
          violations.add("said to run, but runs nothing: " + sandbox.id() + ": " + e.getMessage());
        }
      } else if (sandbox.detail() == null) {
        violations.add("ended without saying why: " + sandbox.id());
      }
    }
    try {
      client.remove(client.create(SandboxSpec.of("minimal")).id());
    } catch (LassoException e) {
      violations.add("no new sandbox can be made: " + e.getMessage());
    }
  }

  private void checkLog(List<Attempt> attempts, List<String> violations)
      throws IOException, InterruptedException {
    if (!holds(() -> log().allowedWithoutEnd().isEmpty())) {
      violations.add("allowed, but without an end in the log: " + log().allowedWithoutEnd());
    }
    LogEntries log = log();
    if (!log.endedWithoutBeingAllowed().isEmpty()) {
      violations.add("ended, but not allowed: " + log.endedWithoutBeingAllowed());
    }
    violations.addAll(log.faults());
    for (Attempt attempt : attempts) {
      switch (attempt.answer()) {
        case Attempt.Answer.Ran(String execution, long seq, int exitCode) -> {
          if (!execution.equals(log.executionBySeq().get(seq))) {
            violations.add("answered, but not in the log at " + seq + ": " + execution);
          }
        }
        case Attempt.Answer.Answered(String execution) -> {
          if (!log.typesByExecution().containsKey(execution)) {
            violations.add("answered, but not in the log: " + execution);
          }
        }
        case Attempt.Answer.None none -> {
          // nothing was promised
        }
      }
    }
  }

  private LogEntries log() throws IOException {
    return LogEntries.read(
        home.audit(), Files.readString(home.auditKey(), StandardCharsets.US_ASCII).strip());
  }

  private String nodeId() throws IOException {
    return Files.readString(home.root().resolve("node-id"), StandardCharsets.UTF_8).strip();
  }

  private static boolean holds(Callable<Boolean> condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() - deadline > 0) {
          return false;
        }
        Thread.sleep(POLL);
      }
      return true;
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
