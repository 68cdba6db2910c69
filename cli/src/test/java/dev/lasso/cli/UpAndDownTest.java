package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.cli.node.LocalNode;
import dev.lasso.cli.node.Processes;
import dev.lasso.sdk.NodeHome;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's process: started, found again, stopped, and not mistaken for another. */
@Tag("slow")
class UpAndDownTest {
  private static final String MAIN = "dev/lasso/launcher/NodeMain.class";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @TempDir Path directory;
  private final List<String> said = new ArrayList<>();

  private NodeHome home() {
    return new NodeHome(directory.resolve("home"));
  }

  @BeforeEach
  void build() throws IOException {
    Path folder = Files.createDirectories(directory.resolve("dist/node"));
    try (InputStream main = UpAndDownTest.class.getClassLoader().getResourceAsStream(MAIN);
        JarOutputStream jar =
            new JarOutputStream(Files.newOutputStream(folder.resolve("node.jar")))) {
      assertThat(main).isNotNull();
      jar.putNextEntry(new JarEntry(MAIN));
      jar.write(main.readAllBytes());
    }
  }

  @AfterEach
  void end() throws InterruptedException {
    var node = LocalNode.of(home());
    if (node.isPresent()) {
      Processes.stop(node.get().process(), Duration.ofSeconds(10));
    }
  }

  private int lasso(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                JAVA,
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lasso.cli.LassoCli"));
    command.addAll(List.of(args));
    Path err = directory.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("LASSO_"));
    builder.environment().put("LASSO_HOME", home().root().toString());
    builder.environment().put("LASSO_DIST", directory.resolve("dist").toString());
    builder.environment().put("LASSO_JAVA", JAVA);
    builder.environment().put("DOCKER_HOST", "ssh://nowhere"); // not looked at: there need be none
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it hangs: " + List.of(args));
    }
    said.clear();
    said.addAll(Files.readAllLines(err, StandardCharsets.UTF_8));
    return process.exitValue();
  }

  private LocalNode node() {
    return LocalNode.of(home()).orElseThrow();
  }

  @Test
  void detached_it_outlives_its_starter_and_is_found_and_stopped() throws Exception {
    assertThat(lasso("up", "--detach", "--port", "0")).isZero();
    assertThat(said).anyMatch(line -> line.startsWith("[..] image minimal: step "));
    assertThat(said.getLast()).startsWith("[ok] node ready at http://127.0.0.1:");
    LocalNode first = node();
    String session = Files.readString(Path.of("/proc/" + first.process().pid() + "/stat"));
    // the session (the 6th field) is its own: no terminal that is closed takes it along
    assertThat(session.substring(session.lastIndexOf(')') + 2).split(" ")[3])
        .isEqualTo(Long.toString(first.process().pid()));

    assertThat(lasso("up", "--detach", "--port", "0")).isZero();
    assertThat(node().process().pid()).isEqualTo(first.process().pid());

    assertThat(lasso("up", "--detach", "--port", "1")).isEqualTo(1);
    assertThat(said.getLast()).contains("lasso down");

    assertThat(lasso("down")).isZero();
    assertThat(Processes.isAlive(first.process())).isFalse();
    assertThat(LocalNode.of(home())).isEmpty();

    assertThat(lasso("down")).isZero();
    assertThat(said.getLast()).startsWith("no node runs");
  }

  @Test
  void after_a_kill_what_is_left_is_not_taken_for_a_node() throws Exception {
    assertThat(lasso("up", "--detach", "--port", "0", "--quiet")).isZero();
    assertThat(said).isEmpty();
    LocalNode killed = node();
    killed.process().destroyForcibly();
    assertThat(Processes.ended(killed.process(), Duration.ofSeconds(10))).isTrue();
    assertThat(home().nodeFile()).exists();
    assertThat(LocalNode.of(home())).isEmpty();

    // the process id is another's by now: ours, which must not be ended
    Files.writeString(home().lockFile(), ProcessHandle.current().pid() + "\n");
    assertThat(lasso("down")).isZero();
    assertThat(lasso("up", "--detach", "--port", "0")).isZero();
    assertThat(node().process().pid()).isNotEqualTo(killed.process().pid());
  }
}
