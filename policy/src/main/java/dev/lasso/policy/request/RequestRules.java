package dev.lasso.policy.request;

import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.Profile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The checks that a request passes before its command is judged: sizes, environment, working
 * directory, time-out. Pure; the gate and everything that says what the gate would do share them.
 */
public final class RequestRules {
  /** The most characters a command may have. */
  public static final int MAX_TOTAL = 512 << 10;

  /** The most bytes of standard input. */
  public static final int MAX_STDIN = 768 << 10;

  private static final int MAX_WORDS = 4_096;
  private static final int MAX_WORD = 128 << 10;

  private RequestRules() {}

  /** What came of checking. */
  public sealed interface Checked {
    /**
     * It may be judged.
     *
     * @param cwd the absolute working directory
     */
    record Fit(String cwd) implements Checked {}

    /** It is denied, by this rule and for this reason. */
    record Unfit(String rule, String reason) implements Checked {}
  }

  /**
   * Checks a request.
   *
   * @param cwd as asked for; relative to the workspace
   * @param stdinBytes how much standard input there is
   * @param timeoutMs as asked for
   * @param profile whose limits hold
   */
  public static Checked check(
      CommandInput input,
      @Nullable String cwd,
      Map<String, String> env,
      long stdinBytes,
      long timeoutMs,
      Profile profile) {
    try {
      checkSizes(input, stdinBytes);
      EnvironmentRules.check(env);
      String directory = SandboxPaths.workingDirectory(cwd);
      long most = profile.limits().maxTimeoutMs();
      if (timeoutMs < 1 || timeoutMs > most) {
        throw new Denial(
            "timeout.too-long",
            "a time-out of %d ms was asked for; profile '%s' allows 1 to %d ms"
                .formatted(timeoutMs, profile.name(), most));
      }
      return new Checked.Fit(directory);
    } catch (Denial denial) {
      return new Checked.Unfit(denial.rule(), denial.reason());
    }
  }

  private static void checkSizes(CommandInput input, long stdinBytes) throws Denial {
    String line = input.command();
    List<String> words = input.argv();
    List<String> argv = words == null ? List.of() : words;
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
    if (stdinBytes > MAX_STDIN) {
      throw new Denial("stdin.too-large", "standard input has more than " + MAX_STDIN + " bytes");
    }
  }
}
