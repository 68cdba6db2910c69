package dev.lasso.policy;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.Shell;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.Analysis;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.text.Finding;
import dev.lasso.policy.text.TextRules;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges what commands would do. Pure and thread-safe; fails closed: whatever goes wrong while
 * judging is a denial.
 */
public final class CommandGate {
  /** The most a line may be, in characters. */
  public static final int MAX_LINE = 512 << 10;

  /** The rule of a denial because the gate itself failed. */
  public static final String INTERNAL_ERROR = "gate.internal-error";

  private final Policy policy;
  private final Judge judge;

  /** A gate for one profile. */
  public CommandGate(Policy policy) {
    this.policy = policy;
    this.judge = new Judge(policy);
  }

  /** What it judges by. */
  public Profile profile() {
    return policy.profile();
  }

  /** The verdict on a command's words, run without a shell. */
  public Opinion words(List<String> argv, @Nullable String directory, byte @Nullable [] stdin) {
    for (String word : argv) {
      Finding unfit = TextRules.inInput(word, MAX_LINE).orElse(null);
      if (unfit != null && unfit.refused() && !isLineBreak(word, unfit)) {
        return refused(
            ruleOf(word, unfit),
            "at character " + (unfit.offset() + 1) + " a word of the command has " + unfit.what());
      }
    }
    return opinion(String.join(" ", argv), () -> Analysis.ofWords(argv, directory, stdin));
  }

  /** The verdict on a line for the shell. */
  public Opinion line(
      String line, @Nullable String directory, byte @Nullable [] stdin, Map<String, String> env) {
    Finding unfit = TextRules.inInput(line, MAX_LINE).orElse(null);
    if (unfit != null && unfit.refused()) {
      return refused(
          ruleOf(line, unfit),
          "at character " + (unfit.offset() + 1) + " the line has " + unfit.what());
    }
    boolean parses = policy.profile().commands().shell() == Shell.PARSE;
    return opinion(line, () -> Analysis.ofLine(line, directory, stdin, env, parses));
  }

  private static boolean isLineBreak(String word, Finding finding) {
    return word.charAt(finding.offset()) == '\r';
  }

  private static String ruleOf(String text, Finding finding) {
    char found = finding.offset() < text.length() ? text.charAt(finding.offset()) : ' ';
    return found == 0
        ? "command.nul"
        : Character.isSurrogate(found) ? "command.not-unicode" : "command.not-plain-text";
  }

  private static Opinion refused(String rule, String reason) {
    return new Opinion(
        Verdict.DENY, List.of(new Opinion.Point(Judgement.deny(rule, reason), Span.NONE)), null);
  }

  private interface Analysing {
    Analysis run();
  }

  private Opinion opinion(String source, Analysing analysing) {
    try {
      Analysis analysis = analysing.run();
      return switch (analysis) {
        case Analysis.Refused refused ->
            new Opinion(
                Verdict.DENY,
                List.of(
                    new Opinion.Point(
                        Judgement.deny(refused.rule(), refused.reason()), refused.span())),
                null);
        case Analysis.Understood understood -> judge(understood, source);
      };
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      return new Opinion(
          Verdict.DENY,
          List.of(
              new Opinion.Point(
                  Judgement.deny(
                      INTERNAL_ERROR, "the gate failed while it judged this command; it is denied"),
                  Span.NONE)),
          null);
    }
  }

  /**
   * Code that is not judged could run a program that a blacklist names: then it must not mention
   * one. Errs on the side of denying.
   */
  private @Nullable Judgement mentioned(String text) {
    StringBuilder plain = new StringBuilder();
    text.chars()
        .filter(c -> c != '\'' && c != '"' && c != '\\')
        .forEach(c ->
            plain.append(Character.isLetterOrDigit(c) || "_-.+".indexOf(c) >= 0 ? (char) c : ' '));
    for (String word : plain.toString().split(" ", -1)) {
      if (policy.listed().contains(word)) {
        return Judgement.deny(
            "command.blacklisted-within",
            "code that is not judged names '" + word + "', which the profile does not allow");
      }
    }
    return null;
  }

  private Opinion judge(Analysis.Understood understood, String source) {
    Verdict answer =
        switch (policy.profile().commands().ask()) {
          case ASK -> Verdict.ASK;
          case DENY -> Verdict.DENY;
          case ALLOW -> Verdict.ALLOW;
        };
    Verdict strictest = Verdict.ALLOW;
    Set<Opinion.Point> points = new LinkedHashSet<>();
    for (dev.lasso.policy.eval.Finding finding : understood.findings()) {
      Judgement judgement = judge.judge(finding.effect());
      if (judgement.verdict() == Verdict.ASK) {
        judgement = new Judgement(answer, judgement.rule(), judgement.reason());
      }
      if (judgement.verdict().compareTo(strictest) > 0) {
        strictest = judgement.verdict();
      }
      points.add(new Opinion.Point(judgement, finding.span()));
    }
    boolean unjudged =
        understood.findings().stream().anyMatch(each -> each.effect() instanceof Effect.RunsCode);
    Judgement named = policy.isWhitelist() || !unjudged ? null : mentioned(source);
    if (named != null) {
      strictest = Verdict.DENY;
      points.add(new Opinion.Point(named, Span.NONE));
    }
    Verdict worst = strictest;
    List<Opinion.Point> deciding =
        points.stream().filter(point -> point.judgement().verdict() == worst).toList();
    return new Opinion(worst, deciding, understood.script());
  }
}
