package dev.lasso.runner.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program of the host's with a deadline. Blocks. */
final class HostCommand {
  private static final int MAX_OUTPUT = 4096;
  private static final Duration AFTER_END = Duration.ofSeconds(1);

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
    StringBuilder said = new StringBuilder();
    Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), said));
    try {
      if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(command.getFirst() + " did not end within " + deadline);
      }
      // The pipe may be held open by whatever it left running: that is not waited for.
      reader.join(AFTER_END);
      synchronized (said) {
        return new Ended(process.exitValue(), said.toString().strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for " + command.getFirst(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Keeps the beginning and reads on to the end, so that nobody waits for room in the pipe. */
  private static void read(InputStream in, StringBuilder said) {
    byte[] buffer = new byte[MAX_OUTPUT];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        synchronized (said) {
          int room = Math.min(n, MAX_OUTPUT - said.length());
          said.append(new String(buffer, 0, Math.max(0, room), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      // it was ended
    }
  }
}
