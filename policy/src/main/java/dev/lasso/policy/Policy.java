package dev.lasso.policy;

import dev.lasso.contracts.Profile;
import dev.lasso.contracts.Profile.ListMode;
import dev.lasso.contracts.Profile.NetworkMode;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.command.GateVersion;
import dev.lasso.policy.net.HostRules;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A profile, made ready for judging. Immutable; made once for a profile's revision. */
public final class Policy {
  private final Profile profile;
  private final Set<String> listed;
  private final HostRules hosts;
  private final OwnRules rules;
  private volatile @Nullable String hash;

  private Policy(Profile profile, Set<String> listed, HostRules hosts) {
    this.profile = profile;
    this.listed = listed;
    this.hosts = hosts;
    this.rules = OwnRules.of(profile);
  }

  /** What it was made from. */
  public Profile profile() {
    return profile;
  }

  /**
   * Names all that it is judged by: hex SHA-256 of the gate's own code and tables and of the
   * profile's content.
   */
  public String hash() {
    String known = hash;
    if (known == null) {
      MessageDigest digest = GateVersion.sha256();
      digest.update((GateVersion.current() + "\0").getBytes(StandardCharsets.UTF_8));
      known = HexFormat.of().formatHex(digest.digest(Wire.encode(profile)));
      hash = known;
    }
    return known;
  }

  /** The programs of its list. */
  Set<String> listed() {
    return listed;
  }

  /** What may be connected to. */
  HostRules hosts() {
    return hosts;
  }

  /** The profile's own rules. */
  OwnRules rules() {
    return rules;
  }

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
