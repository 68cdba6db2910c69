package dev.lasso.cli.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Waiting for processes that need not be our children, and ending them. */
public final class Processes {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration AFTER_KILL = Duration.ofSeconds(10);

  private Processes() {}

  /**
   * Asks a process to end and waits for it; kills it when it has not by then.
   *
   * @return whether it ended by itself
   */
  public static boolean stop(ProcessHandle process, Duration patience) throws InterruptedException {
    process.destroy();
    if (ended(process, patience)) {
      return true;
    }
    process.destroyForcibly();
    ended(process, AFTER_KILL);
    return false;
  }

  /** Waits for the end of a process, at most that long. */
  public static boolean ended(ProcessHandle process, Duration patience)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (isAlive(process)) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      Thread.sleep(POLL);
    }
    return true;
  }

  /**
   * Whether it still runs. One that ended but that nobody has waited for (in a container without an
   * init) does not.
   */
  public static boolean isAlive(ProcessHandle process) {
    return process.isAlive() && !isZombie(process.pid());
  }

  private static boolean isZombie(long pid) {
    try {
      String stat =
          Files.readString(
              Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
      // proc(5): the state follows the name, which stands in parentheses and may hold any character
      int afterName = stat.lastIndexOf(')');
      return afterName > 0 && stat.startsWith(" Z", afterName + 1);
    } catch (IOException e) {
      return false;
    }
  }
}
