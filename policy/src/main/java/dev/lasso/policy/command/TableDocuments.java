package dev.lasso.policy.command;

import dev.lasso.contracts.Wire;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;

/**
 * The documents with the command tables. People write TOML; the build makes {@link PackedTables} of
 * all of it, since reading TOML takes seconds, and a node or the command line starts with some of
 * the programs only.
 */
final class TableDocuments {
  private static final String PACKED = "/dev/lasso/policy/commands.bin";

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

  /** Writes the packed tables; the build runs it. A table that is not right is not built. */
  public static void main(String[] args) throws IOException {
    CommandModels.require(fromToml());
    Path target = Path.of(args[0] + PACKED);
    Files.createDirectories(target.getParent());
    Files.write(target, packed(fromToml()));
    GateVersion.write(Path.of(args[0]));
  }

  /** The tables as they were built; from the documents themselves where nothing was built. */
  static PackedTables all() {
    try (InputStream built = TableDocuments.class.getResourceAsStream(PACKED)) {
      return new PackedTables(built == null ? packed(fromToml()) : built.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All documents, by family. */
  static Map<String, Map<?, ?>> fromToml() throws IOException {
    Map<String, Map<?, ?>> documents = new LinkedHashMap<>();
    for (String family : FAMILIES) {
      documents.put(family, Wire.mapper().readValue(toml(family), Map.class));
    }
    return documents;
  }

  private static byte[] packed(Map<String, Map<?, ?>> documents) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PackedTables.write(documents, new DataOutputStream(bytes));
    return bytes.toByteArray();
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
