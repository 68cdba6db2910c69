package dev.lasso.policy.command.language;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real program, run in an empty directory of its own; what it leaves there. */
final class RealTool {
  /**
   * What a run did: what it wrote to its standard output, which files it made, whether the one that
   * was there is.
   */
  record Run(String output, Set<String> made, boolean kept, int exit) {}

  private RealTool() {}

  static boolean exists(String name) {
    return Stream.of("/usr/bin/", "/bin/").anyMatch(d -> Files.isExecutable(Path.of(d + name)));
  }

  /** Runs for at most half a second, with small files only. */
  static Run run(String input, List<String> command) {
    try {
      Path base = Files.createTempDirectory("mini");
      Path directory = Files.createDirectory(base.resolve("work"));
      try {
        Files.writeString(directory.resolve("secret"), "SECRET\n");
        Path out = base.resolve("out");
        Path in = Files.writeString(directory.resolve("in"), input);
        List<String> line =
            new ArrayList<>(List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "run"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line).directory(directory.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process =
            builder
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(500, TimeUnit.MILLISECONDS);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        return new Run(
            new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
            made(directory),
            Files.exists(directory.resolve("secret")),
            ended ? process.exitValue() : -1);
      } finally {
        try (Stream<Path> all = Files.walk(base)) {
          for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Set<String> made(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      Set<String> names =
          files.map(f -> f.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
      names.removeAll(Set.of("secret", "in"));
      return names;
    }
  }
}
