package dev.lasso.bench.oracle;

import dev.lasso.bench.Progress;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code lasso oracle}: runs generated and changed lines in a throwaway root and looks whether what
 * they do is within what the gate said. Ends with 1 where it is not, or where too little was
 * claimed.
 */
@Command(
    name = "oracle",
    description = "Run generated lines for real, and compare with what the gate predicts.")
public final class Oracle implements Callable<Integer> {
  private static final PrintStream OUT = System.out;
  private static final int QUICK = 1_000;
  private static final int EVERY = 500;
  private static final int MAX_BOXES = 16;

  private int shown;

  @Option(names = "--lines", paramLabel = "N", description = "How many; default 10000.")
  int lines = 10_000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of the lines; the same seed gives the same; default 1.")
  long seed = 1;

  @Option(names = "--quick", description = "1000 lines.")
  boolean quick;

  @Option(names = "--profile", description = "By which the gate judges; default: development.")
  String profile = "development";

  @Option(
      names = "--line",
      paramLabel = "LINE",
      description = "This line only, and all that it does.")
  String line = "";

  @Option(names = "--max-time", paramLabel = "SECONDS", description = "Stop earlier after so long.")
  long maxSeconds = Long.MAX_VALUE / 2_000_000_000L;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the JSON goes; default: target/oracle.json.")
  Path out = Path.of("target", "oracle.json");

  @Option(
      names = "--boxes",
      paramLabel = "N",
      description = "How many run side by side; default 2.")
  int boxes = 2;

  @Override
  public Integer call() throws IOException {
    CommandGate gate = new CommandGate(Policy.of(BuiltInProfiles.named(profile)));
    if (line.isEmpty()) {
      return many(gate);
    }
    try (Box box = Box.open()) {
      return one(gate, box);
    }
  }

  private int one(CommandGate gate, Box box) throws IOException {
    return switch (Prediction.of(line, gate)) {
      case Prediction.Unclaimed why -> {
        OUT.println("nothing is claimed: " + why.why());
        yield 0;
      }
      case Prediction.Claimed predicted -> {
        OUT.println(predicted);
        Happened happened = box.run(predicted.plan());
        happened.events().forEach(OUT::println);
        List<Event> beyond = Containment.beyond(predicted, happened);
        beyond.forEach(event -> OUT.println("BEYOND: " + event));
        yield beyond.isEmpty() ? 0 : 1;
      }
    };
  }

  private int many(CommandGate gate) throws IOException {
    Tally tally = new Tally();
    long start = System.nanoTime();
    sideBySide(gate, new Lines(seed, Seeds.all()), tally, start);
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("seed", seed);
    report.put("profile", profile);
    report.put("seconds", took.toMillis() / 1000.0);
    report.putAll(tally.counts());
    OUT.println(report);
    report.put("findings", tally.sorted());
    write(report);
    boolean enough = tally.claimed() * 2 >= tally.lines();
    if (!enough) {
      OUT.println("for less than half of the lines something was claimed");
    }
    return tally.violating() == 0 && enough ? 0 : 1;
  }

  /** Runs them all; the first box that fails ends all. */
  private void sideBySide(CommandGate gate, Lines lines, Tally tally, long start)
      throws IOException {
    int side = Math.clamp(boxes, 1, MAX_BOXES);
    try (ExecutorService threads = Executors.newFixedThreadPool(side)) {
      List<Future<@Nullable Void>> all = new ArrayList<>();
      for (int i = 0; i < side; i++) {
        all.add(threads.submit(() -> inOneBox(gate, lines, tally, start)));
      }
      try {
        for (Future<@Nullable Void> each : all) {
          each.get();
        }
      } catch (ExecutionException e) {
        threads.shutdownNow();
        throw new IOException(e.getCause());
      } catch (InterruptedException e) {
        threads.shutdownNow();
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private @Nullable Void inOneBox(CommandGate gate, Lines lines, Tally tally, long start)
      throws IOException {
    int count = quick ? QUICK : this.lines;
    long until = start + Duration.ofSeconds(maxSeconds).toNanos();
    try (Box box = Box.open()) {
      Trial trial = new Trial(gate, box, tally);
      Lines.Numbered next = lines.next();
      while (next.number() <= count
          && System.nanoTime() - until < 0
          && !Thread.currentThread().isInterrupted()) {
        trial.tryOut(next);
        show(next.number(), tally);
        next = lines.next();
      }
    }
    return null;
  }

  /** Shows what was found since, and now and then how far it is. */
  private synchronized void show(int number, Tally tally) {
    List<Tally.Finding> findings = tally.findings();
    for (Tally.Finding finding : findings.subList(shown, findings.size())) {
      OUT.println(finding.verdict() + " " + finding.line());
      for (Event event : finding.beyond()) {
        OUT.println(
            "    " + event.kind() + " " + event.path() + (event.done() ? "" : " (refused)"));
      }
    }
    shown = findings.size();
    if (number % EVERY == 0) {
      Progress.line(
          tally.lines()
              + " lines, "
              + tally.claimed()
              + " run, "
              + tally.violating()
              + " beyond what was predicted");
    }
  }

  private void write(Map<String, Object> report) throws IOException {
    Path directory = out.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.write(out, Wire.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
    OUT.println("written to " + out);
  }
}
