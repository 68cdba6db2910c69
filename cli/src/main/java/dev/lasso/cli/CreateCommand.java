package dev.lasso.cli;

import dev.lasso.cli.text.Steps;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Creates a sandbox. */
@Command(
    name = "create",
    description = "Create a sandbox over the current directory, and print what it is called.")
final class CreateCommand implements Action {
  private static final String DEFAULT_PROFILE = "development";
  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "PROFILE",
      description =
          "What it may do; default: " + DEFAULT_PROFILE + ". `lasso profiles` lists them.")
  @Nullable String positionalProfile;

  @Option(names = "--profile", paramLabel = "PROFILE", description = "The same as an option.")
  @Nullable String profile;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The directory it works in; default: the current one.")
  @Nullable String dir;

  @Option(names = "--no-dir", description = "An empty workspace that goes with the sandbox.")
  boolean noDir;

  @Option(names = "--name", paramLabel = "NAME", description = "A name to call it by.")
  @Nullable String name;

  @Option(
      names = "--isolation",
      paramLabel = "KIND",
      description = "container, gvisor or kata; never weaker than the profile's.")
  @Nullable String isolation;

  @Option(
      names = {"-e", "--env"},
      paramLabel = "NAME=VALUE",
      description = "Environment of its commands; may be repeated.")
  List<String> env = new ArrayList<>();

  @Option(
      names = {"-l", "--label"},
      paramLabel = "NAME=VALUE",
      description = "Something to find it by; may be repeated.")
  List<String> labels = new ArrayList<>();

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the id alone.")
  boolean quiet;

  @Option(names = "--json", description = "Print the node's whole answer.")
  boolean json;

  CreateCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() throws InterruptedException {
    if (dir != null && noDir) {
      throw new Failure(ExitCodes.USAGE, "--dir and --no-dir exclude each other");
    }
    SandboxSpec spec =
        new SandboxSpec(
            profile(),
            noDir ? null : directory(dir == null ? "." : dir),
            name,
            isolation,
            KeyValues.parse("--env", env),
            KeyValues.parse("--label", labels));
    try (LassoClient client = console.client()) {
      if (console.errStyle().live()) {
        Steps steps = console.errSteps();
        ImageWait.forProfile(console, client, spec.profile(), steps);
        steps.clear();
      }
      Sandbox sandbox = client.create(spec);
      if (json) {
        console.out().println(sandbox.source());
      } else if (quiet) {
        console.out().println(sandbox.id());
      } else {
        StatusCommand.table(console, List.of(sandbox)).lines().forEach(console.out()::println);
        console
            .out()
            .println(
                console
                    .outStyle()
                    .dim("next: lasso exec " + sandbox.id() + " -- PROGRAM [ARGUMENT...]"));
      }
      return ExitCodes.OK;
    }
  }

  private String profile() {
    if (profile != null && positionalProfile != null && !profile.equals(positionalProfile)) {
      throw new Failure(ExitCodes.USAGE, "two different profiles were given");
    }
    return profile != null
        ? profile
        : positionalProfile != null ? positionalProfile : DEFAULT_PROFILE;
  }

  /**
   * The directory's full name. Whether it is there only the node's machine can tell, if it is
   * another one.
   */
  private String directory(String text) {
    try {
      Path path = Path.of(text).toAbsolutePath().normalize();
      boolean here = console.environment().getOrDefault("LASSO_API_URL", "").isEmpty();
      if (here && !Files.isDirectory(path)) {
        throw new Failure(ExitCodes.FAILED, "there is no directory " + path);
      }
      return path.toString();
    } catch (InvalidPathException e) {
      throw new Failure(ExitCodes.USAGE, "--dir is not a path: " + e.getReason(), e);
    }
  }
}
