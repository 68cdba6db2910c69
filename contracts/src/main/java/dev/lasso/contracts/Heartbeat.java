package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service instance is there, and whether it can do its work. Sent every second; one that is older
 * than {@link #STALE_AFTER_MS} counts as gone.
 *
 * @param instance unique to the process's service; a runner's node id
 * @param role what it does
 * @param ready whether it can do it now
 * @param problem what to do about it, when it can't
 * @param details facts for people, such as {@code engine}, {@code runtimes}, {@code preparing}
 * @param at when
 */
public record Heartbeat(
    String instance,
    Role role,
    boolean ready,
    @Nullable String problem,
    Map<String, String> details,
    Instant at) {

  /** How often one is sent, in milliseconds. */
  public static final long INTERVAL_MS = 1_000;

  /** After this many milliseconds without one, an instance counts as gone. */
  public static final long STALE_AFTER_MS = 5_000;

  /** The services a command passes through. */
  public enum Role {
    @JsonProperty("gate")
    GATE,
    @JsonProperty("runner")
    RUNNER,
    @JsonProperty("audit")
    AUDIT,
    @JsonProperty("profile")
    PROFILE
  }
}
