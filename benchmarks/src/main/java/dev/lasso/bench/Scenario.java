package dev.lasso.bench;

import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Everything that is measured with one node and one engine. */
final class Scenario {
  private static final Command TRUE = Command.of("true");
  private static final int BLOCK = 20;
  private static final int WARM_UP_ENGINE = 20;
  private static final String NODE_LABEL = "lasso.node";
  private static final String SANDBOX_LABEL = "lasso.sandbox";

  private final LassoClient client;
  private final Engine engine;
  private final String profile;

  Scenario(LassoClient client, Engine engine, String profile) {
    this.client = client;
    this.engine = engine;
    this.profile = profile;
  }

  /**
   * The same command by both ways, in containers of the same image.
   *
   * @param cold the first ones of a node that has just started, through REST
   * @param lasso through REST
   * @param docker through the engine
   * @param alone through REST, with nothing of the engine between
   * @param hops of {@code lasso}, by the node's own account
   */
  record Exec(
      Samples cold, Samples lasso, Samples docker, Samples alone, Map<String, Samples> hops) {}

  /**
   * A new sandbox and a new container.
   *
   * @param lasso until commands can run
   * @param docker created and started
   */
  record Create(Samples lasso, Samples docker) {}

  /**
   * How many commands a second.
   *
   * @param sandboxes in that many sandboxes, each with one command after the other
   * @param lasso by REST
   * @param docker by the engine, in as many containers
   */
  record Throughput(int sandboxes, double lasso, double docker) {}

  Sandbox create() {
    return client.create(SandboxSpec.of(profile));
  }

  /** The image that a sandbox's container was made from. */
  String imageOf(Sandbox sandbox) throws IOException {
    return engine.labelled(SANDBOX_LABEL, sandbox.id().value()).stream()
        .findFirst()
        .orElseThrow(() ->
            new IOException("no container has the labels " + NODE_LABEL + ", " + SANDBOX_LABEL))
        .getImageId();
  }

  /**
   * Blocks of the one and of the other take turns, so that what else the machine does meets both.
   * Not command by command: for some 10 ms after `docker exec` has returned the engine still clears
   * away after it, and a command of ours that came right then would be charged for that.
   */
  Exec exec(Sandbox sandbox, String container, int warmUp, int count)
      throws IOException, InterruptedException {
    Samples cold = new Samples();
    for (int i = 0; i < warmUp; i++) {
      long took = timed(() -> runTrue(sandbox.id()));
      if (i < warmUp / 4) {
        cold.add(took);
      }
      if (i % WARM_UP_ENGINE == 0) {
        dockerTrue(container);
      }
    }
    Samples lasso = new Samples();
    Samples docker = new Samples();
    Map<String, Samples> hops = new LinkedHashMap<>();
    for (int done = 0; done < count; done += BLOCK) {
      for (int i = 0; i < BLOCK; i++) {
        long began = System.nanoTime();
        ExecOutcome.Finished finished = runTrue(sandbox.id());
        long took = System.nanoTime() - began;
        lasso.add(took);
        addHops(hops, finished, took);
      }
      for (int i = 0; i < BLOCK; i++) {
        docker.add(timed(() -> dockerTrue(container)));
      }
    }
    Samples alone = new Samples();
    for (int i = 0; i < count; i++) {
      alone.add(timed(() -> runTrue(sandbox.id())));
    }
    return new Exec(cold, lasso, docker, alone, hops);
  }

  private static void addHops(
      Map<String, Samples> hops, ExecOutcome.Finished finished, long tookNanos) {
    long known = 0;
    for (Map.Entry<String, Duration> hop : finished.timing().hops().entrySet()) {
      hops.computeIfAbsent(hop.getKey(), name -> new Samples()).add(hop.getValue());
      known += hop.getValue().toNanos();
    }
    if (known > 0) {
      hops.computeIfAbsent("http and client", name -> new Samples())
          .add(Math.max(0, tookNanos - known));
    }
  }

  /** What is measured. */
  private interface Timed {
    Object run() throws IOException, InterruptedException;
  }

  private static long timed(Timed work) throws IOException, InterruptedException {
    long began = System.nanoTime();
    Object _ = work.run();
    return System.nanoTime() - began;
  }

  Create create(String image, int count) {
    Samples lasso = new Samples();
    Samples docker = new Samples();
    for (int i = 0; i < count; i++) {
      long began = System.nanoTime();
      Sandbox sandbox = create();
      lasso.add(System.nanoTime() - began);
      client.remove(sandbox.id());
      began = System.nanoTime();
      String container = engine.createAndStart(image);
      docker.add(System.nanoTime() - began);
      engine.remove(container);
    }
    return new Create(lasso, docker);
  }

  Throughput throughput(String image, int sandboxes, Duration howLong)
      throws IOException, InterruptedException {
    List<Sandbox> mine = new ArrayList<>();
    List<String> containers = new ArrayList<>();
    try {
      for (int i = 0; i < sandboxes; i++) {
        mine.add(create());
      }
      double lasso =
          perSecond(
              mine.stream().<Callable<?>>map(sandbox -> () -> runTrue(sandbox.id())).toList(),
              howLong);
      for (int i = 0; i < sandboxes; i++) {
        containers.add(engine.createAndStart(image));
      }
      double docker =
          perSecond(
              containers.stream()
                  .<Callable<?>>map(container -> () -> dockerTrue(container))
                  .toList(),
              howLong);
      return new Throughput(sandboxes, lasso, docker);
    } finally {
      mine.forEach(sandbox -> client.remove(sandbox.id()));
      containers.forEach(engine::remove);
    }
  }

  /** Repeats each task on a thread of its own for that long; a first tenth is not counted. */
  private static double perSecond(List<Callable<?>> tasks, Duration howLong)
      throws IOException, InterruptedException {
    long begin = System.nanoTime() + howLong.toNanos() / 10;
    long end = begin + howLong.toNanos();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> counts = new ArrayList<>();
      for (Callable<?> task : tasks) {
        counts.add(
            threads.submit(() -> {
              int done = 0;
              for (long now = System.nanoTime(); now - end < 0; now = System.nanoTime()) {
                task.call();
                if (now - begin >= 0) {
                  done++;
                }
              }
              return done;
            }));
      }
      int all = 0;
      for (Future<Integer> count : counts) {
        all += count.get();
      }
      return all / (howLong.toNanos() / 1e9);
    } catch (ExecutionException e) {
      throw new IOException("a command failed under load: " + e.getCause(), e);
    }
  }

  private ExecOutcome.Finished runTrue(SandboxId id) throws IOException {
    return switch (client.exec(id, TRUE)) {
      case ExecOutcome.Finished finished when finished.outcome() == Outcome.EXITED -> finished;
      case ExecOutcome.Finished finished ->
          throw new IOException("`true` ended as " + finished.outcome().label());
      case ExecOutcome.Denied denied ->
          throw new IOException(
              "the profile " + profile + " denies `true`: choose another with --profile");
      case ExecOutcome.Underway underway ->
          throw new IOException(
              "the profile " + profile + " asks about `true`: choose another with --profile");
    };
  }

  private long dockerTrue(String container) throws IOException, InterruptedException {
    long code = engine.exec(container, "true");
    if (code != 0) {
      throw new IOException("docker exec of `true` ended with " + code);
    }
    return code;
  }
}
