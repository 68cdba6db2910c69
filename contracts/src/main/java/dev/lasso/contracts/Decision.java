package dev.lasso.contracts;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gate's answer and why. An allowance has its reasons too.
 *
 * @param verdict what may be done
 * @param rule the rule that decided, a stable dotted name such as {@code command.not-whitelisted}
 * @param reasons sentences for people, at least one
 * @param profile the policy, in the exact revision it was judged by
 * @param policyHash hex SHA-256 of all that it was judged by: the profile's content, and the gate's
 *     own code and tables; absent in records of an earlier version, and where nothing was judged
 * @param explanation what an agent needs to know of a refusal; absent in an allowance, and in
 *     records of an earlier version
 */
public record Decision(
    Verdict verdict,
    String rule,
    List<String> reasons,
    ProfileRef profile,
    @Nullable String policyHash,
    @Nullable Explanation explanation) {

  /** Without what earlier versions don't have. */
  public Decision(Verdict verdict, String rule, List<String> reasons, ProfileRef profile) {
    this(verdict, rule, reasons, profile, null, null);
  }

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
