package dev.lasso.policy.simulate;

import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command and its decision, as a log keeps them.
 *
 * @param seq of the entry that records the decision; of the request where there is none
 * @param execution its id
 * @param sandbox where
 * @param shown the command for people, bounded
 * @param then what was decided
 * @param request what was asked for
 */
public record Recorded(
    long seq, String execution, SandboxId sandbox, String shown, Then then, Request request) {

  /** What was decided. */
  public sealed interface Then {
    /**
     * The gate judged it.
     *
     * @param verdict the gate's own: {@code ASK} where a person was asked, whatever they said
     * @param rule as recorded
     * @param profile the revision it was judged by, {@code name@revision}
     * @param at when
     */
    record Decided(Verdict verdict, String rule, String profile, Instant at) implements Then {}

    /** The record has no verdict on what the command is, and why. */
    record Unjudged(String why) implements Then {}
  }

  /** What was asked for. */
  public sealed interface Request {
    /**
     * All that judging needs, but what is kept as a digest.
     *
     * @param input the words or the line, whole
     * @param cwd as asked for
     * @param variables names of the environment; the log has no values
     * @param stdinBytes how much standard input there was; the log has none of it
     * @param timeoutMs as asked for
     */
    record Whole(
        CommandInput input,
        @Nullable String cwd,
        List<String> variables,
        long stdinBytes,
        long timeoutMs)
        implements Request {
      /** Keeps a copy. */
      public Whole {
        variables = List.copyOf(variables);
      }
    }

    /** The record can't be judged anew, and why. */
    record Partial(String why) implements Request {}
  }
}
