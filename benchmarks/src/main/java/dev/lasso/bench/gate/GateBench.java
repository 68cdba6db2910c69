package dev.lasso.bench.gate;

import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lasso bench gate}: how long a decision takes, and how that grows. */
@Command(
    name = "gate",
    description = "Measure the gate's decisions (JMH), and the worst lines of 1 to 64 KiB.")
public final class GateBench implements Callable<Integer> {
  private static final PrintStream OUT = System.out;

  @Option(names = "--growth-only", description = "Only the worst lines.")
  boolean growthOnly;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description =
          "Where the JSON goes, with the plot beside it (.svg); default: target/bench-gate.json.")
  Path out = Path.of("target", "bench-gate.json");

  @Option(names = "--check", description = "End with 1 when a promise is not kept.")
  boolean check;

  @Override
  public Integer call() throws RunnerException, IOException {
    List<GateReport.Decision> decisions = growthOnly ? List.of() : decisions();
    GateGrowth growth =
        new GateGrowth(new CommandGate(Policy.of(BuiltInProfiles.named("development"))));
    GateReport report = new GateReport(decisions, growth.curves());
    report.lines().forEach(OUT::println);
    Path file = out.toAbsolutePath();
    Path directory = file.getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Path plot = file.resolveSibling(plotName(String.valueOf(file.getFileName())));
    Files.writeString(file, report.json().toPrettyString() + "\n");
    Files.writeString(plot, GrowthPlot.of(report.curves()));
    OUT.println("written: " + file + ", " + plot);
    return check && !report.broken().isEmpty() ? 1 : 0;
  }

  private static String plotName(String json) {
    return (json.endsWith(".json") ? json.substring(0, json.length() - ".json".length()) : json)
        + ".svg";
  }

  private static List<GateReport.Decision> decisions() throws RunnerException {
    List<GateReport.Decision> decisions = new ArrayList<>();
    for (RunResult result :
        new Runner(new OptionsBuilder().include(GateBenchmark.class.getName()).build()).run()) {
      Statistics times = result.getPrimaryResult().getStatistics();
      decisions.add(
          new GateReport.Decision(
              result.getPrimaryResult().getLabel(),
              times.getN(),
              times.getPercentile(50),
              times.getPercentile(99),
              times.getPercentile(99.9)));
    }
    return decisions;
  }
}
