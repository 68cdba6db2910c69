package dev.lasso.gate.domain;

import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Verdict;
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

  static Ruling allow(String rule, String reason, ProfileRef profile, Plan plan) {
    return new Ruling(new Decision(Verdict.ALLOW, rule, List.of(reason), profile), plan);
  }
}
