package dev.lasso.bench.gate;

import dev.lasso.bench.gate.HostileInputs.Input;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * How the time of a decision grows with the length of the worst lines there are.
 *
 * <p>For one thread. A time is the median of several runs, once the line has been decided on often
 * enough for the compiler; it is what the thread had of a processor, so that other programs of the
 * machine don't count as the gate's.
 */
final class GateGrowth {
  static final List<Integer> KIBIBYTES = List.of(1, 2, 4, 8, 16, 32, 64);

  /** No line of 64 KiB may take longer. */
  static final double MOST_MILLIS = 5;

  /** From half the size to all of it the time may grow by this much; linear is 2. */
  static final double MOST_GROWTH = 3;

  private static final long WARM_UP_NANOS = 60_000_000;
  private static final int RUNS = 9;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final CommandGate gate;
  private long sink;

  GateGrowth(CommandGate gate) {
    this.gate = gate;
  }

  /**
   * What was measured of one shape.
   *
   * @param micros one for each of {@link #KIBIBYTES}
   * @param rule what the line of the greatest size was decided by
   */
  record Curve(String name, List<Double> micros, String rule) {
    double largest() {
      return micros.getLast();
    }

    /** By how much it grows where the size doubles, over the last two doublings: of noise less. */
    double growth() {
      return Math.sqrt(largest() / Math.max(1, micros.get(micros.size() - 3)));
    }

    boolean keepsPromise() {
      // what takes no time at all may grow as it likes
      return largest() <= MOST_MILLIS * 1000 && (growth() <= MOST_GROWTH || largest() < 200);
    }
  }

  /** All shapes, the slowest first. */
  List<Curve> curves() {
    List<Curve> curves = new ArrayList<>();
    for (Input input : HostileInputs.all()) {
      curves.add(curve(input));
    }
    curves.sort(Comparator.comparingDouble(Curve::largest).reversed());
    return curves;
  }

  private Curve curve(Input input) {
    List<Double> micros = new ArrayList<>();
    String rule = "";
    for (int kibibytes : KIBIBYTES) {
      String line = input.ofSize(kibibytes << 10);
      rule = gate.line(line, null, null, Map.of()).rule();
      micros.add(median(line));
    }
    return new Curve(input.name(), micros, rule);
  }

  private double median(String line) {
    long end = threadNanos() + WARM_UP_NANOS;
    for (int i = 0; i < 4 || threadNanos() < end; i++) {
      decide(line);
    }
    long[] nanos = new long[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long start = threadNanos();
      decide(line);
      nanos[i] = threadNanos() - start;
    }
    Arrays.sort(nanos);
    return nanos[RUNS / 2] / 1e3;
  }

  private long threadNanos() {
    return threads.getCurrentThreadCpuTime();
  }

  private void decide(String line) {
    Opinion opinion = gate.line(line, null, null, Map.of());
    sink += opinion.points().size();
  }

  /** Keeps the compiler from leaving out what is measured. */
  long sink() {
    return sink;
  }
}
