package dev.lasso.cli;

import dev.lasso.cli.text.Steps;
import dev.lasso.sdk.Health;
import dev.lasso.sdk.LassoClient;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits for a built-in image that the node is still building, and shows how far it is. A node that
 * was just set up takes minutes for that; a request would not wait as long.
 */
final class ImageWait {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration ASK = Duration.ofSeconds(5);

  /** Without any news for so long, the wait is over. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private ImageWait() {}

  /**
   * Returns when the image of the profile can be used, or nothing is being prepared: then creating
   * the sandbox says what is wrong.
   */
  static void forProfile(Console console, LassoClient client, String profile, Steps steps)
      throws InterruptedException {
    Health health = client.health(ASK);
    if (health.preparing() == null) {
      return;
    }
    String image =
        client.profiles().stream()
            .filter(known -> known.name().equals(profile))
            .findFirst()
            .map(known -> known.image())
            .orElse("");
    if (!image.matches("[a-z]+")) {
      return; // a reference: fetched when it is first asked for
    }
    Instant lastNews = console.clock().instant();
    String last = "";
    while (health.preparing() != null && !health.images().contains(image)) {
      Instant now = console.clock().instant();
      if (!last.equals(health.preparing())) {
        last = health.preparing();
        lastNews = now;
      } else if (Duration.between(lastNews, now).compareTo(PATIENCE) > 0) {
        return;
      }
      steps.note(last);
      Thread.sleep(POLL);
      health = client.health(ASK);
    }
  }
}
