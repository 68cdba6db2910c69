package dev.lasso.runner;

import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.SandboxId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The engine through its own command line: not through what is tested. */
final class Engine {
  private Engine() {}

  /** Skips a test, saying so, where no engine answers or it lacks the image. */
  static void required() {
    try {
      docker("image", "inspect", Node.IMAGE);
    } catch (IOException e) {
      Assumptions.abort("SKIPPED: no engine with image " + Node.IMAGE + ": " + e.getMessage());
    }
  }

  static List<String> containersOf(NodeId node) throws IOException {
    return docker("ps", "-aq", "--filter", "label=lasso.node=" + node.value()).lines().toList();
  }

  static void kill(SandboxId sandbox) throws IOException {
    docker("kill", "lasso-" + sandbox.value());
  }

  /** As far as nothing else uses them. */
  static void removeTestImages() {
    try {
      for (String image :
          docker("images", "-q", "--filter", "label=dev.lasso.test").lines().toList()) {
        docker("rmi", "-f", image);
      }
    } catch (IOException e) {
      // another test's node still has them
    }
  }

  static String docker(String... arguments) throws IOException {
    Process process =
        new ProcessBuilder(Stream.concat(Stream.of("docker"), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return said;
  }
}
