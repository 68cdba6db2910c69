package dev.lasso.runner.supervisor;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A conversation with one supervisor: runs programs in its sandbox until the stream ends or breaks
 * a rule. Then every execution that was under way is {@link ExecutionResult.Lost} and {@link
 * #ended()} says why; there is no way back.
 *
 * <p>Thread-safe; no method blocks. Results complete on the stream's reading thread or on the
 * timers' thread and must not be made to wait there.
 */
public final class SupervisorSession implements Transport.Receiver {
  private final Transport transport;
  private final SessionLimits limits;
  private final OutputBudget budget;
  private final ScheduledExecutorService timers;
  private final Clock clock;
  private final LongSupplier nanos;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final FrameDecoder decoder = new FrameDecoder();

  /** Everything below is touched within its steps alone. */
  private final SerialSteps steps = new SerialSteps();

  private final Map<Long, Execution> running = new HashMap<>();
  private final List<Future<?>> watches = new ArrayList<>();
  private long lastChannel;
  private long stdinWindow;
  private int maxExecutions;
  private boolean helloSeen;
  private boolean closing;
  private boolean over;
  private final Liveness liveness;

  /**
   * A session that waits for the supervisor's first frame. The stream's bytes must be handed to
   * {@link #received}.
   *
   * @param timers as {@link Timers} makes them: what is cancelled must not stay
   * @param nanos a monotonic clock, as {@link System#nanoTime}
   */
  public SupervisorSession(
      Transport transport,
      SessionLimits limits,
      OutputBudget budget,
      ScheduledExecutorService timers,
      Clock clock,
      LongSupplier nanos) {
    this.transport = transport;
    this.limits = limits;
    this.budget = budget;
    this.timers = timers;
    this.clock = clock;
    this.nanos = nanos;
    this.liveness = new Liveness(limits, nanos.getAsLong());
    long interval = limits.pingInterval().toNanos();
    watches.add(
        timers.schedule(
            () -> steps.run(this::checkHello),
            limits.helloTimeout().toNanos(),
            TimeUnit.NANOSECONDS));
    watches.add(
        timers.scheduleWithFixedDelay(
            () -> steps.run(this::checkLiveness), interval, interval, TimeUnit.NANOSECONDS));
  }

  /** Completes when programs can be run; fails when the session ended before. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Completes once, when the session is over, with a sentence that says why. */
  public CompletableFuture<String> ended() {
    return ended;
  }

  /** How many programs run now. */
  public int executions() {
    return steps.call(running::size);
  }

  /** Runs a program. The result always completes, and never exceptionally. */
  public CompletableFuture<ExecutionResult> execute(SpawnOrder order) {
    return steps.call(() -> {
      if (over || closing || !helloSeen) {
        return refused("the sandbox is not running any more");
      }
      if (running.size() >= maxExecutions || lastChannel == Protocol.MAX_CHANNEL) {
        return refused(
            "the sandbox already runs %d commands, the most it may; try again when one has ended"
                .formatted(running.size()));
      }
      byte[] frame;
      try {
        frame = FrameEncoder.spawn(lastChannel + 1, order, limits.outputWindow());
      } catch (IllegalArgumentException e) {
        return CompletableFuture.completedFuture(
            new ExecutionResult.NotStartable(
                ExecutionResult.Stage.ORDER, 0, String.valueOf(e.getMessage())));
      }
      lastChannel++;
      Execution execution =
          new Execution(
              lastChannel, order, limits, budget, stdinWindow, clock.instant(), nanos.getAsLong());
      running.put(execution.channel, execution);
      execution.deadline(
          overdueAfter(execution, order.timeout().plus(limits.timeoutGrace()), false));
      send(frame);
      execution.pumpStdin(this::send);
      return execution.result;
    });
  }

  private static CompletableFuture<ExecutionResult> refused(String reason) {
    return CompletableFuture.completedFuture(new ExecutionResult.Refused(reason));
  }

  /**
   * The supervisor should have killed it. First it is told to; then it is not believed any more.
   */
  private Future<?> overdueAfter(Execution execution, Duration delay, boolean told) {
    return timers.schedule(
        () ->
            steps.run(() -> {
              if (over || running.get(execution.channel) != execution) {
                return;
              }
              if (told) {
                fail("the supervisor did not end a command whose time was over");
              } else {
                send(FrameEncoder.signal(execution.channel, Protocol.SIGKILL));
                execution.deadline(overdueAfter(execution, limits.timeoutGrace(), true));
              }
            }),
        delay.toNanos(),
        TimeUnit.NANOSECONDS);
  }

  /** Kills every program; their results arrive as usual. No more are taken. */
  public void killAll() {
    steps.run(() -> {
      closing = true;
      List.copyOf(running.keySet())
          .forEach(channel -> send(FrameEncoder.signal(channel, Protocol.SIGKILL)));
    });
  }

  /** Tells the supervisor to end the sandbox; {@link #ended()} completes when it has. */
  public void shutdown() {
    steps.run(() -> {
      closing = true;
      send(FrameEncoder.shutdown());
    });
  }

  /** Ends the session from this side, at once. */
  public void close(String reason) {
    steps.run(() -> fail(reason));
  }

  @Override
  public boolean received(byte[] bytes, int offset, int count) {
    return steps.call(() -> {
      if (over) {
        return false;
      }
      liveness.heard(nanos.getAsLong());
      try {
        decoder.feed(bytes, offset, count, this::handle);
      } catch (ProtocolViolationException e) {
        fail("the sandbox broke the supervisor protocol: " + e.getMessage());
      }
      return !over;
    });
  }

  @Override
  public void closed(String reason) {
    close(reason);
  }

  private void handle(SupervisorFrame frame) {
    if (over) {
      return; // an earlier frame of the same bytes ended the session
    }
    if (!helloSeen && !(frame instanceof SupervisorFrame.Hello)) {
      throw new ProtocolViolationException("the first frame is no HELLO");
    }
    switch (frame) {
      case SupervisorFrame.Hello hello -> greet(hello);
      case SupervisorFrame.Started started -> find(started).started(nanos.getAsLong());
      case SupervisorFrame.Output output ->
          find(output).output(output.stderr(), output.bytes(), this::send);
      case SupervisorFrame.StdinCredit credit -> {
        Execution execution = find(credit);
        execution.stdinCredit(credit.bytes());
        execution.pumpStdin(this::send);
      }
      case SupervisorFrame.SpawnFailed failed -> {
        Execution execution = find(failed);
        finish(execution, execution.failed(failed));
      }
      case SupervisorFrame.Exited exited -> {
        Execution execution = find(exited);
        finish(execution, execution.ended(exited, nanos.getAsLong()));
      }
      case SupervisorFrame.Pong pong -> liveness.pong(pong.bytes());
      case SupervisorFrame.Failure failure ->
          fail("the supervisor ended the session over a protocol error");
    }
  }

  private void greet(SupervisorFrame.Hello hello) {
    if (helloSeen) {
      throw new ProtocolViolationException("a second HELLO");
    }
    if (!hello.isOurs()) {
      throw new ProtocolViolationException("a HELLO of another protocol");
    }
    helloSeen = true;
    stdinWindow = hello.stdinWindow();
    maxExecutions = (int) Math.min(limits.maxExecutions(), hello.maxExecutions());
    steps.afterwards(() -> ready.complete(null));
  }

  private Execution find(SupervisorFrame frame) {
    Execution execution = running.get(frame.channel());
    if (execution == null) {
      throw new ProtocolViolationException("a frame on a channel that is not open");
    }
    return execution;
  }

  private void finish(Execution execution, ExecutionResult result) {
    running.remove(execution.channel);
    steps.afterwards(() -> execution.result.complete(result));
  }

  private void checkLiveness() {
    if (helloSeen && !over) {
      switch (liveness.check(nanos.getAsLong())) {
        case NOTHING -> {
          // it was heard of lately
        }
        case PING -> send(liveness.ping());
        case LOST -> fail("the supervisor does not answer any more");
      }
    }
  }

  private void checkHello() {
    if (!helloSeen) {
      fail("the supervisor did not come up in time");
    }
  }

  private void send(byte[] frame) {
    if (over) {
      return;
    }
    try {
      transport.send(frame);
    } catch (IllegalStateException e) {
      fail(String.valueOf(e.getMessage()));
    }
  }

  private void fail(String reason) {
    if (over) {
      return;
    }
    over = true;
    long now = nanos.getAsLong();
    for (Execution execution : running.values()) {
      ExecutionResult lost = execution.lost(reason, now);
      steps.afterwards(() -> execution.result.complete(lost));
    }
    running.clear();
    watches.forEach(watch -> watch.cancel(false));
    steps.afterwards(() -> {
      transport.close();
      ready.completeExceptionally(new SessionEndedException(reason));
      ended.complete(reason);
    });
  }
}
