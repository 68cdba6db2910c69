package dev.lasso.policy.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The documents with the command tables. People write TOML; the build turns all of it into one JSON
 * document, since reading TOML takes seconds where JSON takes a tenth of one.
 */
final class TableDocuments {
  private static final String JSON = "/dev/lasso/policy/commands.json";

  /** The families of programs, a document each. */
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
          "shells",
          "system",
          "text");

  private TableDocuments() {}

  /** Writes the JSON document; the build runs it. */
  public static void main(String[] args) throws IOException {
    ObjectNode all = Wire.mapper().createObjectNode();
    for (String family : FAMILIES) {
      all.set(family, Wire.mapper().readTree(toml(family)));
    }
    Path target = Path.of(args[0] + JSON);
    Files.createDirectories(target.getParent());
    Files.writeString(target, all.toString());
    // a table that is not right must not be built
    CommandModels.require(all());
  }

  /** All documents, by family. */
  static Map<String, Map<?, ?>> all() {
    try (InputStream json = TableDocuments.class.getResourceAsStream(JSON)) {
      Map<String, Map<?, ?>> documents = new HashMap<>();
      Map<?, ?> built = json == null ? null : Wire.mapper().readValue(json, Map.class);
      for (String family : FAMILIES) {
        documents.put(family, document(family, built));
      }
      return documents;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> document(String family, @Nullable Map<?, ?> built) throws IOException {
    return built != null && built.get(family) instanceof Map<?, ?> document
        ? document
        : Wire.mapper().readValue(toml(family), Map.class);
  }

  private static String toml(String family) throws IOException {
    String name = "commands/" + family + ".toml";
    try (InputStream in = TableDocuments.class.getResourceAsStream("/dev/lasso/policy/" + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      TomlParseResult document = Toml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      if (document.hasErrors()) {
        throw new IllegalStateException(name + ": " + document.errors().getFirst());
      }
      return document.toJson();
    }
  }
}
