package dev.lasso.gate.domain;

import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.eval.Lowering;
import dev.lasso.policy.shell.Statement;
import java.time.Instant;
import java.util.List;

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
      CommandRequested command, ProfileRef ref, CommandGate gate, Instant now) {
    try {
      return judge(command, ref, gate, now);
    } catch (Denial denial) {
      return Ruling.deny(denial.rule(), denial.reason(), ref);
    } catch (RuntimeException | StackOverflowError e) {
      return Ruling.deny(
          CommandGate.INTERNAL_ERROR,
          "the gate failed while it judged this command; it is denied",
          ref);
    }
  }

  private static Ruling judge(
      CommandRequested command, ProfileRef ref, CommandGate gate, Instant now) throws Denial {
    if (now.isAfter(command.startBy())) {
      throw new Denial(
          Decision.EXPIRED, "it reached the gate after the time by which it had to start");
    }
    List<String> words = command.input().argv();
    List<String> argv = words == null ? List.of() : words;
    checkSizes(argv, command);
    EnvironmentRules.check(command.env());
    String cwd = SandboxPaths.workingDirectory(command.cwd());
    Profile profile = gate.profile();
    long most = profile.limits().maxTimeoutMs();
    if (command.timeoutMs() < 1 || command.timeoutMs() > most) {
      throw new Denial(
          "timeout.too-long",
          "a time-out of %d ms was asked for; profile '%s' allows 1 to %d ms"
              .formatted(command.timeoutMs(), profile.name(), most));
    }
    Opinion opinion = judged(command, gate, argv, cwd);
    if (opinion.verdict() != Verdict.ALLOW) {
      return Ruling.refuse(opinion, ref);
    }
    Statement script = opinion.script();
    Plan plan =
        new Plan(
            script == null ? argv : Lowering.argv(script),
            cwd,
            command.env(),
            command.stdin(),
            command.timeoutMs());
    return Ruling.allow(opinion, ref, plan);
  }

  private static Opinion judged(
      CommandRequested command, CommandGate gate, List<String> argv, String cwd) {
    String line = command.input().command();
    return line == null
        ? gate.words(argv, cwd, command.stdin())
        : gate.line(line, cwd, command.stdin(), command.env());
  }

  private static void checkSizes(List<String> argv, CommandRequested command) throws Denial {
    String line = command.input().command();
    if (line == null ? argv.isEmpty() || argv.getFirst().isEmpty() : line.isBlank()) {
      throw new Denial("command.empty", "there is no program's name");
    }
    if (line != null && line.length() > MAX_TOTAL) {
      throw new Denial(
          "command.too-large", "the command has more than " + MAX_TOTAL + " characters");
    }
    if (argv.size() > MAX_WORDS) {
      throw new Denial("command.too-large", "the command has more than " + MAX_WORDS + " words");
    }
    long total = 0;
    for (String word : argv) {
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
}
