package dev.lasso.bench;

import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.SandboxSpec;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code lasso chaos}: kills a node (kill -9) again and again while commands run, starts it again,
 * and looks whether it kept its word: see {@link Aftermath}.
 */
@Command(name = "chaos", description = "Kill a node while commands run, and check what it left.")
final class Chaos implements Callable<Integer> {
  private static final PrintStream OUT = System.out;
  private static final int MIN_MILLIS = 300;
  private static final int MAX_MILLIS = 4000;

  @Option(names = "--rounds", paramLabel = "N", description = "How many kills; default 5.")
  int rounds = 5;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the moments of the kills, to repeat a run.")
  long seed = System.currentTimeMillis();

  @Option(names = "--sandboxes", paramLabel = "N", description = "Per round; default 4.")
  int sandboxes = 4;

  @Option(names = "--profile", description = "Of the sandboxes; default: development.")
  String profile = "development";

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path root = Files.createTempDirectory("lasso-chaos-");
    NodeHome home = new NodeHome(root.resolve("home"));
    List<String> violations = new ArrayList<>();
    Random random = new Random(seed);
    OUT.println("seed " + seed);
    try (Engine engine = new Engine()) {
      Aftermath aftermath = new Aftermath(home, engine);
      for (int round = 1; round <= rounds; round++) {
        int millis = random.nextInt(MIN_MILLIS, MAX_MILLIS);
        List<String> found = round(aftermath, root.resolve("round-" + round), home, round, millis);
        violations.addAll(found);
        OUT.println(
            "round "
                + round
                + ": killed after "
                + millis
                + " ms, "
                + aftermath.lastSummary()
                + (found.isEmpty() ? ", all well" : ""));
        found.forEach(violation -> OUT.println("  VIOLATION: " + violation));
      }
      violations.addAll(aftermath.ofTheEnd());
    }
    if (violations.isEmpty()) {
      Directories.delete(root);
      OUT.println(rounds + " kills, nothing lost, nothing twice, nothing left behind");
      return 0;
    }
    OUT.println(violations.size() + " violations; what is left is in " + root);
    return 1;
  }

  private List<String> round(
      Aftermath aftermath, Path directory, NodeHome home, int round, int millis)
      throws IOException, InterruptedException {
    List<Attempt> attempts;
    List<SandboxId> ids = new ArrayList<>();
    List<Path> workspaces = new ArrayList<>();
    List<String> violations = new ArrayList<>();
    BenchNode node = BenchNode.start(home);
    try (LassoClient client = node.client()) {
      for (int i = 0; i < sandboxes; i++) {
        Path workspace = Files.createDirectories(directory.resolve("ws-" + i));
        workspaces.add(workspace);
        ids.add(client.create(SandboxSpec.of(profile).over(workspace.toString())).id());
      }
      Workload workload = new Workload(client, "r" + round);
      workload.start(ids);
      // the moment of the kill is the experiment: nothing is waited for
      Thread.sleep(millis);
      node.kill();
      attempts = workload.end();
      violations.addAll(workload.surprises());
    }
    try (BenchNode again = BenchNode.start(home);
        LassoClient client = again.client()) {
      violations.addAll(aftermath.of(client, ids, workspaces, attempts));
    }
    return violations;
  }
}
