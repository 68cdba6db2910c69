package dev.lasso.gateway;

import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Every sandbox there is, as the compacted topic tells it. */
final class SandboxDirectory {
  private final ServiceContext context;
  private final ConsumerLoop loop;
  private final Map<SandboxId, SandboxState> states = new HashMap<>();
  private final Map<SandboxId, List<Waiter>> waiters = new HashMap<>();

  private record Waiter(Predicate<SandboxState> wanted, Promise<SandboxState> promise) {}

  SandboxDirectory(ServiceContext context) {
    this.context = context;
    this.loop =
        ConsumerLoop.builder(context, "gateway-sandboxes")
            .on(
                Topics.SANDBOX_STATE,
                this::accept,
                key -> states.keySet().removeIf(id -> id.value().equals(key)))
            .replay()
            .build();
  }

  Future<Void> start() {
    return loop.start().compose(started -> loop.caughtUp());
  }

  Future<Void> stop() {
    return loop.stop();
  }

  private Future<Void> accept(Received<SandboxState> received) {
    SandboxState state = received.value();
    states.put(state.sandboxId(), state);
    List<Waiter> waiting = waiters.getOrDefault(state.sandboxId(), List.of());
    for (Waiter waiter : List.copyOf(waiting)) {
      if (waiter.wanted().test(state)) {
        waiter.promise().tryComplete(state);
      }
    }
    return Future.succeededFuture();
  }

  Optional<SandboxState> find(SandboxId id) {
    return Optional.ofNullable(states.get(id))
        .filter(state -> state.phase() != SandboxState.Phase.REMOVED);
  }

  /** The newest first. */
  List<SandboxState> list() {
    return states.values().stream()
        .filter(state -> state.phase() != SandboxState.Phase.REMOVED)
        .sorted(
            Comparator.comparing(SandboxState::createdAt)
                .thenComparing(state -> state.sandboxId().value())
                .reversed())
        .toList();
  }

  /** The next state that fits; fails with a TimeoutException after a while. */
  Future<SandboxState> next(SandboxId id, Predicate<SandboxState> wanted, Duration within) {
    Promise<SandboxState> promise = Promise.promise();
    Waiter waiter = new Waiter(wanted, promise);
    waiters.computeIfAbsent(id, key -> new ArrayList<>()).add(waiter);
    long timer =
        context
            .vertx()
            .setTimer(
                within.toMillis(),
                fired ->
                    promise.tryFail(new java.util.concurrent.TimeoutException("no such state")));
    return promise
        .future()
        .onComplete(done -> {
          context.vertx().cancelTimer(timer);
          waiters.computeIfPresent(
              id,
              (key, all) -> {
                all.remove(waiter);
                return all.isEmpty() ? null : all;
              });
        });
  }
}
