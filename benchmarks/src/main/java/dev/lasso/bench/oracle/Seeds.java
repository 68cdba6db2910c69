package dev.lasso.bench.oracle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The lines beside the command tables, by which those are tested. */
final class Seeds {
  private static final List<String> FAMILIES =
      List.of(
          "archives",
          "builds",
          "files",
          "git",
          "languages",
          "network",
          "packages",
          "shell",
          "system",
          "text");

  /** Of no use here: they wait. */
  private static final List<String> WAITING =
      List.of("sleep", "yes", "tail -f", "watch", "top", "less", "more");

  private Seeds() {}

  static List<String> all() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String family : FAMILIES) {
      try (InputStream in = Seeds.class.getResourceAsStream(family + ".jsonl")) {
        if (in == null) {
          throw new IOException("the examples of " + family + " are missing");
        }
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        for (String text = reader.readLine(); text != null; text = reader.readLine()) {
          JsonNode command = text.isBlank() ? null : Wire.mapper().readTree(text).get("command");
          if (command != null && WAITING.stream().noneMatch(command.textValue()::contains)) {
            lines.add(command.textValue());
          }
        }
      }
    }
    return lines;
  }
}
