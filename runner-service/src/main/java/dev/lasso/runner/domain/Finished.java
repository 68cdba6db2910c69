package dev.lasso.runner.domain;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Outcome;
import dev.lasso.runner.supervisor.CapturedOutput;
import dev.lasso.runner.supervisor.ExecutionResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an execution is called on the wire.
 *
 * @param node the node that says so
 */
public record Finished(NodeId node) {
  /** As POSIX.1-2024, XCU 2.8.2: not found. */
  static final int NOT_FOUND = 127;

  /** Likewise: found, but not executable. */
  static final int NOT_EXECUTABLE = 126;

  private static final int SIGNAL_BASE = 128;
  private static final long ENOENT = 2;

  /** The event of a result. */
  public ExecutionFinished of(CommandDecided command, ExecutionResult result, Instant now) {
    return switch (result) {
      case ExecutionResult.Ended ended -> ended(command, ended, now);
      case ExecutionResult.NotStartable failed -> failed(command, failed, now);
      case ExecutionResult.Refused refused -> notStarted(command, refused.reason(), now);
      case ExecutionResult.Lost lost ->
          event(
              command,
              Outcome.UNKNOWN,
              null,
              null,
              lost.stdout(),
              lost.stderr(),
              lost.duration(),
              lost.reason() + "; whether the command finished cannot be known",
              lost.startedAt(),
              now);
    };
  }

  private ExecutionFinished ended(
      CommandDecided command, ExecutionResult.Ended ended, Instant now) {
    Outcome outcome =
        ended.timedOut() ? Outcome.TIMED_OUT : ended.signaled() ? Outcome.SIGNALED : Outcome.EXITED;
    return event(
        command,
        outcome,
        ended.signaled() ? SIGNAL_BASE + ended.code() : ended.code(),
        ended.signaled() ? ended.code() : null,
        ended.stdout(),
        ended.stderr(),
        ended.duration(),
        ended.timedOut() ? "it ran longer than it may and was killed" : null,
        ended.startedAt(),
        now);
  }

  private ExecutionFinished failed(
      CommandDecided command, ExecutionResult.NotStartable failed, Instant now) {
    return switch (failed.stage()) {
      case FULL -> notStarted(command, "the sandbox runs as many commands as it can", now);
      case FORK ->
          notStarted(
              command,
              "the sandbox has no room for another process (" + failed.detail() + ")",
              now);
      case CWD ->
          cannotStart(
              command,
              NOT_EXECUTABLE,
              "the working directory cannot be used: " + failed.detail(),
              now);
      case ORDER -> cannotStart(command, NOT_EXECUTABLE, failed.detail(), now);
      case EXEC ->
          failed.errno() == ENOENT
              ? cannotStart(command, NOT_FOUND, "command not found", now)
              : cannotStart(
                  command, NOT_EXECUTABLE, "it cannot be executed: " + failed.detail(), now);
    };
  }

  private ExecutionFinished cannotStart(
      CommandDecided command, int exitCode, String detail, Instant now) {
    return event(
        command,
        Outcome.FAILED_TO_START,
        exitCode,
        null,
        CapturedOutput.EMPTY,
        CapturedOutput.EMPTY,
        Duration.ZERO,
        detail,
        null,
        now);
  }

  /** Nothing ran, and nothing will. */
  public ExecutionFinished notStarted(CommandDecided command, String reason, Instant now) {
    return without(command, Outcome.NOT_STARTED, reason, now);
  }

  /** Whether anything ran cannot be known; nothing will. */
  public ExecutionFinished unknown(CommandDecided command, String reason, Instant now) {
    return without(command, Outcome.UNKNOWN, reason, now);
  }

  private ExecutionFinished without(
      CommandDecided command, Outcome outcome, String detail, Instant now) {
    return event(
        command,
        outcome,
        null,
        null,
        CapturedOutput.EMPTY,
        CapturedOutput.EMPTY,
        Duration.ZERO,
        detail,
        null,
        now);
  }

  private ExecutionFinished event(
      CommandDecided command,
      Outcome outcome,
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      CapturedOutput stdout,
      CapturedOutput stderr,
      Duration duration,
      @Nullable String detail,
      @Nullable Instant startedAt,
      Instant now) {
    return new ExecutionFinished(
        command.executionId(),
        command.sandboxId(),
        node,
        outcome,
        exitCode,
        signal,
        stdout.bytes(),
        stderr.bytes(),
        stdout.truncated(),
        stderr.truncated(),
        duration.toNanos() / 1_000,
        detail,
        startedAt,
        now);
  }
}
