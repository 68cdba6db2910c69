package dev.lasso.gateway;

import dev.lasso.kit.Settings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What can be set about a gateway.
 *
 * @param host address it listens on ({@code LASSO_GATEWAY_HOST}); loopback unless told otherwise
 * @param port port ({@code LASSO_GATEWAY_PORT}); 0: any that is free
 * @param apiKeyFile file of the key that clients show ({@code LASSO_API_KEY_FILE}); made where it
 *     is missing
 * @param maxPending most requests that may wait for an answer at once ({@code LASSO_MAX_PENDING})
 * @param createTimeout how long a sandbox may take to come up ({@code LASSO_CREATE_TIMEOUT_MS})
 * @param startWithin how long after its acceptance a command may still start ({@code
 *     LASSO_START_WITHIN_MS})
 */
record GatewaySettings(
    String host,
    int port,
    Path apiKeyFile,
    int maxPending,
    Duration createTimeout,
    Duration startWithin) {

  /** The longest request body, in bytes. */
  static final long MAX_BODY = 768 << 10;

  static GatewaySettings from(Settings settings) {
    return new GatewaySettings(
        settings.text("LASSO_GATEWAY_HOST", "127.0.0.1"),
        settings.number("LASSO_GATEWAY_PORT", 8080, 0, 65_535),
        settings.path("LASSO_API_KEY_FILE", settings.home().apiKey()),
        settings.number("LASSO_MAX_PENDING", 1_024, 1, 100_000),
        settings.millis(
            "LASSO_CREATE_TIMEOUT_MS",
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10)),
        settings.millis(
            "LASSO_START_WITHIN_MS",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            Duration.ofMinutes(1)));
  }
}
