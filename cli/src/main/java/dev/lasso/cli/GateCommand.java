package dev.lasso.cli;

import dev.lasso.contracts.Profile;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import dev.lasso.policy.profile.ParsedProfile;
import dev.lasso.policy.profile.ProfileToml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The gate without a node: what it would say of commands, and why. */
@Command(
    name = "gate",
    description = "Ask the gate what it would decide, and why. Needs no running node.")
final class GateCommand {

  private GateCommand() {}

  static CommandLine create(Console console) {
    return new CommandLine(new GateCommand())
        .addSubcommand("check", new GateCheckCommand(console))
        .addSubcommand("explain", new GateExplainCommand(console));
  }

  /**
   * The gate of a profile: a built-in one, one of LASSO_HOME/profiles, or a file.
   *
   * @throws Failure where there is none, or it is not well-formed
   */
  static CommandGate gate(Console console, String name) {
    return new CommandGate(Policy.of(profile(console, name)));
  }

  private static Profile profile(Console console, String name) {
    if (BuiltInProfiles.NAMES.contains(name)) {
      return BuiltInProfiles.named(name);
    }
    try {
      boolean plain = name.indexOf('/') < 0 && !name.endsWith(".toml");
      Path file = plain ? console.home().profiles().resolve(name + ".toml") : Path.of(name);
      if (Files.notExists(file)) {
        throw new Failure(
            ExitCodes.USAGE,
            "there is no profile '"
                + name
                + "': the built-in ones are "
                + String.join(", ", BuiltInProfiles.NAMES)
                + "; your own are in "
                + console.home().profiles());
      }
      return switch (ProfileToml.parse(Files.readString(file))) {
        case ParsedProfile.Valid valid -> valid.profile();
        case ParsedProfile.Invalid invalid ->
            throw new Failure(ExitCodes.USAGE, file + ": " + invalid.describe());
      };
    } catch (InvalidPathException e) {
      throw new Failure(ExitCodes.USAGE, "not a path: " + e.getReason(), e);
    } catch (IOException e) {
      throw new Failure(ExitCodes.FAILED, "can't read the profile: " + Console.text(e), e);
    }
  }
}
