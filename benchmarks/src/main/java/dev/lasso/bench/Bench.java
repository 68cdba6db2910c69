package dev.lasso.bench;

import dev.lasso.bench.gate.GateBench;
import dev.lasso.bench.oracle.Oracle;
import dev.lasso.cli.node.NodeLaunch;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.Sandbox;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code lasso bench}: measures a node of its own against the container engine alone, in one run.
 *
 * <p>Every command goes through REST with one client that keeps its connection; the engine is asked
 * through its API likewise, for the same program in a container of the same image.
 */
@Command(
    name = "bench",
    description = "Measure LASSO against the container engine alone.",
    subcommands = {Chaos.class, GateBench.class, Oracle.class},
    sortOptions = false)
public final class Bench implements Callable<Integer> {
  private static final PrintStream OUT = System.out;

  @Option(names = "--quick", description = "Fewer samples: about three minutes.")
  boolean quick;

  @Option(names = "--samples", paramLabel = "N", description = "How many commands; default 1000.")
  int samples;

  @Option(names = "--profile", description = "Of the sandboxes; default: minimal.")
  String profile = "minimal";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the JSON goes; default: target/bench.json.")
  Path out = Path.of("target", "bench.json");

  @Option(names = "--check", description = "End with 1 when a promise is not kept.")
  boolean check;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  /** Runs it and ends the process: 0 done, 1 something failed or a promise is not kept, 2 usage. */
  public static void main(String[] args) {
    int code =
        new CommandLine(new Bench()).setExecutionExceptionHandler(Bench::explain).execute(args);
    OUT.flush();
    System.exit(code);
  }

  private static int explain(Exception e, CommandLine line, CommandLine.ParseResult result)
      throws Exception {
    if (e instanceof LassoException
        || e instanceof NodeLaunch.NotBuilt
        || e instanceof IOException) {
      Progress.line("failed: " + e.getMessage());
      return 1;
    }
    throw e;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Report report = measure();
    report.lines().forEach(OUT::println);
    Path directory = out.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.write(
        out, Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report.json()));
    OUT.println("written to " + out);
    return check && !report.keepsPromise() ? 1 : 0;
  }

  private Report measure() throws IOException, InterruptedException {
    int count = samples > 0 ? samples : quick ? 200 : 1000;
    NodeHome home = new NodeHome(Files.createTempDirectory("lasso-bench-"));
    try (Engine engine = new Engine()) {
      Progress.line("starting a node over an empty home");
      double firstStart;
      try (BenchNode node = BenchNode.start(home)) {
        firstStart = node.startTime().toMillis();
      }
      Progress.line("starting it again");
      try (BenchNode node = BenchNode.start(home);
          LassoClient client = node.client()) {
        long idle = node.residentBytes();
        Scenario scenario = new Scenario(client, engine, profile);
        Sandbox sandbox = scenario.create();
        String image = scenario.imageOf(sandbox);
        String container = engine.createAndStart(image);
        Progress.line("exec of `true`, " + count + " times each way, once the node is warm");
        Scenario.Exec exec = scenario.exec(sandbox, container, quick ? 800 : 2000, count);
        engine.remove(container);
        client.remove(sandbox.id());
        Progress.line("creation");
        Scenario.Create create = scenario.create(image, quick ? 5 : 20);
        List<Scenario.Throughput> throughput = new ArrayList<>();
        for (int sandboxes : List.of(1, 8, 32)) {
          Progress.line("commands in " + sandboxes + " sandboxes at once");
          throughput.add(scenario.throughput(image, sandboxes, Duration.ofSeconds(quick ? 2 : 5)));
        }
        return new Report(
            Clock.systemUTC().instant(),
            machine(engine),
            exec,
            create,
            throughput,
            firstStart,
            node.startTime().toMillis(),
            idle,
            node.residentBytes());
      }
    } finally {
      Directories.delete(home.root());
    }
  }

  private static String machine(Engine engine) {
    return System.getProperty("os.name")
        + " "
        + System.getProperty("os.version")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " processors, Java "
        + Runtime.version().feature()
        + ", engine "
        + engine.version();
  }
}
