package dev.lasso.gate;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.gate.domain.Gate;
import dev.lasso.gate.domain.Ruling;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.HeartbeatSender;
import dev.lasso.kit.Received;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Settings;
import dev.lasso.policy.CommandGate;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Decides on every requested command and publishes the decision.
 *
 * <p>Judges by the profile revision that the sandbox was created with, as the sandbox's own node
 * published it; what a request says of profile and node is not believed. A command for a sandbox
 * that is not known to run is held for a moment, since the news of a new sandbox may be on its way,
 * and then denied. A command about which a person must be asked waits for the answer ({@link
 * ApprovalDesk}); its record is done once the question is acknowledged.
 *
 * <p>Delivery is at least once: after a crash the same command may be decided on twice. Both
 * decisions carry the same event id.
 */
public final class GateService implements Service {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_PARKED = 1_000;

  private final ServiceContext context;
  private final @Nullable String named;
  private final ApprovalSettings approvals;
  private final String instance;
  private volatile @Nullable String deployment;

  private GateService(ServiceContext context, @Nullable String named, ApprovalSettings approvals) {
    this.context = context;
    this.named = named;
    this.approvals = approvals;
    this.instance = named == null ? "gate-" + UUID.randomUUID() : named;
  }

  /**
   * Settings: {@code LASSO_INSTANCE}, a name that a restarted gate has again, so that it takes its
   * place at once; {@link ApprovalSettings}.
   */
  public static GateService create(ServiceContext context, Settings settings) {
    return new GateService(
        context,
        settings.optionalText("LASSO_INSTANCE").orElse(null),
        ApprovalSettings.from(settings));
  }

  @Override
  public String name() {
    return "gate";
  }

  @Override
  public Future<Void> start() {
    return context
        .vertx()
        .deployVerticle(new Decider())
        .onSuccess(id -> deployment = id)
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    String id = deployment;
    return id == null ? Future.succeededFuture() : context.vertx().undeploy(id).otherwiseEmpty();
  }

  /** Everything of the gate, on one event loop. */
  private final class Decider extends VerticleBase {
    private final ServiceContext shared = GateService.this.context;
    private final EventProducer producer = new EventProducer(shared, "gate");
    private final PolicyView view = new PolicyView(shared);
    private final SandboxPast past = new SandboxPast(shared, producer);
    private final ApprovalDesk desk =
        new ApprovalDesk(shared, producer, view, this::judgeAnew, approvals);
    private final Set<Parked> parked = new LinkedHashSet<>();
    private final ConsumerLoop loop =
        ConsumerLoop.builder(shared, "gate-commands")
            .on(Topics.COMMAND_REQUESTED, this::accept)
            .on(Topics.APPROVAL_ANSWERED, desk::answered)
            .shared("lasso.gate")
            .instanceId(named)
            .build();
    private final HeartbeatSender heartbeat =
        new HeartbeatSender(shared, producer, instance, Heartbeat.Role.GATE, this::status);

    /** A command that waits for news of its sandbox. */
    private record Parked(
        Received<CommandRequested> received, Promise<Void> decided, Instant until) {}

    @Override
    public Future<?> start() {
      view.onChange(this::reconsider);
      view.onEnd(past::ended);
      heartbeat.start();
      return past.start()
          .compose(known -> view.start())
          .compose(caughtUp -> desk.start())
          .compose(known -> loop.start());
    }

    private HeartbeatSender.Status status() {
      reconsider();
      return loop.isAssigned()
          ? HeartbeatSender.Status.ok(Map.of())
          : HeartbeatSender.Status.notReady(
              "it is starting, or stands by for another gate", Map.of());
    }

    private Future<Void> accept(Received<CommandRequested> received) {
      CommandRequested command = received.value();
      if (desk.knows(command.executionId())) {
        return Future.succeededFuture(); // delivered again; a person was asked about it
      }
      Optional<SandboxState> sandbox = view.running(command.sandboxId());
      Optional<CommandGate> gate = sandbox.flatMap(state -> view.gate(state.profile()));
      if (sandbox.isPresent() && gate.isPresent()) {
        return decide(received, sandbox.get(), gate.get());
      }
      if (parked.size() >= MAX_PARKED) {
        return denyUnknown(received);
      }
      Instant now = shared.clock().instant();
      Parked waiting = new Parked(received, Promise.promise(), now.plus(PATIENCE));
      parked.add(waiting);
      vertx.setTimer(PATIENCE.toMillis() + 1, id -> reconsider());
      return waiting.decided().future();
    }

    private void reconsider() {
      Instant now = shared.clock().instant();
      for (Parked each : List.copyOf(parked)) {
        Optional<SandboxState> sandbox = view.running(each.received().value().sandboxId());
        Optional<CommandGate> gate = sandbox.flatMap(state -> view.gate(state.profile()));
        if (sandbox.isPresent() && gate.isPresent()) {
          parked.remove(each);
          decide(each.received(), sandbox.get(), gate.get()).onComplete(each.decided());
        } else if (now.isAfter(each.until())) {
          parked.remove(each);
          denyUnknown(each.received()).onComplete(each.decided());
        }
      }
    }

    private Future<Void> decide(
        Received<CommandRequested> received, SandboxState sandbox, CommandGate gate) {
      Timer.Sample started = Timer.start(shared.meters());
      Instant now = shared.clock().instant();
      CommandRequested command = received.value();
      Ruling ruling =
          Gate.decide(
              command,
              sandbox.profile(),
              gate,
              now,
              opinion -> past.next(command, gate.profile(), opinion, now, received.trace()));
      started.stop(
          Timer.builder("lasso.gate.decisions")
              .tag("verdict", ruling.decision().verdict().name())
              .publishPercentileHistogram()
              .register(shared.meters()));
      if (ruling.decision().rule().equals(CommandGate.INTERNAL_ERROR)) {
        shared.meters().counter("lasso.gate.failures").increment();
      }
      return past.settled(command.sandboxId(), received.trace())
          .compose(known ->
              ruling.decision().verdict() == Verdict.ASK
                  ? desk.ask(
                      received, ruling, denied -> publish(received, denied, sandbox.nodeId()))
                  : publish(received, ruling, sandbox.nodeId()));
    }

    /** What would be decided now on a command that a person has approved. */
    private Optional<Ruling> judgeAnew(
        CommandRequested command, SandboxState sandbox, Instant now) {
      return view.gate(sandbox.profile())
          .map(gate ->
              Gate.decide(
                  command,
                  sandbox.profile(),
                  gate,
                  now,
                  opinion -> past.approved(command.sandboxId(), opinion)));
    }

    private Future<Void> denyUnknown(Received<CommandRequested> received) {
      CommandRequested command = received.value();
      Ruling ruling =
          Ruling.deny(
              "sandbox.not-running",
              "sandbox " + command.sandboxId() + " is not known to run under a known profile",
              command.profile());
      return publish(received, ruling, command.nodeId());
    }

    private Future<Void> publish(Received<CommandRequested> received, Ruling ruling, NodeId node) {
      CommandRequested command = received.value();
      CommandDecided decided =
          new CommandDecided(
              command.executionId(),
              command.sandboxId(),
              node,
              ruling.decision(),
              ruling.plan(),
              command.actor(),
              shared.clock().instant(),
              command.startBy());
      return producer.send(
          Topics.COMMAND_DECIDED,
          command.sandboxId().value(),
          decided,
          received.trace().child(shared.random()));
    }

    @Override
    public Future<?> stop() {
      return Future.join(heartbeat.stop(), loop.stop())
          .otherwiseEmpty()
          .compose(left -> desk.stop())
          .otherwiseEmpty()
          .compose(left -> view.stop())
          .otherwiseEmpty()
          .compose(left -> past.stop())
          .otherwiseEmpty()
          .compose(left -> producer.close());
    }
  }
}
