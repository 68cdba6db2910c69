package dev.lasso.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.cli.text.Printable;
import dev.lasso.cli.text.Style;
import dev.lasso.cli.text.Table;
import dev.lasso.contracts.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Entries of an audit log, to be looked at. Looking proves nothing: that is what verifying is for.
 *
 * @param entries in their order
 */
record AuditTrail(List<Line> entries) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("MM-dd HH:mm:ss.SSS", Locale.ROOT)
          .withZone(ZoneId.systemDefault());
  private static final int WIDTH = 100;

  /**
   * One entry.
   *
   * @param text the line as it stands in the log
   * @param json what it says; null where it is no JSON
   */
  record Line(String text, @Nullable JsonNode json) {

    String field(String name) {
      return json == null ? "" : json.path(name).asText("");
    }
  }

  /**
   * Reads a segment, or a directory of them.
   *
   * @param wanted which entries
   * @param last at most that many, the last ones
   * @throws IOException when it can't be read
   */
  static AuditTrail read(Path fileOrDirectory, Predicate<Line> wanted, int last)
      throws IOException {
    Deque<Line> kept = new ArrayDeque<>();
    for (Path file : segments(fileOrDirectory)) {
      try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
        for (String raw = reader.readLine(); raw != null; raw = reader.readLine()) {
          Line line = parse(raw);
          if (!raw.isEmpty() && wanted.test(line)) {
            if (kept.size() == last) {
              kept.removeFirst();
            }
            kept.addLast(line);
          }
        }
      }
    }
    return new AuditTrail(List.copyOf(kept));
  }

  private static List<Path> segments(Path fileOrDirectory) throws IOException {
    if (!Files.isDirectory(fileOrDirectory)) {
      return List.of(fileOrDirectory);
    }
    try (Stream<Path> files = Files.list(fileOrDirectory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  // read as bytes, so that a damaged log can be looked at too
  private static Line parse(String raw) {
    String text = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    try {
      return new Line(text, Wire.mapper().readTree(text));
    } catch (JsonProcessingException e) {
      return new Line(text, null);
    }
  }

  /** For people: one line each. */
  List<String> lines(Style style, boolean withSandbox) {
    Table table =
        withSandbox
            ? new Table(style, "SEQ", "TIME", "TYPE", "SANDBOX", "WHAT")
            : new Table(style, "SEQ", "TIME", "TYPE", "WHAT");
    for (Line line : entries) {
      List<String> cells = new ArrayList<>();
      cells.add(line.json() == null ? "?" : line.field("seq"));
      cells.add(time(line.field("time")));
      cells.add(line.json() == null ? "(damaged)" : line.field("type"));
      if (withSandbox) {
        cells.add(line.field("sandbox_id"));
      }
      cells.add(what(line.json()));
      table.row(cells.toArray(String[]::new));
    }
    return table.lines();
  }

  private static String time(String text) {
    try {
      return TIME.format(Instant.parse(text));
    } catch (DateTimeException e) {
      return text;
    }
  }

  /** The heart of an entry's evidence, whatever its type. */
  private static String what(@Nullable JsonNode entry) {
    if (entry == null) {
      return "";
    }
    JsonNode data = entry.path("data");
    List<String> parts = new ArrayList<>();
    addText(parts, "", data.path("argv"));
    addText(parts, "", data.path("command"));
    addText(parts, "", data.path("verdict"));
    data.path("reasons").forEach(reason -> addText(parts, "", reason));
    addText(parts, "", data.path("outcome"));
    addText(parts, "exit code ", data.path("exit_code"));
    addText(parts, "", data.path("detail"));
    addText(parts, "", data.path("reason"));
    addText(parts, "", data.path("problem"));
    if (parts.isEmpty()) {
      addText(parts, "", data.path("name"));
      addText(parts, "profile ", data.path("profile"));
      addText(parts, "over ", data.path("working_dir"));
    }
    return Printable.line(String.join(", ", parts), WIDTH);
  }

  private static void addText(List<String> parts, String before, JsonNode value) {
    if (value.isArray()) {
      List<String> words = new ArrayList<>();
      value.forEach(word -> words.add(word.isValueNode() ? word.asText() : word.toString()));
      parts.add(before + String.join(" ", words));
    } else if (value.isValueNode() && !value.isNull() && !value.asText().isEmpty()) {
      parts.add(before + value.asText());
    } else if (value.isObject()) {
      parts.add(before + value);
    }
  }
}
