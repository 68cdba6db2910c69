package dev.lasso.system;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The machine's container engine, by its command line. */
final class Engine {
  private Engine() {}

  /** Skips what needs an engine where there is none, and says so. */
  static void require() {
    Assumptions.assumeTrue(
        answers(),
        "SKIPPED: no container engine answers on this machine; `./lasso test` starts one");
  }

  private static boolean answers() {
    try {
      return run("info", "--format", "{{.ServerVersion}}").exitCode() == 0;
    } catch (AssertionError e) {
      return false;
    }
  }

  /** Ids of all containers, running or not, that carry this label. */
  static List<String> containersOf(String label) {
    return run("ps", "-aq", "--no-trunc", "--filter", "label=" + label).output().lines().toList();
  }

  record Result(int exitCode, String output) {}

  static Result run(String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      try (InputStream out = process.getInputStream()) {
        String text = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("docker did not end: " + command);
        }
        return new Result(process.exitValue(), text);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
