package dev.lasso.policy.behavior;

import dev.lasso.contracts.BehaviorPolicy;
import dev.lasso.contracts.BehaviorPolicy.Rule;
import dev.lasso.contracts.BehaviorPolicy.Signal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The recent past of one sandbox, as far as its profile's rules of behavior ask. Its memory is
 * bounded by their numbers. A clock that goes back stands still here. For one thread.
 */
final class SandboxHistory {
  private final BehaviorPolicy policy;
  private final Map<Signal, Tally> tallies = new EnumMap<>(Signal.class);
  private final Map<Signal, Distinct> names = new EnumMap<>(Signal.class);
  private long now = Long.MIN_VALUE;
  private long secretReadAt = Long.MIN_VALUE;

  SandboxHistory(BehaviorPolicy policy) {
    this.policy = policy;
    for (Rule rule : policy.rules()) {
      switch (rule.signal()) {
        case HOSTS, PROGRAMS ->
            names.put(rule.signal(), new Distinct(rule.windowMs(), highest(rule)));
        case COMMANDS, DENIALS, DELETIONS, TREE_DELETIONS, EGRESS_AFTER_SECRET ->
            tallies.put(rule.signal(), new Tally(rule.windowMs(), highest(rule)));
      }
    }
  }

  BehaviorPolicy policy() {
    return policy;
  }

  private static int highest(Rule rule) {
    return Stream.of(rule.warn(), rule.ask(), rule.block(), rule.pause())
        .filter(Objects::nonNull)
        .mapToInt(Integer::intValue)
        .max()
        .orElse(1);
  }

  /**
   * Takes the next command in and says which numbers it reaches. What a command does counts only
   * where it may come to pass: one that is denied, for what it is or by a rule here, removes
   * nothing and connects to nothing.
   *
   * @param denied whether it is denied for what it is
   */
  List<Alert> next(Footprint footprint, boolean denied, Instant at) {
    now = Math.max(now, at.toEpochMilli());
    Footprint done = denied ? Footprint.NONE : footprint;
    tally(Signal.COMMANDS, 1);
    tally(Signal.DENIALS, denied ? 1 : 0);
    List<Alert> alerts = new ArrayList<>();
    for (Rule rule : policy.rules()) {
      Alert alert = alert(rule, count(rule, done));
      if (alert != null) {
        alerts.add(alert);
      }
    }
    boolean stopped = alerts.stream().anyMatch(alert -> alert.action().stops());
    if (!denied && !stopped) {
      keep(done);
    }
    return alerts;
  }

  private void keep(Footprint done) {
    tally(Signal.DELETIONS, done.deletions());
    tally(Signal.TREE_DELETIONS, done.treeDeletions());
    name(Signal.HOSTS, done.hosts().isEmpty() ? null : done);
    name(Signal.PROGRAMS, done.programs().isEmpty() ? null : done);
    if (done.readsSecret()) {
      secretReadAt = now;
    }
    Rule egress = rule(Signal.EGRESS_AFTER_SECRET);
    if (egress != null && followsSecret(egress, done)) {
      tally(Signal.EGRESS_AFTER_SECRET, done.connections());
    }
  }

  private void tally(Signal signal, int number) {
    Tally tally = tallies.get(signal);
    if (tally != null) {
      tally.add(now, number);
    }
  }

  private void name(Signal signal, @Nullable Footprint done) {
    Distinct distinct = names.get(signal);
    if (distinct != null && done != null) {
      distinct.add(signal == Signal.HOSTS ? done.hosts() : done.programs(), now);
    }
  }

  private @Nullable Rule rule(Signal signal) {
    return policy.rules().stream().filter(rule -> rule.signal() == signal).findFirst().orElse(null);
  }

  private boolean followsSecret(Rule rule, Footprint done) {
    return done.readsSecret()
        || (secretReadAt != Long.MIN_VALUE && secretReadAt > now - rule.windowMs());
  }

  /** How many there are with this command. Commands and denials have it in them already. */
  private long count(Rule rule, Footprint done) {
    return switch (rule.signal()) {
      case COMMANDS, DENIALS -> before(rule);
      case DELETIONS -> done.deletions() == 0 ? 0 : before(rule) + done.deletions();
      case TREE_DELETIONS -> done.treeDeletions() == 0 ? 0 : before(rule) + done.treeDeletions();
      case HOSTS -> with(rule, done.hosts().isEmpty() ? null : done);
      case PROGRAMS -> with(rule, done.programs().isEmpty() ? null : done);
      case EGRESS_AFTER_SECRET ->
          done.connections() == 0 || !followsSecret(rule, done)
              ? 0
              : before(rule) + done.connections();
    };
  }

  private long before(Rule rule) {
    Tally tally = tallies.get(rule.signal());
    return tally == null ? 0 : tally.at(now);
  }

  private long with(Rule rule, @Nullable Footprint done) {
    Distinct distinct = names.get(rule.signal());
    return distinct == null || done == null
        ? 0
        : distinct.with(rule.signal() == Signal.HOSTS ? done.hosts() : done.programs(), now);
  }

  private static @Nullable Alert alert(Rule rule, long count) {
    Alert.Action action = null;
    if (reaches(count, rule.pause())) {
      action = Alert.Action.PAUSE;
    } else if (reaches(count, rule.block())) {
      action = Alert.Action.BLOCK;
    } else if (reaches(count, rule.ask())) {
      action = Alert.Action.ASK;
    } else if (reaches(count, rule.warn())) {
      action = Alert.Action.WARN;
    }
    return action == null ? null : new Alert(rule.signal(), action, count, rule.windowMs());
  }

  private static boolean reaches(long count, @Nullable Integer level) {
    return level != null && count >= level;
  }
}
