package dev.lasso.gate.domain;

import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Explanation;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.Opinion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision and, unless it denies, what is to be executed, or would be.
 *
 * @param decision the verdict and why
 * @param plan absent exactly when denied
 */
public record Ruling(Decision decision, @Nullable Plan plan) {

  /** Whatever is not denied has a plan, and nothing else has. */
  public Ruling {
    if ((decision.verdict() == Verdict.DENY) != (plan == null)) {
      throw new IllegalArgumentException("a plan is absent exactly when the verdict is deny");
    }
  }

  /** It must not run. */
  public static Ruling deny(String rule, String reason, ProfileRef profile) {
    return new Ruling(new Decision(Verdict.DENY, rule, List.of(reason), profile), null);
  }

  /** It must not run, for a reason that is not in what it would do. */
  static Ruling unjudged(Opinion opinion, ProfileRef profile, String policyHash) {
    boolean late = opinion.rule().equals(Decision.EXPIRED);
    Explanation explanation =
        new Explanation(
            null,
            "is not judged",
            "Refused: "
                + opinion.reasons().getFirst()
                + (late ? ". It can be sent again." : ". The same request will be refused again."),
            late ? Explanation.Retry.LATER : Explanation.Retry.CHANGED,
            null);
    return refuse(opinion, profile, policyHash, explanation);
  }

  /** The gate's opinion is that it must not run. */
  static Ruling refuse(
      Opinion opinion, ProfileRef profile, String policyHash, @Nullable Explanation explanation) {
    return new Ruling(
        new Decision(
            Verdict.DENY, opinion.rule(), opinion.reasons(), profile, policyHash, explanation),
        null);
  }

  /** The gate's opinion is that it may run, or that a person must say so. */
  static Ruling of(Opinion opinion, ProfileRef profile, String policyHash, Plan plan) {
    return new Ruling(
        new Decision(
            opinion.verdict(), opinion.rule(), opinion.reasons(), profile, policyHash, null),
        plan);
  }
}
