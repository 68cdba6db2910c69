package dev.lasso.runner.supervisor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One program's run, as a session sees it. Guarded by the session's lock. */
final class Execution {
  private static final int STDIN_CHUNK = 32 << 10;

  final long channel;
  final CompletableFuture<ExecutionResult> result = new CompletableFuture<>();
  private final byte @Nullable [] stdin;
  private final Instant orderedAt;
  private final long orderedNanos;
  private final OutputCapture stdout;
  private final OutputCapture stderr;
  private final int creditStep;
  private final long stdinCapacity;
  private long startedNanos;
  private boolean started;
  private long outputWindow;
  private int uncredited;
  private long stdinWindow;
  private int stdinSent;
  private boolean stdinClosed;
  private @Nullable Future<?> deadline;

  Execution(
      long channel,
      SpawnOrder order,
      SessionLimits limits,
      OutputBudget budget,
      long stdinWindow,
      Instant now,
      long nanos) {
    this.channel = channel;
    this.stdin = order.stdin();
    this.stdout = new OutputCapture(limits.outputLimit(), budget);
    this.stderr = new OutputCapture(limits.outputLimit(), budget);
    this.outputWindow = limits.outputWindow();
    this.creditStep = limits.outputWindow() / 2;
    this.stdinWindow = stdinWindow;
    this.stdinCapacity = stdinWindow;
    this.stdinClosed = stdin == null;
    this.orderedAt = now;
    this.orderedNanos = nanos;
  }

  void deadline(Future<?> timer) {
    deadline = timer;
  }

  void started(long nanos) {
    if (started) {
      throw new ProtocolViolationException("a program that started twice");
    }
    started = true;
    startedNanos = nanos;
  }

  Duration spawn() {
    return Duration.ofNanos(startedNanos - orderedNanos);
  }

  /** Sends what the supervisor has room for. */
  void pumpStdin(Consumer<byte[]> out) {
    if (stdin == null || stdinClosed) {
      return;
    }
    while (stdinSent < stdin.length && stdinWindow > 0) {
      int n = (int) Math.min(Math.min(STDIN_CHUNK, stdinWindow), stdin.length - stdinSent);
      out.accept(FrameEncoder.stdin(channel, stdin, stdinSent, n));
      stdinSent += n;
      stdinWindow -= n;
    }
    if (stdinSent == stdin.length) {
      stdinClosed = true;
      out.accept(FrameEncoder.stdinClose(channel));
    }
  }

  void stdinCredit(long bytes) {
    stdinWindow += bytes;
    if (stdin == null || stdinWindow > stdinCapacity) {
      throw new ProtocolViolationException(
          "a credit for more standard input than there is room for");
    }
  }

  void output(boolean toStderr, byte[] bytes, Consumer<byte[]> out) {
    if (!started) {
      throw new ProtocolViolationException("output of a program that has not started");
    }
    outputWindow -= bytes.length;
    if (outputWindow < 0) {
      throw new ProtocolViolationException("output beyond its window");
    }
    (toStderr ? stderr : stdout).add(bytes);
    uncredited += bytes.length;
    if (uncredited >= creditStep) {
      out.accept(FrameEncoder.credit(channel, uncredited));
      outputWindow += uncredited;
      uncredited = 0;
    }
  }

  ExecutionResult ended(SupervisorFrame.Exited exited, long nanos) {
    if (!started) {
      throw new ProtocolViolationException("an end of a program that has not started");
    }
    return finish(
        new ExecutionResult.Ended(
            exited.signaled(),
            exited.code(),
            exited.timedOut(),
            stdout.finish(),
            stderr.finish(),
            spawn(),
            Duration.ofNanos(nanos - orderedNanos),
            orderedAt));
  }

  ExecutionResult failed(SupervisorFrame.SpawnFailed failed) {
    if (started) {
      throw new ProtocolViolationException("a program that failed to start after it had started");
    }
    stdout.finish();
    stderr.finish();
    ExecutionResult.Stage stage =
        switch (failed.stage()) {
          case 1 -> ExecutionResult.Stage.FORK;
          case 2 -> ExecutionResult.Stage.CWD;
          case 3 -> ExecutionResult.Stage.EXEC;
          default -> ExecutionResult.Stage.FULL;
        };
    return finish(new ExecutionResult.NotStartable(stage, failed.errno(), failed.text()));
  }

  ExecutionResult lost(String reason, long nanos) {
    return finish(
        new ExecutionResult.Lost(
            reason,
            started ? orderedAt : null,
            stdout.finish(),
            stderr.finish(),
            Duration.ofNanos(nanos - orderedNanos)));
  }

  private ExecutionResult finish(ExecutionResult how) {
    if (deadline != null) {
      deadline.cancel(false);
    }
    return how;
  }
}
