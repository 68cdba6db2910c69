package dev.lasso.cli;

import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.Sandbox;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops sandboxes. */
@Command(name = "stop", description = "Stop sandboxes; they stay on the list.")
final class StopCommand implements Action {
  private final Console console;

  @Parameters(
      arity = "0..*",
      paramLabel = "SANDBOX",
      description = "Ids, names or beginnings of ids; `all` for every one.")
  List<String> sandboxes = new ArrayList<>();

  @Option(names = "--all", description = "Every one that lives.")
  boolean all;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print nothing.")
  boolean quiet;

  StopCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    return forEach(
        console, sandboxes, all, quiet, "stopped", Sandbox::isAlive, (c, s) -> c.stop(s.id()));
  }

  /** Does something to each that is meant, going on where one fails. */
  static int forEach(
      Console console,
      List<String> named,
      boolean all,
      boolean quiet,
      String done,
      java.util.function.Predicate<Sandbox> among,
      BiConsumer<LassoClient, Sandbox> action) {
    boolean every = all || named.equals(List.of("all"));
    if ((all && !named.isEmpty()) || (!every && named.isEmpty())) {
      throw new Failure(ExitCodes.USAGE, "name one or more sandboxes, or give --all alone");
    }
    int code = ExitCodes.OK;
    try (LassoClient client = console.client()) {
      List<Sandbox> present = client.sandboxes();
      Set<Sandbox> meant = new LinkedHashSet<>();
      if (every) {
        present.stream().filter(among).forEach(meant::add);
      }
      for (String text : every ? List.<String>of() : named) {
        try {
          meant.add(SandboxNames.find(present, text));
        } catch (Failure e) {
          console.complain(Console.text(e));
          code = e.exitCode();
        }
      }
      for (Sandbox sandbox : meant) {
        try {
          action.accept(client, sandbox);
          if (!quiet) {
            console.out().println(done + " " + sandbox.id());
          }
        } catch (LassoException.Refused e) {
          console.complain(sandbox.id() + ": " + Console.text(e));
          code = ExitCodes.FAILED;
        }
      }
    }
    return code;
  }
}
