package dev.lasso.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the script {@code lasso} gives the Java programs it starts; those are played by a script.
 */
class LassoScriptTest {
  @TempDir Path tree;

  @BeforeEach
  void plant() throws IOException {
    Path root = Path.of(System.getProperty("lasso.root"));
    Files.copy(root.resolve("lasso"), tree.resolve("lasso"));
    Files.createDirectory(tree.resolve("scripts"));
    try (Stream<Path> parts = Files.list(root.resolve("scripts"))) {
      for (Path part : parts.toList()) {
        Files.copy(part, tree.resolve("scripts").resolve(part.getFileName()));
      }
    }
    Files.createDirectories(tree.resolve("target/dist/cli"));
    Files.createFile(tree.resolve("target/dist/cli/cli.jar"));
    Files.createDirectories(tree.resolve("jdk/bin"));
    Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"25\"\n");
    program("javac", "exit 1");
    program("java", "echo \"$(locale charmap) $LC_ALL\"");
  }

  private void program(String name, String script) throws IOException {
    Path file =
        Files.writeString(tree.resolve("jdk/bin").resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private String charmapAndLocaleOfJava(String locale) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(tree.resolve("lasso").toString(), "status");
    builder.environment().keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    if (!locale.isEmpty()) {
      builder.environment().put("LC_ALL", locale);
    }
    builder.environment().put("JAVA_HOME", tree.resolve("jdk").toString());
    builder.environment().put("LASSO_NO_BUILD", "1");
    builder.redirectError(tree.resolve("stderr").toFile());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(tree.resolve("stderr"))).isZero();
    return said.strip();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "POSIX", "xx_XX.UTF-8"})
  void javaCanNameEveryFileWhateverTheLocaleIs(String locale) throws Exception {
    assertThat(charmapAndLocaleOfJava(locale)).isEqualTo("UTF-8 C.UTF-8");
  }

  @Test
  void aLocaleThatWillDoIsLeftAsItIs() throws Exception {
    assertThat(charmapAndLocaleOfJava("C.utf8")).isEqualTo("UTF-8 C.utf8");
  }
}
