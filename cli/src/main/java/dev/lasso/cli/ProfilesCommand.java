package dev.lasso.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.lasso.cli.text.Table;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.ProfileSummary;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the profiles. */
@Command(name = "profiles", description = "List the profiles that sandboxes can be created under.")
final class ProfilesCommand implements Action {
  private final Console console;

  @Option(
      names = {"-q", "--quiet"},
      description = "Print the names alone.")
  boolean quiet;

  @Option(names = "--json", description = "Print all there is to know.")
  boolean json;

  ProfilesCommand(Console console) {
    this.console = console;
  }

  @Override
  public int run() {
    try (LassoClient client = console.client()) {
      List<ProfileSummary> profiles =
          client.profiles().stream().sorted(Comparator.comparing(ProfileSummary::name)).toList();
      if (json) {
        ArrayNode all = Wire.mapper().createArrayNode();
        profiles.forEach(profile -> all.add(profile.source()));
        console.out().println(all);
      } else if (quiet) {
        profiles.forEach(profile -> console.out().println(profile.name()));
      } else {
        Table table =
            new Table(
                console.outStyle(), "NAME", "ISOLATION", "COMMANDS", "NETWORK", "DESCRIPTION");
        for (ProfileSummary profile : profiles) {
          table.row(
              profile.name(),
              profile.isolation(),
              profile.commandMode() + " of " + profile.commands().size(),
              profile.network(),
              profile.description());
        }
        table.lines().forEach(console.out()::println);
      }
      return ExitCodes.OK;
    }
  }
}
