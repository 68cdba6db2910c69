package dev.lasso.bench;

import dev.lasso.cli.node.LogTail;
import dev.lasso.cli.node.NodeLaunch;
import dev.lasso.cli.node.NodeStart;
import dev.lasso.cli.node.Processes;
import dev.lasso.sdk.ApiKey;
import dev.lasso.sdk.Connection;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.RunningNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A node of the benchmark's own: another home, another port, started exactly as `lasso up --detach`
 * does.
 */
final class BenchNode implements AutoCloseable {
  private static final Duration STOP = Duration.ofSeconds(90);
  private static final List<String> OTHERS =
      List.of(
          "LASSO_API_URL", "LASSO_API_KEY", "KAFKA_BOOTSTRAP_SERVERS", "LASSO_KAFKA_PROPERTIES");

  private final NodeHome home;
  private final Process process;
  private final RunningNode node;
  private final Duration startTime;

  private BenchNode(NodeHome home, Process process, RunningNode node, Duration startTime) {
    this.home = home;
    this.process = process;
    this.node = node;
    this.startTime = startTime;
  }

  /**
   * Starts a node over that home and waits until commands can run.
   *
   * @throws IOException when it does not become ready, with the end of its log
   */
  static BenchNode start(NodeHome home) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>(System.getenv());
    OTHERS.forEach(environment::remove);
    NodeLaunch launch = new NodeLaunch(home, "127.0.0.1", 0, environment);
    LogTail log = LogTail.ofNow(home.log());
    long began = System.nanoTime();
    Process process = launch.detached();
    NodeStart.Outcome outcome =
        new NodeStart(
                home, process.toHandle(), () -> -1, log, InstantSource.system(), Progress::note)
            .await();
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (outcome instanceof NodeStart.Outcome.Ready(RunningNode node)) {
      return new BenchNode(home, process, node, took);
    }
    Processes.stop(process.toHandle(), STOP);
    throw new IOException(
        "the node did not become ready; the end of its log:\n  "
            + String.join("\n  ", log.last(20)));
  }

  /** From the process's start until commands could run. */
  Duration startTime() {
    return startTime;
  }

  LassoClient client() {
    ApiKey key = home.apiKey().orElseThrow(() -> new IllegalStateException("the node has no key"));
    return new LassoClient(new Connection(node.url(), key));
  }

  /** Bytes of memory that the process holds now. */
  long residentBytes() throws IOException {
    for (String line :
        Files.readAllLines(
            Path.of("/proc", Long.toString(process.pid()), "status"), StandardCharsets.US_ASCII)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.substring("VmRSS:".length()).replace("kB", "").strip()) * 1024;
      }
    }
    throw new IOException("no VmRSS: not a Linux?");
  }

  /** Ends it as a power cut does: kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Stops it as `lasso down` does. */
  @Override
  public void close() throws InterruptedException {
    if (!Processes.stop(process.toHandle(), STOP)) {
      Progress.line("the node had to be killed: it did not stop within " + STOP.toSeconds() + " s");
    }
  }
}
