package dev.lasso.gate.domain;

import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.ProfileRef;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Judges commands by a profile. Fails closed: whatever goes wrong while judging is a denial.
 *
 * <p>Thread-safe, without state; the same command, profile and moment give the same ruling.
 */
public final class Gate {
  private static final int MAX_WORDS = 4_096;
  private static final int MAX_WORD = 128 << 10;
  private static final int MAX_TOTAL = 512 << 10;
  private static final int MAX_STDIN = 768 << 10;

  private Gate() {}

  /** The ruling on a command in a sandbox of this profile. Never throws. */
  public static Ruling decide(
      CommandRequested command, ProfileRef ref, Profile profile, Instant now) {
    try {
      return judge(command, ref, profile, now);
    } catch (Denial denial) {
      return Ruling.deny(denial.rule(), denial.reason(), ref);
    } catch (RuntimeException | StackOverflowError e) {
      return Ruling.deny(
          "gate.internal-error", "the gate failed while it judged this command; it is denied", ref);
    }
  }

  private static Ruling judge(
      CommandRequested command, ProfileRef ref, Profile profile, Instant now) throws Denial {
    if (now.isAfter(command.startBy())) {
      throw new Denial(
          Decision.EXPIRED, "it reached the gate after the time by which it had to start");
    }
    List<String> argv = wordsOf(command.input());
    checkSizes(argv, command);
    EnvironmentRules.check(command.env());
    String cwd = SandboxPaths.workingDirectory(command.cwd());
    long most = profile.limits().maxTimeoutMs();
    if (command.timeoutMs() < 1 || command.timeoutMs() > most) {
      throw new Denial(
          "timeout.too-long",
          "a time-out of %d ms was asked for; profile '%s' allows 1 to %d ms"
              .formatted(command.timeoutMs(), profile.name(), most));
    }
    String allowedBecause = checkProgram(argv, profile);
    return Ruling.allow(
        profile.commands().mode() == ListMode.WHITELIST
            ? "command.whitelisted"
            : "command.not-blacklisted",
        allowedBecause,
        ref,
        new Plan(argv, cwd, command.env(), command.stdin(), command.timeoutMs()));
  }

  private static List<String> wordsOf(CommandInput input) throws Denial {
    String line = input.command();
    List<String> argv = input.argv();
    if (line == null) {
      return argv == null ? List.of() : argv;
    }
    if (line.length() > MAX_TOTAL) {
      throw new Denial(
          "command.too-large", "the command has more than " + MAX_TOTAL + " characters");
    }
    checkText(line, "the command");
    return switch (WordSplitter.split(line)) {
      case Words.Split split -> split.words();
      case Words.Refused refused ->
          throw new Denial(
              "command.not-plain-words",
              "a command line may be words and quotes only; at character "
                  + refused.position()
                  + " there is "
                  + refused.what()
                  + ". Send words that are data as 'argv', or run an allowed shell");
    };
  }

  private static void checkSizes(List<String> argv, CommandRequested command) throws Denial {
    if (argv.isEmpty() || argv.getFirst().isEmpty()) {
      throw new Denial("command.empty", "there is no program's name");
    }
    if (argv.size() > MAX_WORDS) {
      throw new Denial("command.too-large", "the command has more than " + MAX_WORDS + " words");
    }
    long total = 0;
    for (String word : argv) {
      checkText(word, "a word of the command");
      total += word.length();
      if (word.length() > MAX_WORD || total > MAX_TOTAL) {
        throw new Denial("command.too-large", "the command's words are too long");
      }
    }
    byte[] stdin = command.stdin();
    if (stdin != null && stdin.length > MAX_STDIN) {
      throw new Denial("stdin.too-large", "standard input has more than " + MAX_STDIN + " bytes");
    }
  }

  private static void checkText(String text, String what) throws Denial {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        // Leaving it out would make a command that nobody sent.
        throw new Denial("command.nul", what + " has a NUL in it");
      }
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new Denial("command.not-unicode", what + " is not well-formed Unicode");
      }
    }
  }

  /** {@code mkfs.ext4} is of the family {@code mkfs}. */
  private static String family(String program) {
    int dot = program.indexOf('.');
    return dot < 1 ? program : program.substring(0, dot);
  }

  private static String checkProgram(List<String> argv, Profile profile) throws Denial {
    String program = SandboxPaths.programName(argv.getFirst());
    if (program.isEmpty() || program.equals(".") || program.equals("..")) {
      throw new Denial("command.empty", "there is no program's name");
    }
    Set<String> listed = Set.copyOf(profile.commands().list());
    String shown = Shown.of(program);
    return switch (profile.commands().mode()) {
      case WHITELIST -> {
        if (!listed.contains(program)) {
          throw new Denial(
              "command.not-whitelisted",
              "'"
                  + shown
                  + "' is not among the programs that profile '"
                  + profile.name()
                  + "' allows");
        }
        CarrierOptions.check(program, argv.subList(1, argv.size()));
        yield "'" + shown + "' is among the programs that profile '" + profile.name() + "' allows";
      }
      case BLACKLIST -> {
        if (listed.contains(program) || listed.contains(family(program))) {
          throw new Denial(
              "command.blacklisted",
              "'"
                  + shown
                  + "' is among the programs that profile '"
                  + profile.name()
                  + "' does not allow");
        }
        Wrappers.check(program, argv.subList(1, argv.size()), listed);
        yield "'"
            + shown
            + "' is not among the programs that profile '"
            + profile.name()
            + "' forbids";
      }
    };
  }
}
