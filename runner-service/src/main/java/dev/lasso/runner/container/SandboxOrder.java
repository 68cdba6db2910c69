package dev.lasso.runner.container;

import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.SandboxId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox to be made.
 *
 * @param id its id
 * @param profile its image, limits and environment
 * @param isolation how it is kept apart
 * @param workingDir the host's directory that becomes its workspace; absent: an empty one
 * @param env environment of every command, above the profile's
 */
public record SandboxOrder(
    SandboxId id,
    Profile profile,
    Isolation isolation,
    @Nullable String workingDir,
    Map<String, String> env) {}
