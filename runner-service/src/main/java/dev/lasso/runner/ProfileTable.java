package dev.lasso.runner;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The revisions of profiles on the compacted topic. Thread-safe; as large as the topic. */
final class ProfileTable {
  private final Map<ProfileRef, Profile> profiles = new ConcurrentHashMap<>();

  void seen(ProfilePublished published) {
    profiles.put(published.ref(), published.profile());
  }

  Optional<Profile> find(ProfileRef ref) {
    return Optional.ofNullable(profiles.get(ref));
  }
}
