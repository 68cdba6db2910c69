package dev.lasso.runner.supervisor;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a {@link SpawnOrder}. */
public sealed interface ExecutionResult {

  /**
   * The program ran and ended.
   *
   * @param signaled whether a signal ended it
   * @param code its exit code, or the signal
   * @param timedOut whether it was killed because its time was over
   * @param stdout what it wrote
   * @param stderr likewise
   * @param spawn from the order to the program's start, by the node's clock
   * @param duration from the order to the end, by the node's clock
   * @param startedAt when it was ordered
   */
  record Ended(
      boolean signaled,
      int code,
      boolean timedOut,
      CapturedOutput stdout,
      CapturedOutput stderr,
      Duration spawn,
      Duration duration,
      Instant startedAt)
      implements ExecutionResult {}

  /**
   * It could not be started; nothing ran.
   *
   * @param stage what failed
   * @param errno Linux error number; 0 where there is none
   * @param detail a sentence for people
   */
  record NotStartable(Stage stage, long errno, String detail) implements ExecutionResult {}

  /**
   * The session takes no more now; nothing was sent.
   *
   * @param reason a sentence for people
   */
  record Refused(String reason) implements ExecutionResult {}

  /**
   * The session ended first; whether the program ran, or how far, is not known.
   *
   * @param reason a sentence for people
   * @param startedAt when it is known to have started, if it is
   * @param stdout what had arrived
   * @param stderr likewise
   * @param duration until the session ended
   */
  record Lost(
      String reason,
      @Nullable Instant startedAt,
      CapturedOutput stdout,
      CapturedOutput stderr,
      Duration duration)
      implements ExecutionResult {}

  /** Where starting a program can fail. */
  enum Stage {
    /** No process or pipes could be made. */
    FORK,
    /** The working directory. */
    CWD,
    /** The program itself. */
    EXEC,
    /** The sandbox runs as many as it can. */
    FULL,
    /** The order cannot be said in the protocol. */
    ORDER
  }
}
