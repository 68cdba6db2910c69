package dev.lasso.contracts;

import java.util.List;

/**
 * The gate's answer and why. An allowance has its reasons too.
 *
 * @param verdict what may be done
 * @param rule the rule that decided, a stable dotted name such as {@code command.not-whitelisted}
 * @param reasons sentences for people, at least one
 * @param profile the policy, in the exact revision it was judged by
 */
public record Decision(Verdict verdict, String rule, List<String> reasons, ProfileRef profile) {

  /**
   * The rule of a denial that says nothing of the command: it was not judged before it had to
   * start.
   */
  public static final String EXPIRED = "command.expired";

  /** A decision without a reason is a fault. */
  public Decision {
    reasons = List.copyOf(reasons);
    if (reasons.isEmpty()) {
      throw new IllegalArgumentException("a decision has at least one reason");
    }
  }
}
