package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not done, as {@code application/problem+json} (RFC 9457).
 *
 * @param status HTTP status
 * @param code last part of the problem's type
 * @param title what kind of problem, always the same for a code
 * @param detail what it is this time
 * @param hint what to do about it
 * @param extension further members
 */
record Problem(
    int status,
    String code,
    String title,
    String detail,
    @Nullable String hint,
    @Nullable ObjectNode extension) {

  static Problem badRequest(String detail) {
    return new Problem(400, "bad-request", "The request cannot be understood", detail, null, null);
  }

  static Problem unknownSandbox(String id) {
    return new Problem(
        404,
        "unknown-sandbox",
        "There is no such sandbox",
        "no sandbox has the id '" + id + "'",
        "list them with `lasso ps --all` or GET /api/v1/sandboxes",
        null);
  }

  /** Worth another try, later. */
  static Problem unavailable(String detail, String hint) {
    return new Problem(503, "unavailable", "This cannot be done now", detail, hint, null);
  }

  static Problem busy() {
    return new Problem(
        503,
        "busy",
        "Too many requests are waiting",
        "as many requests as this gateway holds are waiting for their answers",
        "try again shortly",
        null);
  }

  ObjectNode toJson() {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.put("type", "urn:lasso:problem:" + code);
    json.put("title", title);
    json.put("status", status);
    json.put("detail", detail);
    if (hint != null) {
      json.put("hint", hint);
    }
    if (extension != null) {
      json.setAll(extension);
    }
    return json;
  }

  /** Ends the handling of a request with this problem. */
  ProblemException asException() {
    return new ProblemException(this);
  }

  /** Carries a problem to where requests are answered. */
  static final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Problem problem;

    ProblemException(Problem problem) {
      super(problem.detail(), null, false, false);
      this.problem = problem;
    }

    Problem problem() {
      return problem;
    }
  }
}
