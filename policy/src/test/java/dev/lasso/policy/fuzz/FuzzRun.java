package dev.lasso.policy.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One target under Jazzer for a time, in a process of its own. Everything that it writes is in one
 * directory: {@code corpus} is what it has learnt, kept for the next run; {@code findings} the
 * inputs that broke a law; {@code log} what Jazzer said. Blocks until it is over.
 */
final class FuzzRun {
  private static final Duration GRACE = Duration.ofMinutes(2);
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");

  private final Target target;
  private final Path home;

  FuzzRun(Target target, Path directory) {
    this.target = target;
    this.home = directory.resolve(target.word()).toAbsolutePath();
  }

  /**
   * What came of it.
   *
   * @param clean whether it ran to its end and nothing was found
   * @param executions how many inputs were tried; 0 where it did not get to its end
   * @param findings the files of what was found in this run
   * @param said the end of what Jazzer said
   */
  record Outcome(boolean clean, long executions, List<Path> findings, String said) {}

  /**
   * Runs it.
   *
   * @param seeds inputs to begin with
   */
  Outcome run(Duration time, List<String> seeds) throws IOException, InterruptedException {
    Path findings = Files.createDirectories(home.resolve("findings"));
    Path temporary = Files.createDirectories(home.resolve("tmp"));
    Path corpus = Files.createDirectories(home.resolve("corpus"));
    Path first = Files.createDirectories(home.resolve("seeds"));
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(first.resolve("seed-" + i), seeds.get(i).getBytes(StandardCharsets.UTF_8));
    }
    List<Path> before = files(findings);
    Path log = home.resolve("log");
    Process jazzer =
        new ProcessBuilder(command(time, corpus, first, findings, temporary))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended;
    try {
      ended = jazzer.waitFor(time.plus(GRACE).toSeconds(), TimeUnit.SECONDS);
    } finally {
      jazzer.descendants().forEach(ProcessHandle::destroyForcibly);
      jazzer.destroyForcibly().waitFor();
    }
    List<Path> found = new ArrayList<>(files(findings));
    found.removeAll(before);
    String said = end(Files.readString(log, StandardCharsets.ISO_8859_1));
    Matcher done = DONE.matcher(said);
    long executions = done.find() ? Long.parseLong(done.group(1)) : 0;
    boolean clean = ended && jazzer.exitValue() == 0 && executions > 0 && found.isEmpty();
    return new Outcome(clean, executions, found, said);
  }

  private List<String> command(
      Duration time, Path corpus, Path seeds, Path findings, Path temporary) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:+EnableDynamicAgentLoading",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-Djava.io.tmpdir=" + temporary,
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + target.className(),
        "--instrumentation_includes=dev.lasso.policy.**:dev.lasso.cli.Batch*",
        "--reproducer_path=" + findings,
        "-artifact_prefix=" + findings + "/",
        "-max_total_time=" + time.toSeconds(),
        "-max_len=1000",
        "-timeout=100",
        "-rss_limit_mb=4096",
        "-print_final_stats=1",
        corpus.toString(),
        seeds.toString());
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static String end(String text) {
    return text.substring(Math.max(0, text.length() - 6_000));
  }
}
