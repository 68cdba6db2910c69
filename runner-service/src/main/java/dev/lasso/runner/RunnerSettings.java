package dev.lasso.runner;

import dev.lasso.kit.LassoHome;
import dev.lasso.kit.Settings;
import dev.lasso.runner.container.SandboxImages;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A node's settings.
 *
 * @param home the node's own directory ({@code LASSO_NODE_HOME}, by default {@code LASSO_HOME})
 * @param sharedHome {@code LASSO_HOME}, which no sandbox may see either
 * @param engineHost the container engine ({@code DOCKER_HOST})
 * @param images what images are built from ({@code LASSO_IMAGES}, {@code LASSO_BASE_IMAGE}, {@code
 *     LASSO_EXTRA_CA_DIR})
 * @param maxSandboxes at the same time ({@code LASSO_MAX_SANDBOXES})
 * @param maxExecutions at the same time ({@code LASSO_MAX_EXECUTIONS})
 * @param maxExecutionsPerSandbox at the same time ({@code LASSO_MAX_EXECUTIONS_PER_SANDBOX})
 * @param outputLimit bytes kept of each of an execution's two streams ({@code
 *     LASSO_OUTPUT_LIMIT_BYTES})
 * @param outputBudget bytes of output kept at the same time by all executions ({@code
 *     LASSO_OUTPUT_BUDGET_BYTES})
 * @param engineCalls how many calls the engine is given at once ({@code LASSO_ENGINE_CALLS})
 * @param allowVulnerableRuntime whether a runtime with a known escape is used ({@code
 *     LASSO_ALLOW_VULNERABLE_RUNTIME})
 */
public record RunnerSettings(
    LassoHome home,
    LassoHome sharedHome,
    String engineHost,
    SandboxImages.Sources images,
    int maxSandboxes,
    int maxExecutions,
    int maxExecutionsPerSandbox,
    int outputLimit,
    int outputBudget,
    int engineCalls,
    boolean allowVulnerableRuntime) {

  private static final int MIB = 1 << 20;

  /** The largest record of a result holds both streams in base64, with some room. */
  private static final int MAX_OUTPUT_LIMIT = 2_500_000;

  /** Reads them; problems are reported to {@code settings}. */
  public static RunnerSettings from(Settings settings) {
    LassoHome shared = settings.home();
    Path dist = settings.path("LASSO_DIST", Path.of("."));
    @Nullable Path certificates =
        settings
            .optionalText("LASSO_EXTRA_CA_DIR")
            .map(text -> settings.path("LASSO_EXTRA_CA_DIR", Path.of(".")))
            .orElse(null);
    return new RunnerSettings(
        new LassoHome(settings.path("LASSO_NODE_HOME", shared.root())),
        shared,
        settings.text("DOCKER_HOST", "unix:///var/run/docker.sock"),
        new SandboxImages.Sources(
            settings.path("LASSO_IMAGES", dist.resolve("images")),
            settings.text("LASSO_BASE_IMAGE", "debian:bookworm-slim"),
            certificates),
        settings.number("LASSO_MAX_SANDBOXES", 64, 1, 10_000),
        settings.number("LASSO_MAX_EXECUTIONS", 256, 1, 900),
        settings.number("LASSO_MAX_EXECUTIONS_PER_SANDBOX", 64, 1, 256),
        settings.number("LASSO_OUTPUT_LIMIT_BYTES", MIB, 1, MAX_OUTPUT_LIMIT),
        settings.number("LASSO_OUTPUT_BUDGET_BYTES", 128 * MIB, MIB, Integer.MAX_VALUE),
        settings.number("LASSO_ENGINE_CALLS", 8, 1, 256),
        settings.flag("LASSO_ALLOW_VULNERABLE_RUNTIME", false));
  }
}
