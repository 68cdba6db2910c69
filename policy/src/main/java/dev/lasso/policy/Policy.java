package dev.lasso.policy;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.Profile.NetworkMode;
import dev.lasso.policy.net.HostRules;
import java.util.List;
import java.util.Set;

/**
 * A profile, made ready for judging. Immutable; made once for a profile's revision.
 *
 * @param profile what it was made from
 * @param listed the programs of its list
 * @param hosts what may be connected to
 */
public record Policy(Profile profile, Set<String> listed, HostRules hosts) {

  /** Makes one. */
  public static Policy of(Profile profile) {
    return new Policy(
        profile,
        Set.copyOf(profile.commands().list()),
        HostRules.of(
            profile.network().mode() == NetworkMode.FULL,
            profile.network().mode() == NetworkMode.RESTRICTED
                ? profile.network().allow()
                : List.of()));
  }

  boolean isWhitelist() {
    return profile.commands().mode() == ListMode.WHITELIST;
  }

  boolean hasNetwork() {
    return profile.network().mode() != NetworkMode.NONE;
  }
}
