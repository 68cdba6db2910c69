package dev.lasso.policy.simulate;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.simulate.Recorded.Then;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what another profile would have changed. Give it every command of a log in order, then
 * look at it. Memory grows with the changes that are kept, and with nothing else.
 */
public final class Simulation {
  private static final int MAX_KINDS = 1_000;
  private static final int MAX_RULE = 100;
  private static final String OTHERS = "(others)";

  private final Replay replay;
  private final int keep;
  private final Map<Verdict, Map<Verdict, Long>> matrix = new EnumMap<>(Verdict.class);
  private final Map<RuleChange, Long> byRule = new TreeMap<>(RuleChange.ORDER);
  private final Map<String, Long> notReplayable = new TreeMap<>();
  private final Map<String, Long> profiles = new TreeMap<>();
  private final List<Change> allowed = new ArrayList<>();
  private final List<Change> others = new ArrayList<>();
  private long changes;

  /**
   * A kind of change.
   *
   * @param was the verdict then
   * @param oldRule by which rule
   * @param is the verdict now
   * @param newRule by which rule
   */
  public record RuleChange(Verdict was, String oldRule, Verdict is, String newRule) {
    static final Comparator<RuleChange> ORDER =
        Comparator.comparing(RuleChange::is)
            .thenComparing(RuleChange::was)
            .thenComparing(RuleChange::oldRule)
            .thenComparing(RuleChange::newRule);
  }

  /**
   * A command of which another thing would be said.
   *
   * @param command the record
   * @param kind how
   * @param profile the revision it was judged by then
   * @param reason why now
   */
  public record Change(Recorded command, RuleChange kind, String profile, String reason) {}

  /**
   * Begins.
   *
   * @param keep so many changed commands are kept of those that would be allowed, and so many of
   *     the others
   */
  public Simulation(CommandGate gate, int keep) {
    this.replay = new Replay(gate);
    this.keep = keep;
  }

  /** Judges the next command anew. */
  public void add(Recorded command) {
    switch (replay.next(command)) {
      case Replay.Now.NotReplayable(String why) -> count(notReplayable, why);
      case Replay.Now.Judged now -> {
        if (command.then() instanceof Then.Decided then) {
          compare(command, then, now);
        }
      }
    }
  }

  private void compare(Recorded command, Then.Decided then, Replay.Now.Judged now) {
    matrix
        .computeIfAbsent(then.verdict(), was -> new EnumMap<>(Verdict.class))
        .merge(now.verdict(), 1L, Long::sum);
    count(profiles, clip(then.profile()));
    if (then.verdict() == now.verdict()) {
      return;
    }
    changes++;
    RuleChange kind = new RuleChange(then.verdict(), clip(then.rule()), now.verdict(), now.rule());
    if (byRule.size() >= MAX_KINDS && !byRule.containsKey(kind)) {
      kind = new RuleChange(then.verdict(), OTHERS, now.verdict(), OTHERS);
    }
    byRule.merge(kind, 1L, Long::sum);
    List<Change> kept = now.verdict() == Verdict.ALLOW ? allowed : others;
    if (kept.size() < keep) {
      kept.add(new Change(command, kind, clip(then.profile()), now.reason()));
    }
  }

  private static void count(Map<String, Long> counts, String what) {
    counts.merge(
        counts.size() < MAX_KINDS || counts.containsKey(what) ? what : OTHERS, 1L, Long::sum);
  }

  private static String clip(String text) {
    return text.length() <= MAX_RULE ? text : text.substring(0, MAX_RULE);
  }

  /** How many were judged anew. */
  public long judged() {
    long all = 0;
    for (Verdict was : Verdict.values()) {
      for (Verdict is : Verdict.values()) {
        all += count(was, is);
      }
    }
    return all;
  }

  /** How many had one verdict and would have the other. */
  public long count(Verdict was, Verdict is) {
    return matrix.getOrDefault(was, Map.of()).getOrDefault(is, 0L);
  }

  /** How many were not allowed and would be. */
  public long newlyAllowed() {
    return count(Verdict.ASK, Verdict.ALLOW) + count(Verdict.DENY, Verdict.ALLOW);
  }

  /** How many have another verdict. */
  public long changed() {
    return changes;
  }

  /** How many could not be judged anew, by reason. */
  public Map<String, Long> notReplayable() {
    return Collections.unmodifiableMap(notReplayable);
  }

  /** How many were judged by which revision then. */
  public Map<String, Long> profiles() {
    return Collections.unmodifiableMap(profiles);
  }

  /** The kinds of changes, those that allow first. */
  public Map<RuleChange, Long> byRule() {
    return Collections.unmodifiableMap(byRule);
  }

  /** The changed commands that are kept: those that would be allowed first, each in their order. */
  public List<Change> changes() {
    List<Change> all = new ArrayList<>(allowed);
    all.addAll(others.subList(0, Math.min(others.size(), Math.max(0, keep - allowed.size()))));
    return all;
  }
}
