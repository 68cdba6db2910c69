package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A profile that sandboxes can be created under.
 *
 * @param name what to ask for
 * @param revision which version of it
 * @param description one line for people
 * @param image what its sandboxes start from: a built-in image's name, or a reference
 * @param isolation the least isolation it gives
 * @param commandMode {@code whitelist} or {@code blacklist}
 * @param commands the programs on that list
 * @param network {@code none}, {@code restricted} or {@code full}
 * @param source the whole answer
 */
public record ProfileSummary(
    String name,
    String revision,
    String description,
    String image,
    String isolation,
    String commandMode,
    List<String> commands,
    String network,
    JsonNode source) {

  static ProfileSummary from(Json json) {
    Json commands = json.object("commands");
    return new ProfileSummary(
        json.text("name"),
        json.has("revision") ? json.node().get("revision").asText() : "",
        json.textOr("description", ""),
        json.textOr("image", ""),
        json.textOr("isolation", ""),
        commands.textOr("mode", ""),
        commands.texts("list"),
        json.has("network") ? json.object("network").textOr("mode", "") : "",
        json.node());
  }

  /** Whether its list stands against this program. (What the gate decides may be stricter.) */
  public boolean denies(String program) {
    return commandMode.equals("whitelist") != commands.contains(program);
  }
}
