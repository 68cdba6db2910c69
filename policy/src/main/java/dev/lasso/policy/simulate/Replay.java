package dev.lasso.policy.simulate;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.behavior.BehaviorWatch;
import dev.lasso.policy.request.RequestRules;
import dev.lasso.policy.simulate.Recorded.Request;
import dev.lasso.policy.simulate.Recorded.Then;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges recorded commands by another profile, in the order in which they come, with the rules of
 * behavior at the times of the record. The same records and profile give the same answers.
 *
 * <p>Nothing is guessed. The log keeps values of variables and standard input as a digest alone; a
 * command that has such is judged for none of it, for the plainest, and for what nobody can know.
 * Where these come to the same, so does what really was there: the gate takes what it doesn't know
 * for the worst. Where they don't, the command can't be judged anew.
 */
public final class Replay {
  private static final byte[] UNREADABLE = {(byte) 0xff};

  /** Denials for sizes that the log has no room for; they are the same under every profile. */
  private static final Set<String> OF_EVERY_PROFILE =
      Set.of("env.too-large", "env.nul", "command.too-large", "stdin.too-large", "cwd.malformed");

  private final CommandGate gate;
  private final BehaviorWatch watch = new BehaviorWatch();

  /** Under this gate's profile. */
  public Replay(CommandGate gate) {
    this.gate = gate;
  }

  /** What came of a command. */
  public sealed interface Now {
    /**
     * It was judged.
     *
     * @param verdict what the profile says
     * @param rule by which rule
     * @param reason the first of its reasons
     */
    record Judged(Verdict verdict, String rule, String reason) implements Now {}

    /** It can't be said, and why. */
    record NotReplayable(String why) implements Now {}
  }

  /** Judges the next command. */
  public Now next(Recorded command) {
    if (!(command.then() instanceof Then.Decided then)) {
      return new Now.NotReplayable(((Then.Unjudged) command.then()).why());
    }
    Opinion opinion;
    if (OF_EVERY_PROFILE.contains(then.rule())) {
      opinion = Opinion.denied(then.rule(), "it is so under every profile");
    } else {
      switch (command.request()) {
        case Request.Partial(String why) -> {
          return new Now.NotReplayable(why);
        }
        case Request.Whole request -> {
          Opinion judged = judged(request);
          if (judged == null) {
            return new Now.NotReplayable(
                request.stdinBytes() > 0
                    ? "standard input decides, and the log has its digest alone"
                    : "the value of a variable decides, and the log has its digest alone");
          }
          opinion = judged;
        }
      }
    }
    Opinion now = watch.next(command.sandbox(), gate.profile(), opinion, then.at()).opinion();
    return new Now.Judged(now.verdict(), now.rule(), now.reasons().getFirst());
  }

  /** Null where it depends on what the log does not have. */
  private @Nullable Opinion judged(Request.Whole request) {
    Map<String, String> names =
        request.variables().stream()
            .collect(Collectors.toMap(name -> name, name -> "", (a, b) -> a));
    RequestRules.Checked checked =
        RequestRules.check(
            request.input(),
            request.cwd(),
            names,
            request.stdinBytes(),
            request.timeoutMs(),
            gate.profile());
    return switch (checked) {
      case RequestRules.Checked.Unfit(String rule, String reason) -> Opinion.denied(rule, reason);
      case RequestRules.Checked.Fit(String cwd) -> judged(request, cwd);
    };
  }

  private @Nullable Opinion judged(Request.Whole request, String cwd) {
    List<byte @Nullable []> inputs = new ArrayList<>();
    inputs.add(request.stdinBytes() > 0 ? UNREADABLE : null);
    if (request.stdinBytes() > 0) {
      inputs.add(null);
    }
    Opinion first = null;
    for (byte[] stdin : inputs) {
      for (Map<String, String> env : environments(request)) {
        Opinion opinion = opinion(request, cwd, stdin, env);
        if (first == null) {
          first = opinion;
        } else if (first.verdict() != opinion.verdict() || !first.rule().equals(opinion.rule())) {
          return null;
        }
      }
    }
    return first;
  }

  private Opinion opinion(
      Request.Whole request, String cwd, byte @Nullable [] stdin, Map<String, String> env) {
    List<String> argv = request.input().argv();
    String line = request.input().command();
    return line != null
        ? gate.line(line, cwd, stdin, env)
        : gate.words(argv == null ? List.of() : argv, cwd, stdin, env);
  }

  /** Unset means to the gate that nobody knows the value; words without a shell expand none. */
  private static List<Map<String, String>> environments(Request.Whole request) {
    if (request.variables().isEmpty()) {
      return List.of(Map.of());
    }
    Map<String, String> empty = new HashMap<>();
    Map<String, String> root = new HashMap<>();
    for (String name : request.variables()) {
      empty.put(name, "");
      root.put(name, "/");
    }
    return request.input().command() == null
        ? List.of(empty, root)
        : List.of(Map.of(), empty, root);
  }
}
