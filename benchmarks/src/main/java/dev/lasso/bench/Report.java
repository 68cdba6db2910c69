package dev.lasso.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.cli.text.Style;
import dev.lasso.cli.text.Table;
import dev.lasso.contracts.Wire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured.
 *
 * @param at when
 * @param machine on what
 * @param exec one command
 * @param create one sandbox
 * @param throughput many commands at once
 * @param firstStartMs of a node over an empty home, in milliseconds
 * @param restartMs of a node over its home of before
 * @param idleBytes memory of the node before the first command
 * @param loadedBytes memory of the node at the end
 */
record Report(
    Instant at,
    String machine,
    Scenario.Exec exec,
    Scenario.Create create,
    List<Scenario.Throughput> throughput,
    double firstStartMs,
    double restartMs,
    long idleBytes,
    long loadedBytes) {

  /** What the project promises of a command, as a share of {@code docker exec}. */
  static final double P50_LIMIT = 0.2;

  static final double P99_LIMIT = 0.5;
  private static final double MIB = 1 << 20;

  double p50Ratio() {
    return exec.lasso().p50() / exec.docker().p50();
  }

  double p99Ratio() {
    return exec.lasso().p99() / exec.docker().p99();
  }

  boolean keepsPromise() {
    return p50Ratio() <= P50_LIMIT && p99Ratio() <= P99_LIMIT;
  }

  /** For people. */
  List<String> lines() {
    Table compared = new Table(Style.PLAIN, "", "LASSO", "engine", "ratio");
    compared.row(
        "exec of `true`, p50", ms(exec.lasso().p50()), ms(exec.docker().p50()), x(p50Ratio()));
    compared.row(
        "exec of `true`, p99", ms(exec.lasso().p99()), ms(exec.docker().p99()), x(p99Ratio()));
    compared.row(
        "  first %d after the start, p50".formatted(exec.cold().count()),
        ms(exec.cold().p50()),
        "",
        x(exec.cold().p50() / exec.docker().p50()));
    compared.row("  with nothing between, p50", ms(exec.alone().p50()), "", "");
    compared.row("  with nothing between, p99", ms(exec.alone().p99()), "", "");
    compared.row(
        "new sandbox / create+start, p50",
        ms(create.lasso().p50()),
        ms(create.docker().p50()),
        x(create.lasso().p50() / create.docker().p50()));
    for (Scenario.Throughput load : throughput) {
      compared.row(
          "commands a second, " + load.sandboxes() + " at once",
          number(load.lasso()),
          number(load.docker()),
          x(load.lasso() / load.docker()));
    }
    compared.row("node: first start", ms(firstStartMs), "", "");
    compared.row("node: start again", ms(restartMs), "", "");
    compared.row("node: memory, idle", mib(idleBytes), "", "");
    compared.row("node: memory, at the end", mib(loadedBytes), "", "");
    List<String> lines = new ArrayList<>();
    lines.add(machine + "; " + exec.lasso().count() + " samples");
    lines.add("");
    lines.addAll(compared.lines());
    lines.add("");
    if (exec.hops().isEmpty()) {
      lines.add("where the time of an exec goes: the node did not say");
    } else {
      Table hops = new Table(Style.PLAIN, "where the time of an exec goes", "p50", "p99");
      for (Map.Entry<String, Samples> hop : exec.hops().entrySet()) {
        hops.row("  " + hop.getKey(), ms(hop.getValue().p50()), ms(hop.getValue().p99()));
      }
      lines.addAll(hops.lines());
    }
    lines.add("");
    lines.add(
        (keepsPromise() ? "kept" : "NOT kept")
            + ": exec p50 at most "
            + x(P50_LIMIT)
            + " and p99 at most "
            + x(P99_LIMIT)
            + " of docker exec");
    return List.copyOf(lines);
  }

  /** For programs. Durations in milliseconds. */
  ObjectNode json() {
    ObjectNode all = Wire.mapper().createObjectNode();
    all.put("at", at.toString());
    all.put("machine", machine);
    ObjectNode execs = all.putObject("exec");
    put(execs, "lasso", exec.lasso());
    put(execs, "docker", exec.docker());
    put(execs, "lasso_cold", exec.cold());
    put(execs, "lasso_alone", exec.alone());
    execs.put("ratio_p50", p50Ratio());
    execs.put("ratio_p99", p99Ratio());
    ObjectNode hops = execs.putObject("hops");
    exec.hops().forEach((name, samples) -> put(hops, name, samples));
    ObjectNode creates = all.putObject("create");
    put(creates, "lasso", create.lasso());
    put(creates, "docker", create.docker());
    creates.put("ratio_p50", create.lasso().p50() / create.docker().p50());
    ArrayNode loads = all.putArray("throughput");
    for (Scenario.Throughput load : throughput) {
      loads
          .addObject()
          .put("sandboxes", load.sandboxes())
          .put("lasso_per_second", load.lasso())
          .put("docker_per_second", load.docker())
          .put("ratio", load.lasso() / load.docker());
    }
    all.putObject("node")
        .put("first_start_ms", firstStartMs)
        .put("restart_ms", restartMs)
        .put("rss_idle_bytes", idleBytes)
        .put("rss_loaded_bytes", loadedBytes);
    all.put("keeps_promise", keepsPromise());
    return all;
  }

  private static void put(ObjectNode parent, String name, Samples samples) {
    parent
        .putObject(name)
        .put("count", samples.count())
        .put("p50_ms", samples.p50())
        .put("p90_ms", samples.percentile(90))
        .put("p99_ms", samples.p99())
        .put("max_ms", samples.percentile(100));
  }

  private static String ms(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f ms" : "%.0f ms", value);
  }

  private static String x(double ratio) {
    return String.format(Locale.ROOT, ratio < 10 ? "%.2fx" : "%.0fx", ratio);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }

  private static String mib(long bytes) {
    return String.format(Locale.ROOT, "%.0f MiB", bytes / MIB);
  }
}
