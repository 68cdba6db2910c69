package dev.lasso.policy.eval;

import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.shell.ShellParser;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.SyntaxException;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Taint;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a command would do. */
public sealed interface Analysis {

  /** It was followed to its end. */
  record Understood(List<Finding> findings, List<Observed> observed, @Nullable Statement script)
      implements Analysis {
    /** Keeps copies. */
    public Understood {
      findings = List.copyOf(findings);
      observed = List.copyOf(observed);
    }
  }

  /** It can't be followed. */
  record Refused(String rule, String reason, Span span) implements Analysis {}

  /** Of words that are run without a shell. */
  static Analysis ofWords(
      List<String> argv,
      @Nullable String directory,
      byte @Nullable [] stdin,
      Map<String, String> env) {
    State state = state(directory);
    Evaluator evaluator = new Evaluator(CommandModels.builtIn(), state.work());
    try {
      evaluator.environment(env, state);
      evaluator.program(argv.stream().map(Field::of).toList(), state, input(stdin));
      return new Understood(evaluator.found().effects(), evaluator.found().observed(), null);
    } catch (TooMuch e) {
      return new Refused("command.too-complex", "the command " + e.getMessage(), Span.NONE);
    }
  }

  /**
   * Of a line for the shell.
   *
   * @param parses whether it may be more than words and quotes
   */
  static Analysis ofLine(
      String line,
      @Nullable String directory,
      byte @Nullable [] stdin,
      Map<String, String> env,
      boolean parses) {
    Statement script;
    try {
      script = Obligations.apply(ShellParser.parse(line));
    } catch (SyntaxException e) {
      return new Refused("command.not-understood", String.valueOf(e.getMessage()), e.span());
    }
    if (!parses) {
      return wordsOnly(line, script, directory, stdin, env);
    }
    State state = state(directory);
    Evaluator evaluator = new Evaluator(CommandModels.builtIn(), state.work());
    evaluator.environment(env, state);
    try {
      evaluator.shells().withTraps(state, () -> evaluator.run(script, state, input(stdin)));
      return new Understood(evaluator.found().effects(), evaluator.found().observed(), script);
    } catch (TooMuch e) {
      return new Refused("command.too-complex", "the line " + e.getMessage(), script.span());
    }
  }

  /** A line that may be words and quotes only is run without a shell. */
  private static Analysis wordsOnly(
      String line,
      Statement script,
      @Nullable String directory,
      byte @Nullable [] stdin,
      Map<String, String> env) {
    List<String> words = Lowering.words(script);
    boolean all = script.span().end() >= line.stripTrailing().length();
    boolean comment =
        words != null
            && line.indexOf('#') >= 0
            && words.stream().noneMatch(word -> word.indexOf('#') >= 0);
    if (words == null || !all || comment || endsOpen(line) || !isReadAlike(script)) {
      return new Refused(
          "command.not-plain-words",
          "a command line may be words and quotes only; send words that are data as 'argv', or use"
              + " a profile that parses lines",
          script.span());
    }
    return switch (ofWords(words, directory, stdin, env)) {
      case Refused refused -> refused;
      case Understood understood ->
          new Understood(understood.findings(), understood.observed(), script);
    };
  }

  /** Whether another line that followed would be joined to it. */
  private static boolean endsOpen(String line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /**
   * Whether every shell reads its unquoted text as these words: some take other blanks than ASCII's
   * for separators, and expand a tilde after a colon.
   */
  private static boolean isReadAlike(Statement script) {
    return !(script instanceof Sequence sequence)
        || !(sequence.statements().getFirst() instanceof Simple command)
        || command.words().stream()
            .flatMap(word -> word.parts().stream())
            .allMatch(part ->
                !(part instanceof Literal literal)
                    || (!literal.text().contains(":~")
                        && literal
                            .text()
                            .chars()
                            .noneMatch(c -> c > 127 && Character.isSpaceChar(c))));
  }

  private static State state(@Nullable String directory) {
    return new State(new At(directory == null ? "/workspace" : Paths.normal(directory)));
  }

  private static Data input(byte @Nullable [] stdin) {
    if (stdin == null || stdin.length == 0) {
      return Data.NONE;
    }
    try {
      return Data.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(stdin)).toString());
    } catch (CharacterCodingException e) {
      return Data.tainted(Set.of(Taint.COMPUTED));
    }
  }
}
