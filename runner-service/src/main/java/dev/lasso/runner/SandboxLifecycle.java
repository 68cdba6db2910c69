package dev.lasso.runner;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.contracts.SandboxStopRequested;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.Received;
import dev.lasso.kit.TraceContext;
import dev.lasso.runner.container.EngineException;
import dev.lasso.runner.container.EngineFacts;
import dev.lasso.runner.container.LiveSandbox;
import dev.lasso.runner.container.SandboxOrder;
import dev.lasso.runner.domain.SandboxStates;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From a request to a sandbox that runs, and from there to its end, whoever brings it about. Every
 * phase is published once.
 *
 * <p>Thread-safe; never blocks.
 */
final class SandboxLifecycle {
  private static final Logger log = LoggerFactory.getLogger(SandboxLifecycle.class);

  private static final int PROFILE_ATTEMPTS = 50;
  private static final long PROFILE_RETRY_MS = 100;

  private final NodeParts parts;
  private final SandboxStates states;
  private final ProfileTable profiles;
  private final Map<SandboxId, OwnedSandbox> owned = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  SandboxLifecycle(NodeParts parts, ProfileTable profiles) {
    this.parts = parts;
    this.states = new SandboxStates(parts.node());
    this.profiles = profiles;
  }

  /** A sandbox of this node that runs, is being made or is being taken away. */
  Optional<OwnedSandbox> find(SandboxId id) {
    return Optional.ofNullable(owned.get(id));
  }

  /** All of those. */
  Set<SandboxId> living() {
    return Set.copyOf(owned.keySet());
  }

  /** From now on none is made. */
  void stopping() {
    stopping = true;
  }

  private Instant now() {
    return parts.context().clock().instant();
  }

  /** Says that what an earlier life of this node left behind is gone. */
  Future<Void> loseThoseOfEarlierLives() {
    List<Future<Void>> all =
        parts.directory().own().stream()
            .map(state ->
                switch (state.phase()) {
                  case CREATING, RUNNING ->
                      publish(
                          state.in(Phase.LOST, "its node was restarted", now()),
                          TraceContext.root(parts.context().random()));
                  case REMOVED -> forget(state, TraceContext.root(parts.context().random()));
                  case STOPPED, FAILED, LOST -> Future.<Void>succeededFuture();
                })
            .toList();
    return Future.all(all).mapEmpty();
  }

  /** Completes when it runs or has failed, and that is published. */
  Future<Void> requested(Received<SandboxRequested> received) {
    SandboxRequested request = received.value();
    OwnedSandbox present = owned.get(request.sandboxId());
    if (present != null) {
      return present.settled().future();
    }
    if (parts.directory().isTaken(request.sandboxId())) {
      return Future
          .succeededFuture(); // delivered again; whoever took it has said, or will say, what became
      // of it
    }
    Instant now = now();
    if (stopping) {
      return Future.failedFuture("the node is being stopped"); // another node's, or the next life's
    }
    if (now.isAfter(request.startBy())) {
      return publish(
          states.failed(request, "no node took it in time; try again", now), received.trace());
    }
    if (owned.size() >= parts.settings().maxSandboxes()) {
      parts.metrics().creationFailed();
      return publish(
          states.failed(
              request,
              "the node has %d sandboxes, the most it may (LASSO_MAX_SANDBOXES); stop one or try again later"
                  .formatted(parts.settings().maxSandboxes()),
              now),
          received.trace());
    }
    OwnedSandbox sandbox = new OwnedSandbox(request.sandboxId(), received.trace());
    owned.put(request.sandboxId(), sandbox);
    parts.metrics().sandboxes().incrementAndGet();
    return publish(states.creating(request, now), received.trace())
        .compose(published -> profile(request, PROFILE_ATTEMPTS))
        .compose(profile -> make(request, profile))
        .transform(made ->
            made.succeeded()
                ? runs(request, sandbox, made.result(), now)
                : failed(request, sandbox, made.cause()))
        .onComplete(sandbox.settled());
  }

  /** The request may overtake its profile, which is on another topic. */
  private Future<Profile> profile(SandboxRequested request, int attempts) {
    Optional<Profile> profile = profiles.find(request.profile());
    if (profile.isPresent()) {
      return Future.succeededFuture(profile.get());
    }
    if (attempts == 0 || now().isAfter(request.startBy())) {
      return Future.failedFuture(
          new EngineException(
              "the profile " + request.profile() + " has not reached the node; try again"));
    }
    return parts
        .context()
        .vertx()
        .timer(PROFILE_RETRY_MS, TimeUnit.MILLISECONDS)
        .compose(waited -> profile(request, attempts - 1));
  }

  private Future<LiveSandbox> make(SandboxRequested request, Profile profile) {
    EngineFacts facts = parts.monitor().facts();
    if (facts == null) {
      return Future.failedFuture(new EngineException(String.valueOf(parts.monitor().problem())));
    }
    facts.runtimeFor(request.isolation()); // fails before anything is waited for
    long patience = Math.max(1, Duration.between(now(), request.startBy()).toMillis());
    return Future.fromCompletionStage(parts.images().use(profile.image()))
        .timeout(patience, TimeUnit.MILLISECONDS)
        .recover(failure ->
            Future.failedFuture(
                failure instanceof TimeoutException
                    ? new EngineException(
                        "the image %s was not ready in time (%s); try again"
                            .formatted(profile.image(), String.valueOf(parts.images().preparing())))
                    : failure))
        .compose(image ->
            Future.fromCompletionStage(
                parts
                    .factory()
                    .create(
                        new SandboxOrder(
                            request.sandboxId(),
                            profile,
                            request.isolation(),
                            request.workingDir(),
                            request.env()),
                        image,
                        facts)));
  }

  private Future<Void> runs(
      SandboxRequested request, OwnedSandbox sandbox, LiveSandbox live, Instant since) {
    sandbox.running(live);
    parts.metrics().created(Duration.between(since, now()));
    var _ = live.ended().thenAccept(reason -> died(sandbox, live, reason));
    return publish(states.running(request, now()), sandbox.trace());
  }

  private Future<Void> failed(SandboxRequested request, OwnedSandbox sandbox, Throwable failure) {
    parts.metrics().creationFailed();
    EngineException known = EngineException.of("the sandbox could not be made", failure);
    log.atWarn()
        .addKeyValue("sandbox", request.sandboxId())
        .addKeyValue("problem", known.getMessage())
        .log("a sandbox could not be made");
    return publish(
            states.failed(request, String.valueOf(known.getMessage()), now()), sandbox.trace())
        .onComplete(published -> disown(sandbox));
  }

  private void disown(OwnedSandbox sandbox) {
    if (owned.remove(sandbox.id(), sandbox)) {
      parts.metrics().sandboxes().decrementAndGet();
    }
  }

  private void died(OwnedSandbox sandbox, LiveSandbox live, String reason) {
    Future<Void> _ =
        sandbox
            .end(() -> {
              parts.metrics().lost();
              return Future.fromCompletionStage(parts.factory().bury(live, reason))
                  .compose(why -> ended(sandbox, Phase.LOST, why));
            })
            .onFailure(failure -> warn(sandbox.id(), failure));
  }

  /** Ends every sandbox, as far as it can be done in a bounded time. */
  Future<Void> stopAll(String why) {
    return Future.join(owned.values().stream().map(sandbox -> stop(sandbox, why)).toList())
        .mapEmpty();
  }

  private Future<Void> stop(OwnedSandbox sandbox, String why) {
    return sandbox.end(() -> {
      LiveSandbox live = sandbox.live();
      if (live == null) {
        return Future.succeededFuture(); // it failed, which is final
      }
      return Future.fromCompletionStage(parts.factory().destroy(live))
          .onFailure(failure -> warn(sandbox.id(), failure))
          .otherwiseEmpty() // what is left of it is swept away later
          .compose(gone -> ended(sandbox, Phase.STOPPED, why));
    });
  }

  private Future<Void> ended(OwnedSandbox sandbox, Phase phase, String why) {
    return parts
        .directory()
        .own(sandbox.id())
        .map(state -> publish(state.in(phase, why, now()), sandbox.trace()))
        .orElseGet(Future::succeededFuture)
        .onComplete(published -> disown(sandbox));
  }

  /** Completes when it is stopped, and removed where that was asked, and this is published. */
  Future<Void> stopRequested(Received<SandboxStopRequested> received) {
    SandboxStopRequested request = received.value();
    if (!request.nodeId().equals(parts.node())) {
      return Future.succeededFuture();
    }
    OwnedSandbox sandbox = owned.get(request.sandboxId());
    Future<Void> stopped =
        sandbox == null ? Future.succeededFuture() : stop(sandbox, "stopped by " + request.actor());
    return stopped.compose(done -> answer(request, received.trace()));
  }

  private Future<Void> answer(SandboxStopRequested request, TraceContext trace) {
    @Nullable SandboxState state = parts.directory().own(request.sandboxId()).orElse(null);
    if (state == null) {
      // Nobody knows it any more: the caller gets an answer all the same.
      return remove(states.unheardOf(request, now()), trace);
    }
    return request.remove()
        ? remove(state.in(Phase.REMOVED, "removed by " + request.actor(), now()), trace)
        : Future.succeededFuture();
  }

  private Future<Void> remove(SandboxState removed, TraceContext trace) {
    return publish(removed, trace).compose(published -> forget(removed, trace));
  }

  private Future<Void> forget(SandboxState removed, TraceContext trace) {
    parts.directory().remove(removed.sandboxId());
    return parts.publisher().tombstone(Topics.SANDBOX_STATE, removed.sandboxId().value(), trace);
  }

  private Future<Void> publish(SandboxState state, TraceContext trace) {
    parts.directory().put(state);
    return parts
        .publisher()
        .publish(
            Topics.SANDBOX_STATE,
            state.sandboxId().value(),
            state,
            trace.child(parts.context().random()));
  }

  private static void warn(SandboxId id, Throwable failure) {
    log.atWarn()
        .addKeyValue("sandbox", id)
        .addKeyValue("problem", String.valueOf(failure.getMessage()))
        .log("a sandbox did not end cleanly");
  }
}
