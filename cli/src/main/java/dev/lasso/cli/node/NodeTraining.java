package dev.lasso.cli.node;

import dev.lasso.sdk.Connection;
import dev.lasso.sdk.Health;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.RunningNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Starts a node once, over an empty home and without an engine, so that those after it start in
 * half the time and are quick from their first command on: what a JVM finds out while it loads and
 * links classes is kept in an ahead-of-time cache (JEP 483, 514, 515) beside the node's jars.
 *
 * <p>The cache is good for exactly these jars, and JDK 25 does not notice when one is another: so
 * it lies in their folder, which every build empties.
 */
public final class NodeTraining {
  private static final Duration START = Duration.ofMinutes(1);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration ASK = Duration.ofSeconds(5);

  /** What is kept is put together when the node ends, which takes its time. */
  private static final Duration STOP = Duration.ofMinutes(2);

  private final Map<String, String> environment;

  /** With the settings of whoever asks, as far as they say where things are. */
  public NodeTraining(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /**
   * Makes the cache. Blocks, for half a minute or so.
   *
   * @param scratch an empty directory
   * @throws IOException when there is none at the end; nodes start without it all the same
   */
  public void run(Path scratch) throws IOException, InterruptedException {
    Path cache = NodeLaunch.cache(environment);
    Path draft = cache.resolveSibling(cache.getFileName() + "." + ProcessHandle.current().pid());
    Map<String, String> settings = new HashMap<>(environment);
    settings.keySet().removeAll(List.of("LASSO_GATEWAY_HOST", "LASSO_GATEWAY_PORT"));
    settings.put("LASSO_NODE_JAVA_OPTS", "-Xlog:disable -XX:AOTCacheOutput=" + draft);
    settings.put("DOCKER_HOST", "unix://" + scratch.resolve("no-engine"));
    NodeHome home = new NodeHome(scratch.resolve("home"));
    Files.deleteIfExists(cache);
    Process process = new NodeLaunch(home, "127.0.0.1", 0, settings).detached();
    try {
      awaitServices(home, process);
    } finally {
      Processes.stop(process.toHandle(), STOP);
    }
    try {
      Files.move(draft, cache, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Until all are at work that need no engine. */
  private static void awaitServices(NodeHome home, Process process)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() - deadline < 0) {
      Optional<RunningNode> node = home.node().filter(found -> found.pid() == process.pid());
      if (node.isPresent() && isAtWork(node.get())) {
        return;
      }
      Thread.sleep(POLL);
    }
    throw new IOException("the node did not come up: " + home.log());
  }

  private static boolean isAtWork(RunningNode node) {
    try (LassoClient client = new LassoClient(new Connection(node.url(), null))) {
      Health health = client.health(ASK);
      return health.problems().stream().allMatch(problem -> problem.startsWith("runner"));
    } catch (LassoException e) {
      return false;
    }
  }
}
