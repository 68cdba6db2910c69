package dev.lasso.contracts;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A caller wants a sandbox. Taken by whichever node has room.
 *
 * @param sandboxId its id from now on
 * @param name a name for people; need not be unique
 * @param profile the revision that holds for its whole life
 * @param isolation how strongly it is kept apart; never weakened
 * @param workingDir the host's directory that becomes the workspace; absent: an empty one that goes
 *     with the sandbox
 * @param env environment of every command in it
 * @param labels free key-values of the caller
 * @param actor who asked
 * @param at when
 * @param startBy after this moment it must not be created any more
 */
public record SandboxRequested(
    SandboxId sandboxId,
    String name,
    ProfileRef profile,
    Isolation isolation,
    @Nullable String workingDir,
    Map<String, String> env,
    Map<String, String> labels,
    String actor,
    Instant at,
    Instant startBy)
    implements Event {

  @Override
  public String eventId() {
    return sandboxId + "/requested";
  }
}
