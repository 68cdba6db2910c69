package dev.lasso.sdk;

import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Wire;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A LASSO node, as its users see it. Every method waits for the answer, at most for its deadline,
 * and throws a {@link LassoException} when there is none or it is an error.
 *
 * <p>Thread-safe; meant to be kept: connections are reused. Many commands at once: call it from as
 * many (virtual) threads.
 */
public final class LassoClient implements AutoCloseable {
  /** The longest that one call waits for a command that waits for a person. */
  public static final Duration MOST_PATIENCE = Duration.ofMinutes(5);

  /** Longer than the node waits for anything but a command. */
  private static final Duration SHORT = Duration.ofSeconds(30);

  /** A first sandbox of a kind may have to wait for its image. */
  private static final Duration CREATE = Duration.ofMinutes(3);

  /** Of a command whose request names no limit: beyond what any profile lets it take. */
  private static final Duration LONGEST_COMMAND = Duration.ofHours(25);

  /** What the node takes to give up on a command that exceeds its limit, and to say so. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final int PAGE = 200;
  private static final int MAX_PAGES = 100;
  private static final String APPROVALS = "/api/v1/approvals";
  private static final String SANDBOXES = "/api/v1/sandboxes";
  private static final String DENIED = "command-denied";

  private final Transport transport;

  /** A client of that node; connects when first used. */
  public LassoClient(Connection connection) {
    this.transport = new Transport(connection);
  }

  /**
   * Creates a sandbox.
   *
   * @return it, once it can run commands
   */
  public Sandbox create(SandboxSpec spec) {
    return Sandbox.from(transport.json(transport.post(SANDBOXES, spec.encode(), CREATE)));
  }

  /** The sandbox of that id. */
  public Sandbox sandbox(SandboxId id) {
    return Sandbox.from(transport.json(transport.get(path(id), SHORT)));
  }

  /**
   * All sandboxes that were not removed; those of the caller, where the node tells callers apart.
   */
  public List<Sandbox> sandboxes() {
    List<Sandbox> found = new ArrayList<>();
    String cursor = null;
    for (int page = 0; page < MAX_PAGES; page++) {
      String query = "?limit=" + PAGE;
      if (cursor != null) {
        query += "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8);
      }
      Json answer = transport.json(transport.get(SANDBOXES + query, SHORT));
      found.addAll(answer.objects("items", Sandbox::from));
      cursor = answer.optionalText("next_cursor");
      if (cursor == null) {
        return List.copyOf(found);
      }
    }
    throw new LassoException.BadAnswer(
        "the list of sandboxes has no end; remove old ones with `lasso rm`");
  }

  /**
   * Runs a command and waits for its end; where a person must be asked first, comes back at once
   * ({@link ExecOutcome.Underway}). Never repeated by the client: when it throws {@link
   * LassoException.ConnectionLost} or {@link LassoException.DeadlineExceeded}, only the audit log
   * knows what became of it.
   */
  public ExecOutcome exec(SandboxId id, Command command) {
    Duration limit = command.timeout();
    Duration deadline = limit == null ? LONGEST_COMMAND : limit.plus(MARGIN);
    return outcome(transport.post(path(id) + "/exec", command.encode(), deadline));
  }

  /**
   * What became of a command that was sent before. The node remembers the last ones only.
   *
   * @param patience how long to wait for its end, at most {@link #MOST_PATIENCE}
   */
  public ExecOutcome execution(String executionId, Duration patience) {
    return outcome(
        transport.get(
            "/api/v1/executions/" + encoded(executionId) + "?wait=" + patience.toSeconds(),
            patience.plus(MARGIN)));
  }

  private ExecOutcome outcome(HttpResponse<byte[]> response) {
    if (response.statusCode() == 403) {
      Problem problem = transport.problem(response);
      if (problem.is(DENIED)) {
        return ExecOutcome.Denied.from(new Json(problem.source()));
      }
    }
    Json answer = transport.json(response);
    return response.statusCode() == 202
        ? ExecOutcome.Underway.from(answer)
        : ExecOutcome.Finished.from(
            answer, ServerTiming.parse(response.headers().allValues("server-timing")));
  }

  /**
   * The questions to people, the newest first.
   *
   * @param all also those that were settled lately
   */
  public List<ApprovalSummary> approvals(boolean all) {
    String query = "?limit=1000&state=" + (all ? "all" : "pending");
    return transport
        .json(transport.get(APPROVALS + query, SHORT))
        .objects("items", ApprovalSummary::from);
  }

  /** The question of that id. */
  public ApprovalSummary approval(String id) {
    return ApprovalSummary.from(transport.json(transport.get(approvalPath(id), SHORT)));
  }

  /**
   * Lets one command run, once. The gate judges it anew first. The same answer again changes
   * nothing; another one, or one too late, is {@link LassoException.Refused}.
   *
   * @param reason may be empty
   */
  public ApprovalSummary approve(String id, String reason) {
    return answer(id, "/approve", reason);
  }

  /**
   * Denies a command that waits. As {@link #approve}.
   *
   * @param reason why; must not be blank
   */
  public ApprovalSummary deny(String id, String reason) {
    return answer(id, "/deny", reason);
  }

  private ApprovalSummary answer(String id, String how, String reason) {
    byte[] body = Wire.encode(Wire.mapper().createObjectNode().put("reason", reason));
    return ApprovalSummary.from(
        transport.json(transport.post(approvalPath(id) + how, body, SHORT)));
  }

  private static String approvalPath(String id) {
    return APPROVALS + "/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /**
   * Stops a sandbox.
   *
   * @return it, once it has ended
   */
  public Sandbox stop(SandboxId id) {
    return Sandbox.from(transport.json(transport.post(path(id) + "/stop", new byte[0], CREATE)));
  }

  /**
   * Has the commands of a sandbox that the gate has paused be judged again. Does nothing to one
   * that is not paused.
   */
  public Sandbox resume(SandboxId id) {
    return Sandbox.from(transport.json(transport.post(path(id) + "/resume", new byte[0], SHORT)));
  }

  /** Stops a sandbox if need be and takes it off the list. */
  public void remove(SandboxId id) {
    transport.check(transport.delete(path(id), CREATE));
  }

  /** What sandboxes can be created under. */
  public List<ProfileSummary> profiles() {
    return transport
        .json(transport.get("/api/v1/profiles", SHORT))
        .objects("items", ProfileSummary::from);
  }

  /** Whether the node can run commands. Needs no key. */
  public Health health(Duration deadline) {
    HttpResponse<byte[]> response = transport.get("/api/v1/health", deadline);
    @Nullable Json answer =
        response.statusCode() == 503 ? transport.object(response) : transport.json(response);
    if (answer == null || !answer.has("status") || !answer.has("uptime_seconds")) {
      throw transport.notLasso(response);
    }
    return Health.from(answer);
  }

  private static String path(SandboxId id) {
    return SANDBOXES + "/" + id.value();
  }

  /** Ends the connections; requests under way are given up. */
  @Override
  public void close() {
    transport.close();
  }
}
