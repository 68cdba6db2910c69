package dev.lasso.gate;

import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Policy;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the gate judges by: the sandboxes that run, and every revision of every profile, as the
 * compacted topics tell them. Confined to the gate's event loop.
 */
final class PolicyView {
  private final ConsumerLoop loop;
  private final Map<SandboxId, SandboxState> running = new HashMap<>();
  private final Map<ProfileRef, CommandGate> gates = new HashMap<>();
  private Runnable onChange = () -> {};
  private Consumer<SandboxId> onEnd = sandbox -> {};

  PolicyView(ServiceContext context) {
    this.loop =
        ConsumerLoop.builder(context, "gate-view")
            .on(
                Topics.SANDBOX_STATE,
                this::accept,
                key -> running.keySet().removeIf(id -> id.value().equals(key)))
            .on(
                Topics.PROFILE,
                this::acceptProfile,
                key -> gates.keySet().removeIf(ref -> ref.toString().equals(key)))
            .replay()
            .build();
  }

  /** Has something run after every change. */
  void onChange(Runnable listener) {
    this.onChange = listener;
  }

  /** Is told of every sandbox that has ended. */
  void onEnd(Consumer<SandboxId> listener) {
    this.onEnd = listener;
  }

  Future<Void> start() {
    return loop.start().compose(started -> loop.caughtUp());
  }

  Future<Void> stop() {
    return loop.stop();
  }

  private Future<Void> accept(Received<SandboxState> received) {
    SandboxState state = received.value();
    if (state.phase() == SandboxState.Phase.RUNNING) {
      running.put(state.sandboxId(), state);
    } else {
      running.remove(state.sandboxId());
    }
    if (state.phase().isFinal()) {
      onEnd.accept(state.sandboxId());
    }
    onChange.run();
    return Future.succeededFuture();
  }

  private Future<Void> acceptProfile(Received<ProfilePublished> received) {
    gates.put(received.value().ref(), new CommandGate(Policy.of(received.value().profile())));
    onChange.run();
    return Future.succeededFuture();
  }

  Optional<SandboxState> running(SandboxId id) {
    return Optional.ofNullable(running.get(id));
  }

  /** The gate of a profile's revision. */
  Optional<CommandGate> gate(ProfileRef ref) {
    return Optional.ofNullable(gates.get(ref));
  }
}
