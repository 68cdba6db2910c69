package dev.lasso.profile;

import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.HeartbeatSender;
import dev.lasso.kit.Received;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Settings;
import dev.lasso.kit.TraceContext;
import dev.lasso.policy.profile.ProfileToml;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the profiles: at the start, and whenever a file of the user's directory changes. A file
 * that can't be used is reported and changes nothing; what it said before stays in force.
 *
 * <p>A profile whose file is gone stays published: sandboxes may live under it, and a typo in a
 * file's name must not stop them. It can be replaced by a file of the same name.
 */
public final class ProfileService implements Service {
  private static final Logger log = LoggerFactory.getLogger(ProfileService.class);
  private static final Duration RESCAN = Duration.ofSeconds(2);

  private final ServiceContext context;
  private final Path directory;
  private final String instance;
  private volatile @Nullable String deployment;

  private ProfileService(ServiceContext context, Path directory, String instance) {
    this.context = context;
    this.directory = directory;
    this.instance = instance;
  }

  /** Settings: {@code LASSO_PROFILES_DIR}, the directory of the user's own profiles. */
  public static ProfileService create(ServiceContext context, Settings settings) {
    return new ProfileService(
        context,
        settings.path("LASSO_PROFILES_DIR", settings.home().profiles()),
        settings.text("LASSO_INSTANCE", "profile-" + UUID.randomUUID()));
  }

  @Override
  public String name() {
    return "profile";
  }

  @Override
  public Future<Void> start() {
    return context
        .vertx()
        .executeBlocking(() -> new ProfileSources(directory))
        .compose(sources -> context.vertx().deployVerticle(new Publisher(sources)))
        .onSuccess(id -> deployment = id)
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    String id = deployment;
    return id == null ? Future.succeededFuture() : context.vertx().undeploy(id).otherwiseEmpty();
  }

  /** Everything of the service, on one event loop. */
  private final class Publisher extends VerticleBase {
    private final ServiceContext shared = ProfileService.this.context;
    private final ProfileSources sources;
    private final EventProducer producer = new EventProducer(shared, "profile");
    private final Map<String, ProfilePublished> current = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private final HeartbeatSender heartbeat =
        new HeartbeatSender(shared, producer, instance, Heartbeat.Role.PROFILE, this::status);
    private final ConsumerLoop loop =
        ConsumerLoop.builder(shared, "profile-view")
            .on(Topics.PROFILE, this::seen)
            .replay()
            .build();
    private Map<String, String> invalid = Map.of();
    private boolean published;
    private long timer = -1;

    Publisher(ProfileSources sources) {
      this.sources = sources;
    }

    @Override
    public Future<?> start() {
      heartbeat.start();
      return loop.start()
          .compose(started -> loop.caughtUp())
          .compose(caughtUp -> scan())
          .onSuccess(first -> timer = vertx.setTimer(RESCAN.toMillis(), id -> rescan()));
    }

    private Future<Void> seen(Received<ProfilePublished> received) {
      ProfilePublished fresh = received.value();
      current.merge(
          fresh.ref().name(),
          fresh,
          (old, latest) -> latest.at().isBefore(old.at()) ? old : latest);
      return Future.succeededFuture();
    }

    private void rescan() {
      scan()
          .onFailure(failure ->
              log.atWarn()
                  .addKeyValue("problem", String.valueOf(failure))
                  .log("profiles could not be published; trying again"))
          .onComplete(done -> timer = vertx.setTimer(RESCAN.toMillis(), id -> rescan()));
    }

    private Future<Void> scan() {
      return vertx.executeBlocking(sources::read).compose(this::publish);
    }

    private Future<Void> publish(ProfileSources.Contents contents) {
      invalid = contents.invalid();
      invalid.forEach(this::report);
      Future<Void> all = Future.succeededFuture();
      for (ProfileSources.Sourced sourced : contents.profiles()) {
        all = all.compose(before -> publishIfNew(sourced));
      }
      return all.onSuccess(done -> published = true);
    }

    private Future<Void> publishIfNew(ProfileSources.Sourced sourced) {
      ProfileRef ref = ProfileToml.refOf(sourced.profile());
      ProfilePublished known = current.get(ref.name());
      if (known != null && known.ref().equals(ref)) {
        return Future.succeededFuture();
      }
      ProfilePublished fresh =
          new ProfilePublished(ref, sourced.profile(), sourced.source(), shared.clock().instant());
      log.atInfo()
          .addKeyValue("profile", ref)
          .addKeyValue("source", sourced.source())
          .log("publishing a profile");
      return producer
          .send(Topics.PROFILE, ref.toString(), fresh, TraceContext.root(shared.random()))
          .onSuccess(sent -> current.put(ref.name(), fresh));
    }

    private void report(String file, String problems) {
      if (reported.size() > 1_000) {
        reported.clear();
      }
      if (reported.add(file + "\n" + problems)) {
        log.atWarn()
            .addKeyValue("file", file)
            .addKeyValue("problems", problems)
            .log("a profile cannot be used; what it said before stays in force");
      }
    }

    private HeartbeatSender.Status status() {
      Map<String, String> details = new HashMap<>();
      details.put("profiles", Integer.toString(current.size()));
      if (!invalid.isEmpty()) {
        details.put("invalid", String.join(", ", invalid.keySet()));
      }
      return published
          ? HeartbeatSender.Status.ok(details)
          : HeartbeatSender.Status.notReady("profiles are not published yet", details);
    }

    @Override
    public Future<?> stop() {
      vertx.cancelTimer(timer);
      return Future.join(heartbeat.stop(), loop.stop())
          .otherwiseEmpty()
          .compose(left -> producer.close());
    }
  }
}
