package dev.lasso.cli;

import dev.lasso.cli.node.NodeTraining;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** For the script, after a build: see {@link NodeTraining}. */
@Command(name = "train-node", hidden = true, description = "Make nodes start sooner.")
final class TrainCommand implements Action {
  private final Console console;

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("lasso-train-");
    try {
      new NodeTraining(console.environment()).run(scratch);
      return ExitCodes.OK;
    } finally {
      delete(scratch);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> all;
    try (Stream<Path> found = Files.walk(directory)) {
      all = found.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
