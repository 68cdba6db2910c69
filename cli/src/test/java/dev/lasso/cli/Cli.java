package dev.lasso.cli;

import dev.lasso.cli.text.Style;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** The command line within this process. */
final class Cli {
  private Cli() {}

  /**
   * What came of a command.
   *
   * @param code its exit code
   * @param out what it printed
   * @param err what it complained about
   */
  record Result(int code, String out, String err) {}

  static Result run(Path home, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Style.PLAIN,
            Style.PLAIN,
            Map.of("LASSO_HOME", home.toString()),
            InstantSource.system());
    int code = new LassoCli(console).run(args);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
