package dev.lasso.policy.fuzz;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./lasso fuzz}: the targets under Jazzer, one after the other. Ends with 1 where something
 * was found or a target could not be run, 2 where the arguments make no sense.
 */
public final class Fuzz {
  private static final PrintStream OUT = System.out;
  private static final int SECONDS = 60;
  private static final int MOST_SECONDS = 7 * 24 * 3600;

  private final List<Target> targets = new ArrayList<>();
  private int seconds = SECONDS;
  private Path directory = Path.of("target", "fuzz");

  private Fuzz() {}

  /** Runs it and ends the process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Fuzz fuzz = new Fuzz();
    String problem = fuzz.read(args);
    if (!problem.isEmpty()) {
      System.err.println("lasso: " + problem);
      usage(System.err);
      System.exit(2);
    }
    System.exit(fuzz.run() ? 0 : 1);
  }

  /** What is wrong with the arguments; empty where nothing is. */
  private String read(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String value = i + 1 < args.length ? args[i + 1] : null;
      switch (args[i]) {
        case "-h", "--help" -> {
          usage(OUT);
          System.exit(0);
        }
        case "--time", "--target", "--out" -> {
          if (value == null) {
            return args[i] + " needs a value";
          }
          String wrong = set(args[i], value);
          if (!wrong.isEmpty()) {
            return wrong;
          }
          i++;
        }
        default -> {
          return "unknown argument: " + args[i];
        }
      }
    }
    if (targets.isEmpty()) {
      targets.addAll(List.of(Target.values()));
    }
    return "";
  }

  private String set(String option, String value) {
    if (option.equals("--out")) {
      directory = Path.of(value);
      return "";
    }
    if (option.equals("--target")) {
      for (Target target : Target.values()) {
        if (target.word().equals(value)) {
          targets.add(target);
          return "";
        }
      }
      return "there is no target '" + value + "'";
    }
    try {
      seconds = Integer.parseInt(value);
    } catch (NumberFormatException e) {
      return "--time is a number of seconds";
    }
    return seconds > 0 && seconds <= MOST_SECONDS ? "" : "--time is from 1 to " + MOST_SECONDS;
  }

  private static void usage(PrintStream out) {
    out.println("usage: ./lasso fuzz [--time SECONDS] [--target NAME]... [--out DIRECTORY]");
    out.println("  Looks for input that the gate fails with. What it learns stays in DIRECTORY");
    out.println(
        "  (default: target/fuzz) and is used again; findings are in DIRECTORY/NAME/findings.");
    out.println(
        "  --time is for each target (default: "
            + SECONDS
            + "). Exit code 1: something was found.");
    for (Target target : Target.values()) {
      out.printf("    %-8s %s%n", target.word(), target.what());
    }
  }

  private boolean run() throws IOException, InterruptedException {
    List<String> seeds = new ArrayList<>(Examples.found());
    seeds.addAll(Examples.ofTheTables());
    boolean clean = true;
    for (Target target : targets) {
      OUT.printf("[..] %s: %s, %d s%n", target.word(), target.what(), seconds);
      FuzzRun.Outcome outcome =
          new FuzzRun(target, directory).run(Duration.ofSeconds(seconds), seeds);
      if (outcome.clean()) {
        OUT.printf("[ok] %s: %,d inputs, nothing found%n", target.word(), outcome.executions());
      } else {
        clean = false;
        outcome.said().lines().forEach(line -> OUT.println("    | " + line));
        outcome.findings().forEach(file -> OUT.println("[!!] " + target.word() + ": " + file));
        if (outcome.findings().isEmpty()) {
          OUT.printf("[!!] %s: could not be run, see above%n", target.word());
        }
      }
    }
    return clean;
  }
}
