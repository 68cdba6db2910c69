package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The question to a person whether one command may run.
 *
 * @param id of the one execution that it is about
 * @param sandboxId where
 * @param state {@code pending}, {@code approved}, {@code denied}, {@code expired} or {@code void}
 * @param sent what the caller sent: the line, or the words with blanks between
 * @param argv the words that would be executed
 * @param cwd where
 * @param rule the rule that asks
 * @param reasons why a person is asked
 * @param profile the policy that asks
 * @param actor who asked for the command
 * @param requestedAt when
 * @param expiresAt from this moment on no answer counts
 * @param answer what a person said, if one did
 * @param detail a sentence, where the state alone does not explain itself
 * @param source the whole answer
 */
public record ApprovalSummary(
    String id,
    String sandboxId,
    String state,
    String sent,
    List<String> argv,
    String cwd,
    String rule,
    List<String> reasons,
    String profile,
    String actor,
    Instant requestedAt,
    Instant expiresAt,
    @Nullable Answer answer,
    @Nullable String detail,
    JsonNode source) {

  /**
   * What a person said.
   *
   * @param verdict {@code approve} or {@code deny}
   * @param actor who
   * @param reason theirs; may be empty
   */
  public record Answer(String verdict, String actor, String reason) {

    static Answer from(Json json) {
      return new Answer(json.text("verdict"), json.text("actor"), json.textOr("reason", ""));
    }
  }

  static ApprovalSummary from(Json json) {
    Json plan = json.object("plan");
    Json answer = json.optionalObject("answer");
    String line = json.optionalText("command");
    return new ApprovalSummary(
        json.text("id"),
        json.text("sandbox_id"),
        json.text("state"),
        line == null ? String.join(" ", json.texts("argv")) : line,
        plan.texts("argv"),
        plan.textOr("cwd", ""),
        json.textOr("rule", ""),
        json.texts("reasons"),
        json.textOr("profile", "") + "@" + json.textOr("profile_revision", ""),
        json.textOr("actor", ""),
        json.instant("requested_at"),
        json.instant("expires_at"),
        answer == null ? null : Answer.from(answer),
        json.optionalText("detail"),
        json.node());
  }

  /** Whether it waits for an answer. */
  public boolean isPending() {
    return state.equals("pending");
  }
}
