package dev.lasso.runner;

import dev.lasso.contracts.SandboxId;
import dev.lasso.kit.TraceContext;
import dev.lasso.runner.container.LiveSandbox;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox of this node from the moment it is asked for until everything of it is gone.
 * Thread-safe.
 */
final class OwnedSandbox {
  private final SandboxId id;
  private final TraceContext trace;
  private final Promise<Void> settled = Promise.promise();
  private final AtomicReference<@Nullable Future<Void>> ending = new AtomicReference<>();
  private volatile @Nullable LiveSandbox live;

  OwnedSandbox(SandboxId id, TraceContext trace) {
    this.id = id;
    this.trace = trace;
  }

  SandboxId id() {
    return id;
  }

  TraceContext trace() {
    return trace;
  }

  /** It came up. */
  void running(LiveSandbox sandbox) {
    live = sandbox;
  }

  /** What runs; null before it came up, and when it never did. */
  @Nullable LiveSandbox live() {
    return live;
  }

  /** Whether commands may be given to it. */
  boolean takesCommands() {
    return live != null && ending.get() == null;
  }

  /** Says that it either runs or failed, and that this was published. */
  Promise<Void> settled() {
    return settled;
  }

  /**
   * Ends it in the given way, once it is settled, if nobody else does already; completes when it
   * has ended in whatever way.
   */
  Future<Void> end(Supplier<Future<Void>> way) {
    Promise<Void> mine = Promise.promise();
    Future<Void> first = ending.compareAndExchange(null, mine.future());
    if (first != null) {
      return first;
    }
    settled.future().otherwiseEmpty().compose(done -> way.get()).onComplete(mine);
    return mine.future();
  }
}
