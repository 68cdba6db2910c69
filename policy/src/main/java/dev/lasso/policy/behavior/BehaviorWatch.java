package dev.lasso.policy.behavior;

import dev.lasso.contracts.BehaviorPolicy;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.Judgement;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.shell.Span;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The recent past of every sandbox that has rules of behavior, and which of them are paused. Of
 * more than {@value #MAX_SANDBOXES} sandboxes the ones that were silent for the longest are counted
 * anew; a pause is never forgotten by that. For one thread.
 */
public final class BehaviorWatch {
  /** So many are counted at a time. */
  public static final int MAX_SANDBOXES = 10_000;

  /** The rule of a denial in a paused sandbox. */
  public static final String PAUSED = "behavior.paused";

  /** What such a denial says. */
  public static final String PAUSED_REASON =
      "the sandbox is paused, for what its commands were together; trying again does not help:"
          + " a person resumes it (`lasso resume`)";

  private final int most;
  private final Map<SandboxId, SandboxHistory> histories = new LinkedHashMap<>(16, 0.75f, true);
  private final Set<SandboxId> paused = new HashSet<>();

  /** Nothing has happened yet. */
  public BehaviorWatch() {
    this(MAX_SANDBOXES);
  }

  BehaviorWatch(int most) {
    this.most = most;
  }

  /** Whether its commands are denied until a person resumes it. */
  public boolean isPaused(SandboxId sandbox) {
    return paused.contains(sandbox);
  }

  /**
   * What came of it.
   *
   * @param opinion what is said of the command, in view of the past
   * @param alerts the rules that it meets
   */
  public record Watched(Opinion opinion, List<Alert> alerts) {
    /** Keeps a copy. */
    public Watched {
      alerts = List.copyOf(alerts);
    }
  }

  /**
   * Takes the next command of a sandbox in; pauses the sandbox where a rule says so.
   *
   * @param profile with its rules, and what becomes of a question
   * @param opinion what the command is for itself
   */
  public Watched next(SandboxId sandbox, Profile profile, Opinion opinion, Instant at) {
    if (paused.contains(sandbox)) {
      return new Watched(unlessPaused(sandbox, opinion), List.of());
    }
    BehaviorPolicy policy = profile.behavior();
    if (policy.rules().isEmpty()) {
      return new Watched(opinion, List.of());
    }
    List<Alert> alerts =
        history(sandbox, policy).next(Footprint.of(opinion), opinion.verdict() == Verdict.DENY, at);
    Opinion raised = opinion;
    for (Alert alert : alerts) {
      raised = with(raised, new Judgement(verdict(alert, profile), alert.rule(), alert.reason()));
      if (alert.action() == Alert.Action.PAUSE) {
        paused.add(sandbox);
      }
    }
    return new Watched(raised, alerts);
  }

  /** The opinion as it is, or a denial where the sandbox is paused; nothing is counted. */
  public Opinion unlessPaused(SandboxId sandbox, Opinion opinion) {
    return paused.contains(sandbox)
        ? with(opinion, new Judgement(Verdict.DENY, PAUSED, PAUSED_REASON))
        : opinion;
  }

  private SandboxHistory history(SandboxId sandbox, BehaviorPolicy policy) {
    SandboxHistory history = histories.get(sandbox);
    if (history == null || !history.policy().equals(policy)) {
      history = new SandboxHistory(policy);
      histories.put(sandbox, history);
      if (histories.size() > most) {
        histories.remove(histories.keySet().iterator().next());
      }
    }
    return history;
  }

  private static Verdict verdict(Alert alert, Profile profile) {
    return switch (alert.action()) {
      case WARN -> Verdict.ALLOW;
      case ASK ->
          switch (profile.commands().ask()) {
            case ASK -> Verdict.ASK;
            case DENY -> Verdict.DENY;
            case ALLOW -> Verdict.ALLOW;
          };
      case BLOCK, PAUSE -> Verdict.DENY;
    };
  }

  /** The strictest wins; what does not decide is said behind the first reason. */
  private static Opinion with(Opinion opinion, Judgement judgement) {
    Opinion.Point point = new Opinion.Point(judgement, Span.NONE, null);
    if (judgement.verdict().compareTo(opinion.verdict()) > 0) {
      return new Opinion(
          judgement.verdict(), List.of(point), opinion.script(), opinion.findings(), opinion.own());
    }
    List<Opinion.Point> points = new ArrayList<>(opinion.points());
    points.add(Math.min(1, points.size()), point);
    return new Opinion(
        opinion.verdict(), points, opinion.script(), opinion.findings(), opinion.own());
  }

  /** Someone says that it is paused. */
  public void pause(SandboxId sandbox) {
    paused.add(sandbox);
  }

  /** A person lets it go on: it is counted anew. */
  public void resume(SandboxId sandbox) {
    paused.remove(sandbox);
    histories.remove(sandbox);
  }

  /** It has ended. */
  public void forget(SandboxId sandbox) {
    resume(sandbox);
  }

  /** How many are counted; for the bound's own test and a metric. */
  public int size() {
    return histories.size();
  }
}
