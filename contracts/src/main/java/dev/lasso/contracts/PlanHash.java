package dev.lasso.contracts;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeMap;

/** Names a plan by its content, so that an approval of it is one of nothing else. */
public final class PlanHash {
  private PlanHash() {}

  /**
   * Hex SHA-256 of the plan's JSON, its variables in the order of their names. Everything that the
   * runner acts on is in it: words, directory, variables, standard input, time limit.
   */
  public static String of(Plan plan) {
    Plan canonical =
        new Plan(
            plan.argv(), plan.cwd(), new TreeMap<>(plan.env()), plan.stdin(), plan.timeoutMs());
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(Wire.encode(canonical)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
