package dev.lasso.policy.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lines to begin with. */
public final class Examples {
  private static final List<String> FAMILIES =
      List.of(
          "archives",
          "builds",
          "files",
          "git",
          "infrastructure",
          "languages",
          "network",
          "packages",
          "shell",
          "system",
          "text");

  private Examples() {}

  /** The examples beside the command tables. */
  public static List<String> ofTheTables() {
    List<String> lines = new ArrayList<>();
    FAMILIES.forEach(family ->
        lines.addAll(lines("/dev/lasso/policy/commands/" + family + ".jsonl", "command")));
    return lines;
  }

  /** What was found once. */
  public static List<String> found() {
    return lines("/dev/lasso/policy/fuzz/found.jsonl", "input");
  }

  private static List<String> lines(String resource, String member) {
    try (InputStream in = Examples.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no " + resource);
      }
      List<String> lines = new ArrayList<>();
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
        JsonNode example = Wire.mapper().readTree(line);
        if (example.has(member)) {
          lines.add(example.get(member).textValue());
        }
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
