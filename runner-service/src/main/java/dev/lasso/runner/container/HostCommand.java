package dev.lasso.runner.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the host's with a deadline. Blocks. */
final class HostCommand {
  private static final int MAX_OUTPUT = 4096;

  private HostCommand() {}

  /**
   * How it ended.
   *
   * @param exitCode its exit code
   * @param output the beginning of what it wrote to either stream
   */
  record Ended(int exitCode, String output) {}

  static Ended run(Duration deadline, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    try {
      // What it says fits a pipe; if it did not, the deadline would end it.
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(command.getFirst() + " did not end within " + deadline);
      }
      byte[] said = process.getInputStream().readNBytes(MAX_OUTPUT);
      return new Ended(process.exitValue(), new String(said, StandardCharsets.UTF_8).strip());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command.getFirst(), e);
    } finally {
      process.destroyForcibly();
    }
  }
}
