package dev.lasso.policy.proof;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.Asking;
import dev.lasso.contracts.Rule;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.proof.Mutants.Mutant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Proves the rules of a profile's own by their examples: each does what its examples say, decides
 * at least one of them, and does not let go of one that is only written otherwise. Judges at most
 * {@link Mutants#MAX} lines for each example. One for each rule; what is public is thread-safe.
 */
public final class RuleProof {
  private static final int MAX_FAILURES = 40;
  private static final int MAX_MUTANTS_TOLD = 3;
  private static final String MATCH = "match";
  private static final String NOT_MATCH = "not_match";

  private final Function<String, Opinion> gate;
  private final boolean asks;
  private final List<Failure> failures = new ArrayList<>();

  /**
   * Something that a rule does not hold.
   *
   * @param rule which of the profile's rules, counted from 0
   * @param list {@code match} or {@code not_match}; empty where it is about the rule itself
   * @param example which of that list, counted from 0
   * @param message what is wrong
   */
  public record Failure(int rule, String list, int example, String message) {}

  private RuleProof(Function<String, Opinion> gate, boolean asks) {
    this.gate = gate;
    this.asks = asks;
  }

  /** Everything that the rules of a profile do not hold; empty where they all do. */
  public static List<Failure> of(Profile profile) {
    List<Rule> rules = profile.rules();
    if (rules == null) {
      return List.of();
    }
    CommandGate gate = new CommandGate(Policy.of(profile));
    return of(
        rules,
        profile.commands().ask() != Asking.ALLOW,
        line -> gate.line(line, null, null, Map.of()));
  }

  /**
   * The same by what a gate says.
   *
   * @param asks whether there is anybody to ask, or a question is a denial
   */
  static List<Failure> of(List<Rule> rules, boolean asks, Function<String, Opinion> gate) {
    return IntStream.range(0, rules.size())
        .parallel()
        .mapToObj(i -> new RuleProof(gate, asks).prove(i, rules.get(i)))
        .flatMap(List::stream)
        .limit(MAX_FAILURES)
        .toList();
  }

  private List<Failure> prove(int index, Rule rule) {
    if (rule.verdict() == Verdict.ASK && !asks) {
      fail(index, "", 0, "asks, and commands.ask = \"allow\" answers before anybody is asked");
      return failures;
    }
    String name = "rule." + rule.id();
    boolean decides = false;
    boolean flips = false;
    String decider = "";
    for (int i = 0; i < rule.match().size(); i++) {
      String line = rule.match().get(i);
      Opinion opinion = judge(line);
      if (!opinion.own().contains(name) || !isAtLeast(rule.verdict(), opinion.verdict())) {
        flips = true;
        fail(index, MATCH, i, flipped(rule, line, opinion, name));
        continue;
      }
      boolean own =
          opinion.rule().equals(name)
              || (rule.verdict() == Verdict.ALLOW && opinion.verdict() == Verdict.ALLOW);
      decides |= own;
      decider = own ? decider : opinion.rule();
      if (rule.verdict() != Verdict.ALLOW) {
        hold(index, MATCH, i, line, opinion, rule.verdict());
      }
    }
    if (!decides && !flips) {
      fail(
          index,
          "",
          0,
          "can't be reached: every example of it is decided by " + decider + " already");
    }
    for (int i = 0; i < rule.notMatch().size(); i++) {
      String line = rule.notMatch().get(i);
      Opinion opinion = judge(line);
      if (opinion.own().contains(name)) {
        fail(index, NOT_MATCH, i, "'" + line + "' is one that the rule is for");
      } else if (rule.verdict() == Verdict.ALLOW) {
        hold(index, NOT_MATCH, i, line, opinion, opinion.verdict());
      }
    }
    return failures;
  }

  private static String flipped(Rule rule, String line, Opinion opinion, String name) {
    return opinion.own().contains(name)
        ? "'"
            + line
            + "' is "
            + word(opinion.verdict())
            + " by "
            + opinion.rule()
            + " and not "
            + word(rule.verdict())
        : "'"
            + line
            + "' is not one that the rule is for: it is "
            + word(opinion.verdict())
            + " by "
            + opinion.rule();
  }

  /** No other way to write a line comes to less. */
  private void hold(
      int rule, String list, int example, String line, Opinion opinion, Verdict least) {
    int told = 0;
    for (Mutant mutant : Mutants.of(line, opinion)) {
      Opinion changed = judge(mutant.line());
      if (changed.verdict().compareTo(least) < 0 && told++ < MAX_MUTANTS_TOLD) {
        fail(
            rule,
            list,
            example,
            "'"
                + line
                + "' gets through as '"
                + mutant.line().replace("\n", "\\n")
                + "' ("
                + mutant.how()
                + "): "
                + word(changed.verdict())
                + " by "
                + changed.rule());
      }
    }
  }

  /** A question that becomes a denial is stricter than asked for; an allow is never too strict. */
  private static boolean isAtLeast(Verdict least, Verdict verdict) {
    return least == Verdict.ALLOW ? verdict == Verdict.ALLOW : verdict.compareTo(least) >= 0;
  }

  private Opinion judge(String line) {
    return gate.apply(line);
  }

  private static String word(Verdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT);
  }

  private void fail(int rule, String list, int example, String message) {
    failures.add(new Failure(rule, list, example, message));
  }
}
