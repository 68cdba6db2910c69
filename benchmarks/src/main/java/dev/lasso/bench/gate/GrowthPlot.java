package dev.lasso.bench.gate;

import dev.lasso.bench.gate.GateGrowth.Curve;
import java.util.List;
import java.util.Locale;

/**
 * A picture (SVG) of how decisions grow with the line: both axes by doubling, so that what is
 * linear rises like the dotted line; the dashed one is what is promised of the longest.
 */
final class GrowthPlot {
  private static final int NAMED = 10;
  private static final int LEFT = 60;
  private static final int TOP = 20;
  private static final int WIDTH = 560;
  private static final int HEIGHT = 400;
  private static final double LEAST_MICROS = 10;
  private static final double MOST_MICROS = 100_000;
  private static final List<String> COLORS =
      List.of(
          "#1b6ca8", "#c0392b", "#1e8449", "#8e44ad", "#b9770e", "#117a65", "#cb4335", "#2e4053",
          "#7d6608", "#d35400");

  private final StringBuilder svg = new StringBuilder();

  /** Draws all; names the slowest, which come first. */
  static String of(List<Curve> curves) {
    return new GrowthPlot().draw(curves);
  }

  private String draw(List<Curve> curves) {
    put(
        String.format(
            Locale.ROOT,
            "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>",
            LEFT + WIDTH + 300,
            TOP + HEIGHT + 50));
    put("<rect width='100%' height='100%' fill='white'/>");
    for (int i = 0; i < GateGrowth.KIBIBYTES.size(); i++) {
      put(
          String.format(
              Locale.ROOT,
              "<text x='%.0f' y='%d' text-anchor='middle'>%d KiB</text>",
              x(i),
              TOP + HEIGHT + 20,
              GateGrowth.KIBIBYTES.get(i)));
    }
    for (double micros = LEAST_MICROS; micros <= MOST_MICROS; micros *= 10) {
      put(
          String.format(
              Locale.ROOT,
              "<line x1='%d' x2='%d' y1='%.0f' y2='%.0f' stroke='#ddd'/>",
              LEFT,
              LEFT + WIDTH,
              y(micros),
              y(micros)));
      put(
          String.format(
              Locale.ROOT,
              "<text x='%d' y='%.0f' text-anchor='end'>%s</text>",
              LEFT - 6,
              y(micros) + 4,
              duration(micros)));
    }
    for (int i = curves.size() - 1; i >= 0; i--) {
      line(curves.get(i).micros(), i < NAMED ? COLORS.get(i % COLORS.size()) : "#ccc", "");
    }
    double most = GateGrowth.MOST_MILLIS * 1000;
    int last = GateGrowth.KIBIBYTES.getLast();
    line(GateGrowth.KIBIBYTES.stream().map(each -> most * each / last).toList(), "black", "2,4");
    put(
        String.format(
            Locale.ROOT,
            "<line x1='%d' x2='%d' y1='%.0f' y2='%.0f' stroke='black' stroke-dasharray='8,4'/>",
            LEFT,
            LEFT + WIDTH,
            y(most),
            y(most)));
    for (int i = 0; i < Math.min(NAMED, curves.size()); i++) {
      put(
          String.format(
              Locale.ROOT,
              "<text x='%d' y='%d' fill='%s'>%s</text>",
              LEFT + WIDTH + 20,
              TOP + 20 + 18 * i,
              COLORS.get(i % COLORS.size()),
              curves.get(i).name()));
    }
    put("</svg>");
    return svg.toString();
  }

  private void line(List<Double> micros, String color, String dashes) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < micros.size(); i++) {
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i), y(micros.get(i))));
    }
    put(
        String.format(
            Locale.ROOT,
            "<polyline points='%s' fill='none' stroke='%s' stroke-width='1.5' stroke-dasharray='%s'/>",
            points.toString().trim(),
            color,
            dashes));
  }

  private void put(String element) {
    svg.append(element).append('\n');
  }

  private static String duration(double micros) {
    return micros < 1000
        ? String.format(Locale.ROOT, "%.0f us", micros)
        : String.format(Locale.ROOT, "%.0f ms", micros / 1000);
  }

  private static double x(int size) {
    return LEFT + 20 + size * (WIDTH - 40.0) / (GateGrowth.KIBIBYTES.size() - 1);
  }

  private static double y(double micros) {
    double within = Math.clamp(micros, LEAST_MICROS, MOST_MICROS);
    double share = Math.log(within / LEAST_MICROS) / Math.log(MOST_MICROS / LEAST_MICROS);
    return TOP + HEIGHT * (1 - share);
  }
}
