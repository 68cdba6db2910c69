package dev.lasso.gate.domain;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The questions that wait for a person, and the names of those that were settled. A question that
 * is settled stays settled, whatever is heard of it later. Bounded; confined to one thread.
 */
public final class QuestionBook {
  /** The most that a person can be asked about at once, in bytes of one command. */
  public static final int MAX_COMMAND_BYTES = 1 << 20;

  /** Of one sandbox, so that none can take the places of all others. */
  public static final int MAX_OF_SANDBOX = 16;

  private static final long MAX_BYTES = 32L << 20;
  private static final int MAX_SETTLED = 10_000;

  /** How long a settled question stays on the topic. */
  private static final Duration REMEMBERED = Duration.ofDays(1);

  private final int most;
  private final Map<ExecutionId, Approval> pending = new LinkedHashMap<>();
  private final Map<ExecutionId, Integer> bytes = new LinkedHashMap<>();
  private final Map<ExecutionId, Instant> settled = new LinkedHashMap<>();
  private final Set<ExecutionId> others = new HashSet<>();

  /**
   * An empty book.
   *
   * @param most questions that may wait at once
   */
  public QuestionBook(int most) {
    this.most = most;
  }

  /** Why nobody can be asked about one more command; empty where somebody can. */
  public Optional<String> refusal(CommandRequested command) {
    int size = Wire.encode(command).length;
    if (size > MAX_COMMAND_BYTES) {
      return Optional.of("a person would have to approve it, and it is too large to be shown");
    }
    if (pending.size() >= most || heldBytes() + size > MAX_BYTES) {
      return Optional.of(
          "a person would have to approve it, and as many commands as may wait for that already do");
    }
    long ofSandbox =
        pending.values().stream()
            .filter(each -> each.sandboxId().equals(command.sandboxId()))
            .count();
    return ofSandbox >= MAX_OF_SANDBOX
        ? Optional.of(
            "a person would have to approve it, and %d commands of this sandbox already wait for that"
                .formatted(MAX_OF_SANDBOX))
        : Optional.empty();
  }

  private long heldBytes() {
    return bytes.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** Notes a question that this gate asks. */
  public void asked(Approval question) {
    enter(question);
    others.remove(question.executionId());
  }

  /** It was not asked after all. */
  public void withdraw(ExecutionId id) {
    pending.remove(id);
    bytes.remove(id);
    others.remove(id);
  }

  /** Notes what the topic says. */
  public void heard(Approval question) {
    ExecutionId id = question.executionId();
    if (question.state().isFinal()) {
      withdraw(id);
      settled.put(id, question.at());
    } else if (!settled.containsKey(id) && !pending.containsKey(id)) {
      enter(question);
      others.add(id);
    }
  }

  private void enter(Approval question) {
    CommandRequested request = question.request();
    pending.put(question.executionId(), question);
    bytes.put(question.executionId(), request == null ? 0 : Wire.encode(request).length);
  }

  /** The topic has forgotten it. */
  public void forgotten(String key) {
    settled.keySet().removeIf(id -> id.value().equals(key));
  }

  /** From now on the questions that are there are this gate's to settle. */
  public void adoptAll() {
    others.clear();
  }

  /** Whether it was asked, now or before. */
  public boolean knows(ExecutionId id) {
    return pending.containsKey(id) || settled.containsKey(id);
  }

  /** Whether it is settled. */
  public boolean isSettled(ExecutionId id) {
    return settled.containsKey(id);
  }

  /** Whether another gate asked it, which settles it when time is up. */
  public boolean isAnothers(ExecutionId id) {
    return others.contains(id);
  }

  /** The question, where it waits. */
  public Optional<Approval> pending(ExecutionId id) {
    return Optional.ofNullable(pending.get(id));
  }

  /** All that wait, the oldest first. */
  public List<Approval> pending() {
    return List.copyOf(pending.values());
  }

  /** How many wait. */
  public int size() {
    return pending.size();
  }

  /** Settled questions that need not be remembered any more; they are not named again. */
  public List<ExecutionId> outdated(Instant now) {
    List<ExecutionId> old = new ArrayList<>();
    int beyond = settled.size() - MAX_SETTLED;
    for (Map.Entry<ExecutionId, Instant> each : settled.entrySet()) {
      if (old.size() < beyond || each.getValue().plus(REMEMBERED).isBefore(now)) {
        old.add(each.getKey());
      }
    }
    old.forEach(settled::remove);
    return old;
  }
}
