package dev.lasso.gate.domain;

import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.Opinion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision and, where it allows, what is to be executed.
 *
 * @param decision the verdict and why
 * @param plan present exactly when allowed
 */
public record Ruling(Decision decision, @Nullable Plan plan) {

  /** A plan comes with an allowance and with nothing else. */
  public Ruling {
    if ((decision.verdict() == Verdict.ALLOW) != (plan != null)) {
      throw new IllegalArgumentException("a plan is present exactly when the verdict is allow");
    }
  }

  /** It must not run. */
  public static Ruling deny(String rule, String reason, ProfileRef profile) {
    return new Ruling(new Decision(Verdict.DENY, rule, List.of(reason), profile), null);
  }

  /** The gate's opinion of it is not that it may run; a question that nobody is asked is a no. */
  static Ruling refuse(Opinion opinion, ProfileRef profile) {
    List<String> reasons = new ArrayList<>(opinion.reasons());
    if (opinion.verdict() == Verdict.ASK) {
      reasons.add("a person would have to be asked, and nobody can be yet: denied");
    }
    return new Ruling(new Decision(Verdict.DENY, opinion.rule(), reasons, profile), null);
  }

  static Ruling allow(Opinion opinion, ProfileRef profile, Plan plan) {
    return new Ruling(
        new Decision(Verdict.ALLOW, opinion.rule(), opinion.reasons(), profile), plan);
  }
}
