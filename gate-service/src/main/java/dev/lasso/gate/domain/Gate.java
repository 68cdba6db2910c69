package dev.lasso.gate.domain;

import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.Explanation;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Explainer;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.eval.Lowering;
import dev.lasso.policy.request.RequestRules;
import dev.lasso.policy.shell.Statement;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Judges commands by a profile. Fails closed: whatever goes wrong while judging is a denial.
 *
 * <p>Thread-safe, without state; the same command, profile and moment give the same ruling.
 */
public final class Gate {
  private Gate() {}

  /** The ruling on a command for itself, in a sandbox of this profile. Never throws. */
  public static Ruling decide(
      CommandRequested command, ProfileRef ref, CommandGate gate, Instant now) {
    return decide(command, ref, gate, now, opinion -> opinion);
  }

  /**
   * The ruling on a command in a sandbox of this profile. Never throws.
   *
   * @param past what becomes of an opinion in view of the sandbox's past
   */
  public static Ruling decide(
      CommandRequested command,
      ProfileRef ref,
      CommandGate gate,
      Instant now,
      UnaryOperator<Opinion> past) {
    try {
      return judge(command, ref, gate, now, past);
    } catch (RuntimeException | VirtualMachineError | LinkageError e) {
      return Ruling.deny(
          CommandGate.INTERNAL_ERROR,
          "the gate failed while it judged this command; it is denied",
          ref);
    }
  }

  private static Ruling judge(
      CommandRequested command,
      ProfileRef ref,
      CommandGate gate,
      Instant now,
      UnaryOperator<Opinion> past) {
    if (now.isAfter(command.startBy())) {
      return Ruling.unjudged(
          Opinion.denied(
              Decision.EXPIRED, "it reached the gate after the time by which it had to start"),
          ref,
          gate.policyHash());
    }
    byte[] stdin = command.stdin();
    RequestRules.Checked checked =
        RequestRules.check(
            command.input(),
            command.cwd(),
            command.env(),
            stdin == null ? 0 : stdin.length,
            command.timeoutMs(),
            gate.profile());
    return switch (checked) {
      case RequestRules.Checked.Unfit(String rule, String reason) ->
          Ruling.unjudged(past.apply(Opinion.denied(rule, reason)), ref, gate.policyHash());
      case RequestRules.Checked.Fit(String cwd) -> judge(command, cwd, ref, gate, past);
    };
  }

  private static Ruling judge(
      CommandRequested command,
      String cwd,
      ProfileRef ref,
      CommandGate gate,
      UnaryOperator<Opinion> past) {
    List<String> words = command.input().argv();
    List<String> argv = words == null ? List.of() : words;
    Opinion opinion = past.apply(judged(command, gate, argv, cwd));
    if (opinion.verdict() == Verdict.DENY) {
      return Ruling.refuse(
          opinion, ref, gate.policyHash(), explained(command, gate, argv, cwd, opinion));
    }
    Statement script = opinion.script();
    Plan plan =
        new Plan(
            script == null ? argv : Lowering.argv(script),
            cwd,
            Lowering.environment(command.env(), opinion.findings()),
            command.stdin(),
            command.timeoutMs());
    return Ruling.of(opinion, ref, gate.policyHash(), plan);
  }

  private static Opinion judged(
      CommandRequested command, CommandGate gate, List<String> argv, String cwd) {
    String line = command.input().command();
    return line == null
        ? gate.words(argv, cwd, command.stdin(), command.env())
        : gate.line(line, cwd, command.stdin(), command.env());
  }

  private static @Nullable Explanation explained(
      CommandRequested command, CommandGate gate, List<String> argv, String cwd, Opinion opinion) {
    Explainer explainer = new Explainer(gate, cwd, command.stdin(), command.env());
    String line = command.input().command();
    return (line == null ? explainer.words(argv, opinion) : explainer.line(line, opinion))
        .orElse(null);
  }
}
