package dev.lasso.gate.domain;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.Approval.State;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Explanation;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.PlanHash;
import dev.lasso.contracts.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The question to a person whether one command may run, from when it is asked until it is settled.
 * Pure: what a step comes to is returned, and nothing is done.
 *
 * <p>Fails closed. An approval counts for nothing by itself: it lets the gate judge the same
 * command anew, and only where that comes to the very same plan is the command allowed.
 */
public final class Question {
  /** A person approved it. */
  public static final String APPROVED = "approval.approved";

  /** A person denied it. */
  public static final String DENIED = "approval.denied";

  /** Nobody answered in time. */
  public static final String EXPIRED = "approval.expired";

  /** It was approved, and would no longer do what was asked about. */
  public static final String CHANGED = "approval.changed";

  /** What was asked about is no more. */
  public static final String GONE = "sandbox.not-running";

  /** A decision must reach its node within this much, whatever a request said. */
  private static final Duration MOST_TO_START = Duration.ofMinutes(1);

  private Question() {}

  /** What a step comes to. */
  public sealed interface Step {

    /**
     * It is settled.
     *
     * @param next the question's final state
     * @param ruling the decision on the command; never {@link Verdict#ASK}
     * @param startBy after this moment the command must not be started any more
     */
    record Settled(Approval next, Ruling ruling, Instant startBy) implements Step {}

    /**
     * It stays as it is.
     *
     * @param why a sentence for the log
     */
    record Unchanged(String why) implements Step {}
  }

  /** Asks about a command that the gate neither allows nor denies. */
  public static Approval ask(
      CommandRequested command, Ruling ruling, Instant now, Duration patience) {
    Plan plan = ruling.plan();
    if (ruling.decision().verdict() != Verdict.ASK || plan == null) {
      throw new IllegalArgumentException("there is nothing to ask");
    }
    return new Approval(
        command.executionId(),
        command.sandboxId(),
        State.PENDING,
        command.input(),
        plan.argv(),
        plan.cwd(),
        ruling.decision().rule(),
        ruling.decision().reasons(),
        ruling.decision().profile(),
        PlanHash.of(plan),
        command.actor(),
        now,
        now.plus(patience),
        command,
        null,
        null,
        now);
  }

  /**
   * A person answered.
   *
   * @param judge judges a command as its sandbox is now; empty where that does not run, or not
   *     under the policy that asked
   */
  public static Step answered(
      Approval question,
      ApprovalAnswered answer,
      Function<CommandRequested, Optional<Ruling>> judge,
      Instant now) {
    CommandRequested request = question.request();
    if (request == null) {
      return new Step.Unchanged("the question is settled already");
    }
    if (!answer.executionId().equals(question.executionId())
        || !answer.sandboxId().equals(question.sandboxId())) {
      return new Step.Unchanged("the answer is to another question");
    }
    if (!answer.planHash().equals(question.planHash())) {
      return new Step.Unchanged("the answer is about another plan");
    }
    if (!answer.profile().equals(question.profile())) {
      return new Step.Unchanged("the answer is about another policy");
    }
    if (!now.isBefore(question.expiresAt())) {
      return expired(question, now);
    }
    Approval.Answer said =
        new Approval.Answer(answer.approve(), answer.actor(), answer.reason(), answer.at());
    if (!answer.approve()) {
      return denied(question, State.DENIED, DENIED, said, says("denied by ", said), now);
    }
    Instant startBy = now.plus(window(request));
    Ruling anew = judge.apply(renewed(request, startBy)).orElse(null);
    if (anew == null) {
      return denied(question, State.VOID, GONE, said, "its sandbox does not run any more", now);
    }
    Plan plan = anew.plan();
    if (plan == null) {
      Decision no = anew.decision();
      return denied(question, State.VOID, no.rule(), said, String.join("; ", no.reasons()), now);
    }
    if (!PlanHash.of(plan).equals(question.planHash())) {
      String why = "judged anew, it would not do what was approved";
      return denied(question, State.VOID, CHANGED, said, why, now);
    }
    Decision yes =
        new Decision(
            Verdict.ALLOW,
            APPROVED,
            first(says("approved by ", said), question.reasons()),
            question.profile(),
            anew.decision().policyHash(),
            null);
    return new Step.Settled(
        question.settled(State.APPROVED, said, null, now), new Ruling(yes, plan), startBy);
  }

  /** Time goes on. */
  public static Step expired(Approval question, Instant now) {
    if (question.state().isFinal()) {
      return new Step.Unchanged("the question is settled already");
    }
    if (now.isBefore(question.expiresAt())) {
      return new Step.Unchanged("there is still time to answer");
    }
    Duration patience = Duration.between(question.requestedAt(), question.expiresAt());
    String why = "a person had to approve it, and nobody did within " + inWords(patience);
    return denied(question, State.EXPIRED, EXPIRED, null, why, now);
  }

  /** Its sandbox has ended. */
  public static Step gone(Approval question, Instant now) {
    return question.state().isFinal()
        ? new Step.Unchanged("the question is settled already")
        : denied(question, State.VOID, GONE, null, "its sandbox does not run any more", now);
  }

  /**
   * How a question ended whose decision was published by a gate that died before it could say so.
   */
  public static Approval afterwards(
      Approval question, Decision published, Approval.@Nullable Answer said, Instant now) {
    State state =
        published.verdict() == Verdict.ALLOW
            ? State.APPROVED
            : switch (published.rule()) {
              case DENIED -> State.DENIED;
              case EXPIRED -> State.EXPIRED;
              default -> State.VOID;
            };
    String why = state == State.APPROVED ? null : published.reasons().getFirst();
    return question.settled(state, said, why, now);
  }

  private static Step denied(
      Approval question,
      State state,
      String rule,
      Approval.@Nullable Answer said,
      String why,
      Instant now) {
    boolean late = state == State.EXPIRED;
    Explanation explanation =
        new Explanation(
            null,
            "needs a person's approval",
            "Refused: "
                + why
                + (late
                    ? ". It can be sent again when a person is there."
                    : ". Don't send it again; go on without it or ask the person."),
            late ? Explanation.Retry.LATER : Explanation.Retry.CHANGED,
            null);
    Decision no =
        new Decision(
            Verdict.DENY,
            rule,
            first(why, question.reasons()),
            question.profile(),
            null,
            explanation);
    return new Step.Settled(question.settled(state, said, why, now), new Ruling(no, null), now);
  }

  /** The time that the caller left for the start, from the approval on. */
  private static Duration window(CommandRequested request) {
    Duration asked = Duration.between(request.at(), request.startBy());
    return asked.compareTo(MOST_TO_START) > 0 ? MOST_TO_START : asked;
  }

  private static CommandRequested renewed(CommandRequested request, Instant startBy) {
    return new CommandRequested(
        request.executionId(),
        request.sandboxId(),
        request.nodeId(),
        request.profile(),
        request.input(),
        request.cwd(),
        request.env(),
        request.stdin(),
        request.timeoutMs(),
        request.actor(),
        request.at(),
        startBy);
  }

  private static String says(String how, Approval.Answer said) {
    return how + said.actor() + (said.reason().isBlank() ? "" : ": " + said.reason());
  }

  private static List<String> first(String reason, List<String> others) {
    List<String> all = new ArrayList<>();
    all.add(reason);
    all.addAll(others);
    return all;
  }

  private static String inWords(Duration time) {
    long seconds = Math.max(1, time.toSeconds());
    return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
  }
}
