package dev.lasso.bench.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.bench.gate.GateGrowth.Curve;
import dev.lasso.contracts.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What was measured of the gate.
 *
 * @param decisions how long ordinary decisions took; empty where that was not measured
 * @param curves how the worst lines grow, the slowest first
 */
record GateReport(List<Decision> decisions, List<Curve> curves) {
  private static final int SHOWN = 25;

  /**
   * One kind of decision.
   *
   * @param name the benchmark's
   * @param samples how many
   * @param p50 in microseconds, like the others
   */
  record Decision(String name, long samples, double p50, double p99, double p999) {
    /** What is promised of it. */
    boolean keepsPromise() {
      return switch (name) {
        case "argvGitStatus", "argvLs" -> p50 <= MOST_ARGV_P50;
        case "pipelineOfFive" -> p50 <= MOST_PIPELINE_P50 && p99 <= MOST_PIPELINE_P99;
        default -> true;
      };
    }
  }

  private static final double MOST_ARGV_P50 = 3;
  private static final double MOST_PIPELINE_P50 = 25;
  private static final double MOST_PIPELINE_P99 = 150;

  GateReport {
    decisions = List.copyOf(decisions);
    curves = List.copyOf(curves);
  }

  /** The names of what breaks its promise. */
  List<String> broken() {
    List<String> broken = new ArrayList<>();
    decisions.stream()
        .filter(each -> !each.keepsPromise())
        .forEach(each -> broken.add(each.name()));
    curves.stream().filter(each -> !each.keepsPromise()).forEach(each -> broken.add(each.name()));
    return broken;
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (!decisions.isEmpty()) {
      lines.add("Microseconds a decision, one thread, warm");
      lines.add(String.format(Locale.ROOT, "%-40s%9s%9s%9s", "", "p50", "p99", "p99.9"));
      for (Decision each : decisions) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%-40s%9.1f%9.1f%9.1f",
                each.name(),
                each.p50(),
                each.p99(),
                each.p999()));
      }
      lines.add("");
    }
    lines.add(
        "Microseconds by size in KiB, the slowest first; growth: by how much where it doubles");
    lines.add(row("", GateGrowth.KIBIBYTES.stream().map(String::valueOf).toList(), "growth"));
    for (Curve curve : curves.subList(0, Math.min(SHOWN, curves.size()))) {
      lines.add(
          row(
              curve.name(),
              curve.micros().stream()
                  .map(each -> String.format(Locale.ROOT, "%.0f", each))
                  .toList(),
              String.format(Locale.ROOT, "%.1f  %s", curve.growth(), curve.rule())));
    }
    lines.add(curves.size() + " shapes; beyond the promise: " + broken());
    lines.add("");
    lines.addAll(promises());
    return lines;
  }

  /** Each promise, its figure, and whether it is kept. */
  private List<String> promises() {
    List<String> lines = new ArrayList<>();
    for (Decision each : decisions) {
      switch (each.name()) {
        case "argvGitStatus", "argvLs" ->
            lines.add(promise(each.name() + " p50", each.p50(), MOST_ARGV_P50));
        case "pipelineOfFive" -> {
          lines.add(promise(each.name() + " p50", each.p50(), MOST_PIPELINE_P50));
          lines.add(promise(each.name() + " p99", each.p99(), MOST_PIPELINE_P99));
        }
        case "spin" ->
            lines.add(
                String.format(
                    Locale.ROOT,
                    "%-40s%9.1f us p50, %.1f us p99: the machine's own",
                    "spin",
                    each.p50(),
                    each.p99()));
        default -> {
          // a peer, of which nothing is promised
        }
      }
    }
    if (!curves.isEmpty()) {
      Curve slowest = curves.getFirst();
      lines.add(
          promise("64 KiB of " + slowest.name(), slowest.largest(), GateGrowth.MOST_MILLIS * 1000));
    }
    return lines;
  }

  private static String promise(String name, double micros, double most) {
    return String.format(
        Locale.ROOT,
        "%-40s%9.1f us of %.0f: %s",
        name,
        micros,
        most,
        micros <= most ? "kept" : "MISSED");
  }

  private static String row(String name, List<String> figures, String last) {
    StringBuilder row = new StringBuilder(String.format(Locale.ROOT, "%-40s", name));
    figures.forEach(each -> row.append(String.format(Locale.ROOT, "%9s", each)));
    return row.append("  ").append(last).toString();
  }

  /** For programs. */
  ObjectNode json() {
    ObjectNode all = Wire.mapper().createObjectNode();
    ArrayNode times = all.putArray("decisions");
    for (Decision each : decisions) {
      times
          .addObject()
          .put("name", each.name())
          .put("samples", each.samples())
          .put("p50_us", each.p50())
          .put("p99_us", each.p99())
          .put("p999_us", each.p999());
    }
    ArrayNode sizes = all.putArray("kib");
    GateGrowth.KIBIBYTES.forEach(sizes::add);
    ArrayNode shapes = all.putArray("growth");
    for (Curve curve : curves) {
      ObjectNode shape = shapes.addObject().put("name", curve.name()).put("rule", curve.rule());
      ArrayNode micros = shape.putArray("us");
      curve.micros().forEach(micros::add);
    }
    ArrayNode beyond = all.putArray("beyond_promise");
    broken().forEach(beyond::add);
    return all;
  }
}
