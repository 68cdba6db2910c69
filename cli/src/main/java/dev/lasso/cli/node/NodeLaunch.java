package dev.lasso.cli.node;

import dev.lasso.sdk.NodeHome;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How a node is started.
 *
 * @param home where it keeps everything
 * @param host the address it listens on
 * @param port the port; 0: any free one
 * @param environment of the process, besides {@code LASSO_HOME}; {@code LASSO_DIST} and {@code
 *     LASSO_JAVA} say what to run
 */
public record NodeLaunch(NodeHome home, String host, int port, Map<String, String> environment) {
  private static final String MAIN = "dev.lasso.launcher.NodeMain";
  private static final long MAX_LOG = 8L << 20;
  private static final int FEW_PROCESSORS = 2;

  /** What {@link #arguments} can't do without is missing. */
  public static final class NotBuilt extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotBuilt(String message) {
      super(message);
    }
  }

  /**
   * Starts it in a session of its own, its output going to the home's log: it outlives the caller
   * and the terminal.
   *
   * @throws IOException when the home can't be written or Java can't be started
   */
  public Process detached() throws IOException {
    Path log = prepareLog();
    List<String> command = new ArrayList<>(detacher());
    command.addAll(arguments());
    ProcessBuilder builder = builder(command);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return builder.start();
  }

  /**
   * Starts it with the caller's terminal.
   *
   * @throws IOException when the home can't be written or Java can't be started
   */
  public Process attached() throws IOException {
    makePrivate(home.root());
    ProcessBuilder builder = builder(arguments());
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.redirectOutput(ProcessBuilder.Redirect.INHERIT);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    return builder.start();
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("LASSO_HOME", home.root().toString());
    return builder;
  }

  /** The program and its arguments. */
  List<String> arguments() {
    Path folder = folder(environment);
    List<String> command = new ArrayList<>();
    command.add(environment.getOrDefault("LASSO_JAVA", "java"));
    // one person's node: a small heap, the collector with the least overhead, Netty's and
    // docker-java's native parts
    command.addAll(
        List.of(
            "-Xmx384m",
            "-Xss512k",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    if (Runtime.getRuntime().availableProcessors() <= FEW_PROCESSORS) {
      // There the second compiler takes the time of the commands for minutes after a start.
      command.add("-XX:TieredStopAtLevel=1");
    }
    Path cache = cache(environment);
    if (Files.isReadable(cache)) {
      command.addAll(List.of("-Xlog:disable", "-XX:AOTCache=" + cache));
    }
    for (String option : environment.getOrDefault("LASSO_NODE_JAVA_OPTS", "").split("\\s+", 64)) {
      if (!option.isEmpty()) {
        command.add(option);
      }
    }
    command.addAll(List.of("-cp", classPath(folder), MAIN));
    command.addAll(List.of("--port", Integer.toString(port), "--host", host));
    return List.copyOf(command);
  }

  /** Where the node's jars are. */
  private static Path folder(Map<String, String> environment) {
    return Path.of(environment.getOrDefault("LASSO_DIST", "target/dist"))
        .toAbsolutePath()
        .resolve("node");
  }

  /** What {@link NodeTraining} makes, and a node does without where it is not there. */
  static Path cache(Map<String, String> environment) {
    return folder(environment).resolve("node.aot");
  }

  // In one order for everybody: a cache is good for exactly one class path.
  private static String classPath(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      List<String> jars =
          files.map(Path::toString).filter(name -> name.endsWith(".jar")).sorted().toList();
      if (!jars.isEmpty()) {
        return String.join(File.pathSeparator, jars);
      }
    } catch (IOException e) {
      // said below
    }
    throw new NotBuilt(
        "the node is not built: there is no jar in " + folder + "; start LASSO with ./lasso");
  }

  // setsid(1) is on every Linux; macOS has none, and there nohup has to do.
  private List<String> detacher() {
    String path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    for (String directory : path.split(File.pathSeparator, 256)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, "setsid"))) {
        return List.of(Path.of(directory, "setsid").toString());
      }
    }
    return List.of("nohup");
  }

  private Path prepareLog() throws IOException {
    makePrivate(home.root());
    Path log = home.log();
    Path folder = log.getParent();
    if (folder != null) {
      makePrivate(folder);
    }
    if (Files.exists(log) && Files.size(log) > MAX_LOG) {
      Files.move(log, log.resolveSibling("node.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(log)) {
      Files.createFile(
          log, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return log;
  }

  /** Makes a directory that only its owner can enter; one that is there stays as it is. */
  static void makePrivate(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("can't make the directory " + directory, e);
    }
  }
}
