package dev.lasso.policy;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.Analysis;
import dev.lasso.policy.eval.Finding;
import dev.lasso.policy.eval.Observed;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a profile's own. Immutable. */
final class OwnRules {
  private final List<OwnRule> rules;

  private OwnRules(List<OwnRule> rules) {
    this.rules = rules;
  }

  static OwnRules of(Profile profile) {
    List<Rule> rules = profile.rules();
    return new OwnRules(rules == null ? List.of() : rules.stream().map(OwnRule::new).toList());
  }

  boolean isEmpty() {
    return rules.isEmpty();
  }

  /** The rule of this name in decisions. */
  @Nullable Rule named(String name) {
    for (OwnRule each : rules) {
      if (each.name().equals(name)) {
        return each.rule();
      }
    }
    return null;
  }

  /** What they refuse and ask about. */
  List<Opinion.Point> judge(Analysis.Understood understood) {
    List<Opinion.Point> points = new ArrayList<>();
    for (OwnRule rule : rules) {
      if (rule.rule().verdict() == Verdict.ALLOW) {
        continue;
      }
      for (Finding finding : understood.findings()) {
        if (rule.fits(finding.effect())) {
          points.add(new Opinion.Point(rule.judgement(), finding.span(), finding.effect()));
        }
      }
      for (Observed observed : understood.observed()) {
        boolean fits =
            switch (observed) {
              case Observed.Used used -> rule.fits(used.invocation());
              case Observed.Assigned assigned -> rule.fitsVariable(assigned.name());
            };
        if (fits) {
          points.add(new Opinion.Point(rule.judgement(), observed.span(), effectOf(observed)));
        }
      }
    }
    return points;
  }

  private static Effect effectOf(Observed observed) {
    return switch (observed) {
      case Observed.Used used -> new Effect.Runs(String.join(" ", used.invocation().path()));
      case Observed.Assigned assigned -> new Effect.SetsVariable(assigned.name());
    };
  }

  /** The allowance that answers a question; null where there is none. */
  @Nullable Judgement answer(Finding finding, Judgement question) {
    for (OwnRule rule : rules) {
      boolean answers =
          rule.rule().verdict() == Verdict.ALLOW
              && rule.rule().answers().contains(question.rule())
              && (rule.fits(finding.effect()) || (finding.by() != null && rule.fits(finding.by())));
      if (answers) {
        return rule.judgement();
      }
    }
    return null;
  }
}
