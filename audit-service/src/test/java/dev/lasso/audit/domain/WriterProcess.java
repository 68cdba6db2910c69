package dev.lasso.audit.domain;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A writer as a process of its own, so that it can be killed. It says whether it got the lock, then
 * records one command after another and says the offset of each that is durable.
 */
final class WriterProcess {
  private final Process process;

  WriterProcess(TrialLog log) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WriterProcess.class.getName(),
                log.directory.toString(),
                log.keyFile.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .start();
  }

  /** As {@code kill -9}; what it had written can still be read. */
  void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end after SIGKILL");
    }
  }

  BufferedReader output() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  @SuppressWarnings("SystemOut") // it is what it is read by
  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    switch (DirectoryLock.tryTake(directory, "child")) {
      case DirectoryLock.Attempt.HeldBy held -> System.out.println("held by " + held.holder());
      case DirectoryLock.Attempt.Taken taken -> {
        System.out.println("taken");
        write(taken.lock(), new Ledger.Config(directory, Path.of(args[1]), 20_000, "child", 100));
      }
    }
  }

  private static void write(DirectoryLock lock, Ledger.Config config) throws Exception {
    Ledger ledger = Ledger.open(lock, config, Clock.systemUTC(), new Random(1)).ledger();
    long offset = Ledger.next(ledger.positions(), Samples.COMMANDS, 0);
    while (true) {
      int answered = ledger.append(Samples.commands(offset, offset + 3)).answers().size();
      offset += answered;
      System.out.println(offset - 1);
    }
  }
}
