package dev.lasso.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That docs/settings.md says of every variable, and of no other. */
class SettingsDocumentTest {
  private static final Path ROOT = Path.of(System.getProperty("lasso.root", ".."));

  private static final String NAME = "((?:LASSO|KAFKA)_[A-Z_]+)";
  private static final Pattern LITERAL = Pattern.compile("\"" + NAME + "\"");
  private static final Pattern EXPANSION = Pattern.compile("\\$\\{?" + NAME + "\\b");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `" + NAME + "` \\|");
  private static final Pattern MENTION = Pattern.compile("\\b" + NAME + "\\b");

  @Test
  void everyVariableThatIsReadHasItsRow() throws IOException {
    assertThat(names(ROW, document())).containsAll(read());
  }

  @Test
  void noVariableIsNamedThatNothingReads() throws IOException {
    assertThat(read()).containsAll(names(MENTION, document()));
  }

  private static String document() throws IOException {
    return Files.readString(ROOT.resolve("docs/settings.md"));
  }

  /** By the code of every module, and by the scripts. */
  private static Set<String> read() throws IOException {
    Set<String> found = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path sources : modules.map(module -> module.resolve("src/main/java")).toList()) {
        if (Files.isDirectory(sources)) {
          found.addAll(names(LITERAL, text(sources, ".java")));
        }
      }
    }
    assertThat(found).as("what the sources read").contains("LASSO_HOME");
    Set<String> inScripts =
        names(
            EXPANSION,
            text(ROOT.resolve("scripts"), ".sh") + Files.readString(ROOT.resolve("lasso")));
    assertThat(inScripts).as("what the scripts read").contains("LASSO_NO_BUILD");
    found.addAll(inScripts);
    return found;
  }

  private static String text(Path folder, String ending) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> wanted = files.filter(file -> file.toString().endsWith(ending)).toList();
      wanted.forEach(file -> all.append(content(file)).append('\n'));
    }
    return all.toString();
  }

  private static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> names(Pattern pattern, String text) {
    Set<String> names = new TreeSet<>();
    pattern.matcher(text).results().forEach(match -> names.add(match.group(1)));
    return names;
  }
}
