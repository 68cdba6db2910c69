package dev.lasso.policy;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.Finding;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the gate says of a command and why.
 *
 * @param verdict the strictest of all
 * @param points what led to it; may be empty where it is allowed
 * @param script the tree of a line for the shell that was understood
 * @param findings everything that it would do; empty where it was not understood
 * @param own the names of the profile's own rules that are for it, whether or not they decided
 */
public record Opinion(
    Verdict verdict,
    List<Point> points,
    @Nullable Statement script,
    List<Finding> findings,
    Set<String> own) {

  private static final int MAX_REASONS = 8;

  /** Keeps a copy. */
  public Opinion {
    points = List.copyOf(points);
    findings = List.copyOf(findings);
    own = Set.copyOf(own);
  }

  /** Of what was not understood. */
  public Opinion(Verdict verdict, List<Point> points, @Nullable Statement script) {
    this(verdict, points, script, List.of(), Set.of());
  }

  /** A denial of what is not looked at any closer. */
  public static Opinion denied(String rule, String reason) {
    return new Opinion(
        Verdict.DENY, List.of(new Point(Judgement.deny(rule, reason), Span.NONE, null)), null);
  }

  /** The rule that decided. */
  public String rule() {
    return points.isEmpty() ? "command.harmless" : points.getFirst().judgement().rule();
  }

  /** Why, in sentences; of reasons by one rule only the first where it is allowed. */
  public List<String> reasons() {
    List<String> reasons = new ArrayList<>();
    Set<String> rules = new HashSet<>();
    for (Point point : points) {
      Judgement judgement = point.judgement();
      boolean repeats = verdict == Verdict.ALLOW && !rules.add(judgement.rule());
      if (!repeats && !reasons.contains(judgement.reason()) && reasons.size() < MAX_REASONS) {
        reasons.add(judgement.reason());
      }
    }
    return reasons.isEmpty() ? List.of("nothing that it does needs a permission") : reasons;
  }

  /**
   * One judgement and the part of the line that it is about.
   *
   * @param effect what is judged; null where it was not understood so far
   */
  public record Point(Judgement judgement, Span span, @Nullable Effect effect) {}
}
