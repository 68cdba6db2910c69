package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.SandboxId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox as the node sees it.
 *
 * @param id names it for ever
 * @param name a name for people; not unique
 * @param profile the profile's name
 * @param state {@code creating}, {@code running}, {@code stopped}, {@code failed}, {@code lost} or
 *     one that a newer node knows
 * @param isolation {@code container}, {@code gvisor} or {@code kata}
 * @param node the node that owns it
 * @param workingDir the directory it works in, on the node's machine; absent: an empty one of its
 *     own
 * @param labels the creator's
 * @param actor who created it
 * @param createdAt when
 * @param detail why, where the state alone does not explain itself
 * @param source the whole answer
 */
public record Sandbox(
    SandboxId id,
    String name,
    String profile,
    String state,
    String isolation,
    String node,
    @Nullable String workingDir,
    Map<String, String> labels,
    String actor,
    Instant createdAt,
    @Nullable String detail,
    JsonNode source) {

  static Sandbox from(Json json) {
    return new Sandbox(
        id(json.text("id")),
        json.textOr("name", ""),
        json.text("profile"),
        json.text("state"),
        json.text("isolation"),
        json.textOr("node", ""),
        json.optionalText("working_dir"),
        json.textsByName("labels"),
        json.textOr("actor", ""),
        json.instant("created_at"),
        json.optionalText("detail"),
        json.node());
  }

  private static SandboxId id(String value) {
    try {
      return new SandboxId(value);
    } catch (IllegalArgumentException e) {
      throw new LassoException.BadAnswer("the answer's id is not a sandbox's", e);
    }
  }

  /** Whether commands may run in it, now or soon. */
  public boolean isAlive() {
    return state.equals("running") || state.equals("creating");
  }
}
