package dev.lasso.gateway;

import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The profiles, as the compacted topic tells them: every revision, and which of a name is current.
 */
final class ProfileCatalog {
  private final ConsumerLoop loop;
  private final Map<ProfileRef, ProfilePublished> revisions = new HashMap<>();
  private final Map<String, ProfilePublished> current = new TreeMap<>();

  ProfileCatalog(ServiceContext context) {
    this.loop =
        ConsumerLoop.builder(context, "gateway-profiles")
            .on(Topics.PROFILE, this::accept, this::remove)
            .replay()
            .build();
  }

  Future<Void> start() {
    return loop.start().compose(started -> loop.caughtUp());
  }

  Future<Void> stop() {
    return loop.stop();
  }

  private Future<Void> accept(Received<ProfilePublished> received) {
    ProfilePublished published = received.value();
    revisions.put(published.ref(), published);
    current.merge(
        published.ref().name(),
        published,
        (old, fresh) -> fresh.at().isBefore(old.at()) ? old : fresh);
    return Future.succeededFuture();
  }

  private void remove(String key) {
    revisions.keySet().removeIf(ref -> ref.toString().equals(key));
    current.values().removeIf(published -> published.ref().toString().equals(key));
  }

  /** The current revision of a name. */
  Optional<ProfilePublished> current(String name) {
    return Optional.ofNullable(current.get(name));
  }

  /** One revision, current or not. */
  Optional<ProfilePublished> revision(ProfileRef ref) {
    return Optional.ofNullable(revisions.get(ref));
  }

  /** The current revision of every name, by name. */
  Collection<ProfilePublished> all() {
    return current.values();
  }
}
