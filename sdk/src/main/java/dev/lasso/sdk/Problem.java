package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An error as the node words it (RFC 9457).
 *
 * @param type a stable name, {@code urn:lasso:problem:...}
 * @param title the kind in a few words
 * @param status the HTTP status
 * @param detail what happened this time
 * @param hint what to do about it
 * @param source the whole answer
 */
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    @Nullable String hint,
    JsonNode source) {

  static Problem from(Json json, int status) {
    return new Problem(
        json.textOr("type", "about:blank"),
        json.textOr("title", "HTTP status " + status),
        status,
        json.optionalText("detail"),
        json.optionalText("hint"),
        json.node());
  }

  /** All of it in one line. */
  public String sentence() {
    String said = detail == null ? title : detail;
    return hint == null ? said : said + ": " + hint;
  }

  /** Whether it is of the kind {@code urn:lasso:problem:NAME}. */
  public boolean is(String name) {
    return type.equals("urn:lasso:problem:" + name);
  }
}
