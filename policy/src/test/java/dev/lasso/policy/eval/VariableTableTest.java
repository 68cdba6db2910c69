package dev.lasso.policy.eval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.policy.eval.VariableTable.Kind;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

class VariableTableTest {

  @Test
  void readsTheDocumentAsAnyReaderOfTomlDoes() throws Exception {
    TomlParseResult document;
    try (InputStream in =
        Objects.requireNonNull(
            VariableTable.class.getResourceAsStream("/dev/lasso/policy/environment.toml"))) {
      document = Toml.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }

    assertThat(document.errors()).isEmpty();
    TomlTable kinds = Objects.requireNonNull(document.getTable("kind"));
    assertThat(kinds.keySet())
        .isEqualTo(
            Arrays.stream(Kind.values())
                .flatMap(kind -> VariableTable.builtIn().ofKind(kind).stream())
                .collect(Collectors.toSet()))
        .allSatisfy(name ->
            assertThat(VariableTable.builtIn().kind(name))
                .isEqualTo(Kind.of(String.valueOf(kinds.getString(name)))));
    TomlTable options = Objects.requireNonNull(document.getTable("options"));
    assertThat(options.keySet())
        .isNotEmpty()
        .allSatisfy(name ->
            assertThat(
                    String.join(" ", Objects.requireNonNull(VariableTable.builtIn().options(name))))
                .isEqualTo(options.getString(name)));
  }
}
