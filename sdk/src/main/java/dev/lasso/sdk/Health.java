package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node can run commands.
 *
 * @param status {@code ok}, {@code starting} or {@code unavailable}
 * @param uptime since it started
 * @param problems what stands in the way
 * @param preparing what it is busy with, such as building an image
 * @param source the whole answer
 */
public record Health(
    String status,
    Duration uptime,
    List<String> problems,
    @Nullable String preparing,
    JsonNode source) {

  static Health from(Json json) {
    return new Health(
        json.text("status"),
        Duration.ofMillis((long) (json.number("uptime_seconds") * 1000)),
        json.texts("problems"),
        json.optionalText("preparing"),
        json.node());
  }

  /** Whether commands can run. */
  public boolean isReady() {
    return status.equals("ok");
  }
}
