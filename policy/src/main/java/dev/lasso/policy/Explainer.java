package dev.lasso.policy;

import dev.lasso.contracts.Explanation;
import dev.lasso.contracts.Explanation.Retry;
import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.EffectText;
import dev.lasso.policy.eval.Lowering;
import dev.lasso.policy.shell.ShellParser;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.SyntaxException;
import dev.lasso.policy.text.Shown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Explains what was not allowed to the agent that asked for it. Of an allowance there is nothing to
 * explain. Judges a few changed commands, which are never explained in turn. Stateless and
 * thread-safe; never throws.
 */
public final class Explainer {
  private static final int MAX_EDITED = 4_096;
  private static final int MAX_TRIED = 8;
  private static final int MAX_SHOWN = 200;

  private final CommandGate gate;
  private final @Nullable String directory;
  private final byte @Nullable [] stdin;
  private final Map<String, String> env;

  /**
   * For a command that was asked for so.
   *
   * @param directory where it would run; the workspace where null
   */
  public Explainer(
      CommandGate gate,
      @Nullable String directory,
      byte @Nullable [] stdin,
      Map<String, String> env) {
    this.gate = gate;
    this.directory = directory;
    this.stdin = stdin;
    this.env = Map.copyOf(env);
  }

  /** Of a line for the shell. */
  public Optional<Explanation> line(String line, Opinion opinion) {
    if (opinion.verdict() == Verdict.ALLOW) {
      return Optional.empty();
    }
    Edits.Edit edit = firstAllowed(line, opinion, null);
    return Optional.of(
        explained(
            opinion,
            source(line, opinion.points().getFirst().span()),
            edit == null ? null : new Explanation.Edit(edit.what(), edit.line(), null)));
  }

  /** Of words that are run without a shell. */
  public Optional<Explanation> words(List<String> argv, Opinion opinion) {
    if (opinion.verdict() == Verdict.ALLOW) {
      return Optional.empty();
    }
    Edits.Edit edit = null;
    long size = argv.stream().mapToLong(String::length).sum();
    if (size <= MAX_EDITED && argv.size() <= MAX_SHOWN) {
      edit = firstAllowed(quoted(argv), opinion, argv);
    }
    List<String> changed = edit == null ? null : plainWords(edit.line());
    return Optional.of(
        explained(
            opinion,
            null,
            edit == null || changed == null
                ? null
                : new Explanation.Edit(edit.what(), null, changed)));
  }

  private Explanation explained(
      Opinion opinion, Explanation.@Nullable Source source, Explanation.@Nullable Edit edit) {
    Opinion.Point point = opinion.points().getFirst();
    Effect effect = point.effect();
    Retry retry = edit != null ? Retry.CHANGED : retry(opinion);
    return new Explanation(
        source,
        effect == null ? "is not understood so far" : EffectText.of(effect),
        forModel(opinion, point, retry, edit),
        retry,
        edit);
  }

  private Retry retry(Opinion opinion) {
    boolean asked = opinion.verdict() == Verdict.ASK;
    Rule own = gate.ownRule(opinion.rule());
    Retry known =
        own != null
            ? Retry.CHANGED
            : BuiltInRules.named(opinion.rule())
                .map(BuiltInRules.BuiltInRule::retry)
                .orElse(Retry.NO);
    if (asked) {
      return Retry.ASK;
    }
    // nobody is asked here
    return known == Retry.ASK ? Retry.CHANGED : known;
  }

  private String forModel(
      Opinion opinion, Opinion.Point point, Retry retry, Explanation.@Nullable Edit edit) {
    Rule own = gate.ownRule(opinion.rule());
    String instead =
        own != null
            ? own.model()
            : BuiltInRules.named(opinion.rule()).map(BuiltInRules.BuiltInRule::instead).orElse("");
    StringBuilder text = new StringBuilder();
    text.append(opinion.verdict() == Verdict.ASK ? "Not allowed without a person: " : "Refused: ")
        .append(point.judgement().reason())
        .append(" [")
        .append(opinion.rule())
        .append("].");
    if (!instead.isEmpty() && edit == null) {
      text.append(" Instead: ").append(instead).append('.');
    }
    if (edit != null) {
      String command = edit.command();
      List<String> argv = edit.argv();
      text.append(" Instead this would be allowed, ")
          .append(edit.what())
          .append(": ")
          .append(command != null ? command : quoted(argv == null ? List.of() : argv));
    }
    return text.append(
            switch (retry) {
              case NO -> " Do not retry: nothing that does this is allowed.";
              case CHANGED -> edit != null ? "" : " The same command will be refused again.";
              case ASK -> " Do not send it again meanwhile.";
              case LATER -> " It can be sent again later.";
            })
        .toString();
  }

  private static Explanation.@Nullable Source source(String line, Span span) {
    if (span.end() <= span.start() || span.end() > line.length()) {
      return null;
    }
    String text = line.substring(span.start(), span.end());
    return new Explanation.Source(
        span.start(),
        span.end() - span.start(),
        Shown.of(text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) : text));
  }

  /** The first change that the gate would allow. */
  private Edits.@Nullable Edit firstAllowed(
      String line, Opinion opinion, @Nullable List<String> argv) {
    if (line.length() > MAX_EDITED) {
      return null;
    }
    try {
      Statement script = ShellParser.parse(line);
      Opinion.Point point = opinion.points().getFirst();
      Opinion.Point there =
          argv == null
              ? point
              : new Opinion.Point(point.judgement(), onlyCommand(script), point.effect());
      String at = directory == null ? "/workspace" : directory;
      int tried = 0;
      for (Edits.Edit edit : Edits.of(line, at, script, there)) {
        if (tried++ == MAX_TRIED) {
          return null;
        }
        if (isAllowed(edit.line(), argv != null)) {
          return edit;
        }
      }
      return null;
    } catch (SyntaxException | RuntimeException | StackOverflowError e) {
      // a change is a courtesy: without one the refusal stands all the same
      return null;
    }
  }

  private boolean isAllowed(String line, boolean words) {
    if (!words) {
      return gate.line(line, directory, stdin, env).verdict() == Verdict.ALLOW;
    }
    List<String> argv = plainWords(line);
    return argv != null && gate.words(argv, directory, stdin, env).verdict() == Verdict.ALLOW;
  }

  private static Span onlyCommand(Statement script) {
    return script instanceof Statement.Sequence sequence && !sequence.statements().isEmpty()
        ? sequence.statements().getFirst().span()
        : Span.NONE;
  }

  private static @Nullable List<String> plainWords(String line) {
    try {
      return Lowering.words(ShellParser.parse(line));
    } catch (SyntaxException e) {
      return null;
    }
  }

  /** The words as a line, quoted only where that is needed. */
  private static String quoted(List<String> argv) {
    StringBuilder line = new StringBuilder();
    for (String word : argv) {
      line.append(line.isEmpty() ? "" : " ");
      boolean plain =
          !word.isEmpty()
              && word.chars()
                  .allMatch(c ->
                      c < 0x7f && (Character.isLetterOrDigit(c) || "_-./:=@%+,".indexOf(c) >= 0));
      line.append(plain ? word : "'" + word.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }
}
