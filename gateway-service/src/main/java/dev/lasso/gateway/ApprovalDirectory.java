package dev.lasso.gateway;

import dev.lasso.contracts.Approval;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The questions that wait for a person, and the last ones that were settled, as the compacted topic
 * tells them. How many wait is bounded by the gate; of the settled, the oldest are forgotten.
 * Confined to the gateway's event loop.
 */
final class ApprovalDirectory {
  private static final int MAX_SETTLED = 1_000;
  private static final long MAX_SETTLED_BYTES = 16L << 20;

  private final ServiceContext context;
  private final ConsumerLoop loop;
  private final Consumer<Approval> listener;
  private final Map<ExecutionId, Approval> pending = new HashMap<>();
  private final Map<ExecutionId, Approval> settled = new LinkedHashMap<>();
  private final Map<ExecutionId, Promise<Approval>> waits = new HashMap<>();
  private long settledBytes;
  private boolean live;

  /**
   * Not yet started.
   *
   * @param listener has every question that waits, when it starts, and every one that comes later
   */
  ApprovalDirectory(ServiceContext context, Consumer<Approval> listener) {
    this.context = context;
    this.listener = listener;
    this.loop =
        ConsumerLoop.builder(context, "gateway-approvals")
            .on(Topics.APPROVAL, this::accept, this::forget)
            .replay()
            .build();
  }

  Future<Void> start() {
    return loop.start()
        .compose(started -> loop.caughtUp())
        .onSuccess(known -> {
          live = true;
          pending.values().forEach(listener);
        });
  }

  Future<Void> stop() {
    return loop.stop();
  }

  private Future<Void> accept(Received<Approval> received) {
    Approval approval = received.value();
    ExecutionId id = approval.executionId();
    if (!approval.state().isFinal()) {
      if (!settled.containsKey(id) && pending.put(id, approval) == null && live) {
        listener.accept(approval);
      }
      return Future.succeededFuture();
    }
    pending.remove(id);
    if (settled.putIfAbsent(id, approval) == null) {
      settledBytes += sizeOf(approval);
      forgetTheOldest();
    }
    Promise<Approval> waiting = waits.remove(id);
    if (waiting != null) {
      waiting.tryComplete(approval);
    }
    return Future.succeededFuture();
  }

  private void forgetTheOldest() {
    Iterator<Approval> oldest = settled.values().iterator();
    while (settled.size() > MAX_SETTLED || settledBytes > MAX_SETTLED_BYTES) {
      settledBytes -= sizeOf(oldest.next());
      oldest.remove();
    }
  }

  private void forget(String key) {
    pending.keySet().removeIf(id -> id.value().equals(key));
    settled
        .values()
        .removeIf(approval -> {
          boolean meant = approval.executionId().value().equals(key);
          settledBytes -= meant ? sizeOf(approval) : 0;
          return meant;
        });
  }

  private static long sizeOf(Approval approval) {
    return Wire.encode(approval).length;
  }

  Optional<Approval> find(ExecutionId id) {
    Approval waiting = pending.get(id);
    return Optional.ofNullable(waiting == null ? settled.get(id) : waiting);
  }

  /** Those that wait, or all that are remembered; the newest first. */
  List<Approval> list(boolean all) {
    List<Approval> found = new ArrayList<>(pending.values());
    if (all) {
      found.addAll(settled.values());
    }
    found.sort(
        Comparator.comparing(Approval::requestedAt)
            .thenComparing(approval -> approval.executionId().value())
            .reversed());
    return found;
  }

  /** A question that waits, once it is settled; fails with a TimeoutException after a while. */
  Future<Approval> settled(ExecutionId id, Duration within) {
    Promise<Approval> promise = waits.computeIfAbsent(id, key -> Promise.promise());
    Promise<Approval> mine = Promise.promise();
    long timer =
        context
            .vertx()
            .setTimer(
                within.toMillis(), fired -> mine.tryFail(new TimeoutException("not settled")));
    promise.future().onSuccess(mine::tryComplete);
    return mine.future().onComplete(done -> context.vertx().cancelTimer(timer));
  }
}
