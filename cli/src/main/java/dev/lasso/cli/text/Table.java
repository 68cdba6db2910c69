package dev.lasso.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Aligned columns. Cells are text of others: they are made printable here. */
public final class Table {
  private static final String GAP = "  ";

  private final List<String> header;
  private final List<Row> rows = new ArrayList<>();
  private final Style style;

  private record Row(List<String> cells, UnaryOperator<String> paint) {}

  /** A table with these headings. */
  public Table(Style style, String... header) {
    this.style = style;
    this.header = List.of(header);
  }

  /** Adds a row of as many cells as there are headings. */
  public Table row(String... cells) {
    return row(UnaryOperator.identity(), cells);
  }

  /** Adds a row in a colour. */
  public Table row(UnaryOperator<String> paint, String... cells) {
    if (cells.length != header.size()) {
      throw new IllegalArgumentException(
          cells.length + " cells under " + header.size() + " headings");
    }
    rows.add(new Row(List.of(cells).stream().map(Printable::line).toList(), paint));
    return this;
  }

  /** The lines, without trailing spaces. */
  public List<String> lines() {
    int[] widths = new int[header.size()];
    measure(widths, header);
    rows.forEach(row -> measure(widths, row.cells()));
    List<String> lines = new ArrayList<>();
    lines.add(style.dim(align(widths, header)));
    rows.forEach(row -> lines.add(row.paint().apply(align(widths, row.cells()))));
    return List.copyOf(lines);
  }

  private static void measure(int[] widths, List<String> cells) {
    for (int i = 0; i < widths.length; i++) {
      widths[i] = Math.max(widths[i], Printable.width(cells.get(i)));
    }
  }

  private static String align(int[] widths, List<String> cells) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String cell = cells.get(i);
      line.append(cell);
      if (i < widths.length - 1) {
        line.repeat(' ', widths[i] - Printable.width(cell)).append(GAP);
      }
    }
    return line.toString().stripTrailing();
  }
}
