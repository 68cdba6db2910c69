package dev.lasso.gate;

import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.behavior.Alert;
import dev.lasso.policy.behavior.BehaviorWatch;
import io.micrometer.core.instrument.Counter;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commands of each sandbox were together, and which sandboxes are paused for it. A pause
 * is on its topic before the decision that tells of it, so it outlives every gate; what is counted
 * is in memory, and begins anew with a gate. Confined to the gate's event loop.
 */
final class SandboxPast {
  private static final Logger log = LoggerFactory.getLogger(SandboxPast.class);

  private final ServiceContext context;
  private final EventProducer producer;
  private final ConsumerLoop loop;
  private final BehaviorWatch watch = new BehaviorWatch();
  private final Map<SandboxId, Pausing> pausing = new HashMap<>();
  private final Set<SandboxId> onTopic = new HashSet<>();

  /** A pause that is not back from the topic yet. */
  private record Pausing(SandboxPause pause, Future<Void> sent) {}

  SandboxPast(ServiceContext context, EventProducer producer) {
    this.context = context;
    this.producer = producer;
    this.loop =
        ConsumerLoop.builder(context, "gate-pauses")
            .on(
                Topics.SANDBOX_PAUSE,
                this::accept,
                key -> onTopic.removeIf(id -> id.value().equals(key)))
            .replay()
            .build();
  }

  Future<Void> start() {
    return loop.start().compose(started -> loop.caughtUp());
  }

  Future<Void> stop() {
    return loop.stop();
  }

  private Future<Void> accept(Received<SandboxPause> received) {
    SandboxPause pause = received.value();
    onTopic.add(pause.sandboxId());
    if (pause.paused()) {
      pausing.remove(pause.sandboxId());
      watch.pause(pause.sandboxId());
    } else {
      watch.resume(pause.sandboxId());
    }
    return Future.succeededFuture();
  }

  /** What becomes of an opinion of the next command. */
  Opinion next(
      CommandRequested command, Profile profile, Opinion opinion, Instant now, TraceContext trace) {
    BehaviorWatch.Watched watched = watch.next(command.sandboxId(), profile, opinion, now);
    for (Alert alert : watched.alerts()) {
      Counter.builder("lasso.gate.behavior")
          .tag("signal", alert.signal().name())
          .tag("action", alert.action().name())
          .register(context.meters())
          .increment();
      if (alert.action() == Alert.Action.PAUSE) {
        log.atWarn()
            .addKeyValue("sandbox", command.sandboxId())
            .addKeyValue("rule", alert.rule())
            .log("a sandbox is paused until a person resumes it");
        send(
            new SandboxPause(
                command.sandboxId(), true, alert.rule(), alert.reason(), command.actor(), now),
            trace);
      }
    }
    return watched.opinion();
  }

  /**
   * What becomes of an opinion of a command that was counted when a person was asked about it, and
   * that they have approved: it is not counted again, and a pause holds for it too.
   */
  Opinion approved(SandboxId sandbox, Opinion opinion) {
    return watch.unlessPaused(sandbox, opinion);
  }

  /** Completes once a pause of the sandbox, where one has begun, is acknowledged. */
  Future<Void> settled(SandboxId sandbox, TraceContext trace) {
    Pausing open = pausing.get(sandbox);
    if (open == null) {
      return Future.succeededFuture();
    }
    return open.sent().failed() ? send(open.pause(), trace) : open.sent();
  }

  private Future<Void> send(SandboxPause pause, TraceContext trace) {
    Future<Void> sent =
        producer.send(
            Topics.SANDBOX_PAUSE, pause.sandboxId().value(), pause, trace.child(context.random()));
    pausing.put(pause.sandboxId(), new Pausing(pause, sent));
    return sent;
  }

  /** Nothing follows in it. */
  void ended(SandboxId sandbox) {
    watch.forget(sandbox);
    pausing.remove(sandbox);
    if (onTopic.remove(sandbox)) {
      producer
          .tombstone(Topics.SANDBOX_PAUSE, sandbox.value(), TraceContext.root(context.random()))
          .onFailure(failure ->
              log.atWarn()
                  .addKeyValue("problem", String.valueOf(failure.getMessage()))
                  .log("the pause of a sandbox that has ended stays on its topic"));
    }
  }
}
