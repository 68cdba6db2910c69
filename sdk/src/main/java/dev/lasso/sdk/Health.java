package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node can run commands.
 *
 * @param status {@code ok}, {@code starting} or {@code unavailable}
 * @param uptime since it started
 * @param problems what stands in the way
 * @param preparing what it is busy with, such as building an image
 * @param images those of the built-in images that sandboxes can start from by now
 * @param source the whole answer
 */
public record Health(
    String status,
    Duration uptime,
    List<String> problems,
    @Nullable String preparing,
    Set<String> images,
    JsonNode source) {

  static Health from(Json json) {
    return new Health(
        json.text("status"),
        Duration.ofMillis((long) (json.number("uptime_seconds") * 1000)),
        json.texts("problems"),
        json.optionalText("preparing"),
        images(json.node()),
        json.node());
  }

  private static Set<String> images(JsonNode answer) {
    Set<String> images = new TreeSet<>();
    for (JsonNode runner : answer.at("/services/runner/instances")) {
      images.addAll(List.of(runner.at("/details/images").asText().split(",")));
    }
    return Set.copyOf(images);
  }

  /** Whether commands can run. */
  public boolean isReady() {
    return status.equals("ok");
  }
}
