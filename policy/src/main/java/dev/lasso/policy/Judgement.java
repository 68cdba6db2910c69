package dev.lasso.policy;

import dev.lasso.contracts.Verdict;

/**
 * What policy says of one effect.
 *
 * @param verdict what may be done
 * @param rule a stable dotted name
 * @param reason a sentence for people
 */
public record Judgement(Verdict verdict, String rule, String reason) {

  static Judgement allow(String rule, String reason) {
    return new Judgement(Verdict.ALLOW, rule, reason);
  }

  static Judgement ask(String rule, String reason) {
    return new Judgement(Verdict.ASK, rule, reason);
  }

  static Judgement deny(String rule, String reason) {
    return new Judgement(Verdict.DENY, rule, reason);
  }
}
