package dev.lasso.policy;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.Shell;
import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.Analysis;
import dev.lasso.policy.eval.Finding;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.text.TextRules;
import dev.lasso.policy.text.UnfitCharacter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
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

  /** The rule of the profile's own that decisions have by this name. */
  @Nullable Rule ownRule(String name) {
    return policy.rules().named(name);
  }

  /** Names all that it judges by, see {@link Policy#hash}. */
  public String policyHash() {
    return policy.hash();
  }

  /** What it judges by. */
  public Profile profile() {
    return policy.profile();
  }

  /** The verdict on a command's words, run without a shell and without variables of its own. */
  public Opinion words(List<String> argv, @Nullable String directory, byte @Nullable [] stdin) {
    return words(argv, directory, stdin, Map.of());
  }

  /** The verdict on a command's words, run without a shell. */
  public Opinion words(
      List<String> argv,
      @Nullable String directory,
      byte @Nullable [] stdin,
      Map<String, String> env) {
    for (String word : argv) {
      UnfitCharacter unfit = TextRules.inWord(word, MAX_LINE).orElse(null);
      if (unfit != null && unfit.refused()) {
        return refused(
            ruleOf(word, unfit),
            "at character " + (unfit.offset() + 1) + " a word of the command has " + unfit.what());
      }
    }
    return opinion(
        source(String.join(" ", argv), stdin, env),
        () -> Analysis.ofWords(argv, directory, stdin, env));
  }

  /** The verdict on a line for the shell. */
  public Opinion line(
      String line, @Nullable String directory, byte @Nullable [] stdin, Map<String, String> env) {
    UnfitCharacter unfit = TextRules.inInput(line, MAX_LINE).orElse(null);
    if (unfit != null && unfit.refused()) {
      return refused(
          ruleOf(line, unfit),
          "at character " + (unfit.offset() + 1) + " the line has " + unfit.what());
    }
    boolean parses = policy.profile().commands().shell() == Shell.PARSE;
    return opinion(
        source(line, stdin, env), () -> Analysis.ofLine(line, directory, stdin, env, parses));
  }

  /** All that code could be in, where that matters: the command, what it reads, its variables. */
  private String source(String command, byte @Nullable [] stdin, Map<String, String> env) {
    if (policy.isWhitelist() || (stdin == null && env.isEmpty())) {
      return command;
    }
    StringBuilder source = new StringBuilder(command);
    if (stdin != null) {
      source.append('\n').append(new String(stdin, StandardCharsets.UTF_8));
    }
    env.values().forEach(value -> source.append('\n').append(value));
    return source.toString();
  }

  private static String ruleOf(String text, UnfitCharacter finding) {
    char found = finding.offset() < text.length() ? text.charAt(finding.offset()) : ' ';
    return found == 0
        ? "command.nul"
        : Character.isSurrogate(found) ? "command.not-unicode" : "command.not-plain-text";
  }

  private static Opinion refused(String rule, String reason) {
    return new Opinion(
        Verdict.DENY,
        List.of(new Opinion.Point(Judgement.deny(rule, reason), Span.NONE, null)),
        null);
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
                        Judgement.deny(refused.rule(), refused.reason()), refused.span(), null)),
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
                  Span.NONE,
                  null)),
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
    OwnRules own = policy.rules();
    Set<String> fitting = own.isEmpty() ? Set.of() : new HashSet<>();
    Verdict builtIn = Verdict.ALLOW;
    Points points = new Points();
    for (Finding finding : understood.findings()) {
      Judgement judgement = judge.judge(finding.effect());
      if (judgement.verdict() == Verdict.ASK && !own.isEmpty()) {
        Judgement answer = own.answer(finding, judgement);
        if (answer != null) {
          judgement = answer;
          fitting.add(answer.rule());
        }
      }
      if (judgement.verdict().compareTo(builtIn) > 0) {
        builtIn = judgement.verdict();
      }
      points.add(new Opinion.Point(answered(judgement), finding.span(), finding.effect()));
    }
    boolean unjudged =
        understood.findings().stream().anyMatch(each -> each.effect() instanceof Effect.RunsCode);
    Judgement named = policy.isWhitelist() || !unjudged ? null : mentioned(source);
    if (named != null) {
      builtIn = Verdict.DENY;
      points.add(new Opinion.Point(named, Span.NONE, null));
    }
    // a rule of the profile's own comes first only where it is stricter than the built-in ones
    Points stricter = new Points();
    for (Opinion.Point point : own.isEmpty() ? List.<Opinion.Point>of() : own.judge(understood)) {
      fitting.add(point.judgement().rule());
      Opinion.Point answered =
          new Opinion.Point(answered(point.judgement()), point.span(), point.effect());
      if (!points.contains(answered)) {
        (point.judgement().verdict().compareTo(builtIn) > 0 ? stricter : points).add(answered);
      }
    }
    Verdict worst =
        stricter.strictest().compareTo(points.strictest()) > 0
            ? stricter.strictest()
            : points.strictest();
    List<Opinion.Point> deciding = stricter.of(worst);
    deciding.addAll(points.of(worst));
    return new Opinion(worst, deciding, understood.script(), understood.findings(), fitting);
  }

  /** What was found, in order, the same only once. */
  private static final class Points {
    private record Key(Judgement judgement, Span span) {}

    private final Map<Key, Opinion.Point> found = new LinkedHashMap<>();
    private Verdict strictest = Verdict.ALLOW;

    private static Key key(Opinion.Point point) {
      return new Key(point.judgement(), point.span());
    }

    void add(Opinion.Point point) {
      found.putIfAbsent(key(point), point);
      if (point.judgement().verdict().compareTo(strictest) > 0) {
        strictest = point.judgement().verdict();
      }
    }

    boolean contains(Opinion.Point point) {
      return found.containsKey(key(point));
    }

    Verdict strictest() {
      return strictest;
    }

    List<Opinion.Point> of(Verdict verdict) {
      List<Opinion.Point> points = new ArrayList<>();
      for (Opinion.Point point : found.values()) {
        if (point.judgement().verdict() == verdict) {
          points.add(point);
        }
      }
      return points;
    }
  }

  /** What becomes of a question is for the profile to say. */
  private Judgement answered(Judgement judgement) {
    if (judgement.verdict() != Verdict.ASK) {
      return judgement;
    }
    Verdict answer =
        switch (policy.profile().commands().ask()) {
          case ASK -> Verdict.ASK;
          case DENY -> Verdict.DENY;
          case ALLOW -> Verdict.ALLOW;
        };
    return answer == Verdict.ASK
        ? judgement
        : new Judgement(answer, judgement.rule(), judgement.reason());
  }
}
