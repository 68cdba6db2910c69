package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Approval;
import dev.lasso.contracts.Approval.State;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows the questions that commands ask, and takes the answers of people. Fails with {@link
 * Problem.ProblemException} only.
 *
 * <p>What an answer comes to is the gate's matter: this sends it, bound to the plan and the policy
 * that were shown, and says what came of it once the answer is on record.
 */
final class ApprovalApi {
  private static final int MAX_REASON = 1_000;
  private static final Duration WITHIN = Duration.ofSeconds(15);

  private final ServiceContext context;
  private final EventProducer producer;
  private final ApprovalDirectory directory;
  private final AuditWaits records;
  private final Fleet fleet;

  ApprovalApi(
      ServiceContext context,
      EventProducer producer,
      ApprovalDirectory directory,
      AuditWaits records,
      Fleet fleet) {
    this.context = context;
    this.producer = producer;
    this.directory = directory;
    this.records = records;
    this.fleet = fleet;
  }

  /** Those that wait, or all that are remembered. */
  ObjectNode list(@Nullable String state, @Nullable String limitText) {
    int limit = Problems.limit(limitText);
    if (state != null && !state.equals("pending") && !state.equals("all")) {
      throw Problem.badRequest("'state' must be pending or all").asException();
    }
    List<Approval> found = directory.list("all".equals(state));
    ArrayNode items = Wire.mapper().createArrayNode();
    found.stream().limit(limit).map(Views::approval).forEach(items::add);
    ObjectNode page = Wire.mapper().createObjectNode();
    page.set("items", items);
    return page;
  }

  Approval get(String id) {
    try {
      return directory.find(new ExecutionId(id)).orElseThrow(() -> unknown(id));
    } catch (IllegalArgumentException e) {
      throw unknown(Problems.printable(id));
    }
  }

  /** Completes with the question as the answer has left it. */
  Future<Approval> answer(
      String id, boolean approve, byte[] body, String actor, TraceContext trace) {
    RequestFields fields = RequestFields.parse(body);
    String reason =
        approve ? fields.text("reason", MAX_REASON) : fields.requiredText("reason", MAX_REASON);
    fields.check();
    Approval question = get(id);
    if (question.state().isFinal()) {
      return Future.succeededFuture(requireSame(question, approve));
    }
    Instant now = context.clock().instant();
    if (!now.isBefore(question.expiresAt())) {
      throw conflict(question, State.EXPIRED);
    }
    SandboxApi.requireFleet(fleet);
    ApprovalAnswered answer =
        new ApprovalAnswered(
            question.executionId(),
            question.sandboxId(),
            approve,
            reason == null ? "" : reason,
            question.planHash(),
            question.profile(),
            actor,
            now);
    Future<Approval> settled =
        directory
            .settled(question.executionId(), WITHIN)
            .recover(late -> Future.failedFuture(undecided(question)));
    Future<Void> recorded =
        records
            .recorded(answer.eventId(), WITHIN)
            .recover(late -> Future.failedFuture(unrecorded(question)));
    return producer
        .send(Topics.APPROVAL_ANSWERED, question.executionId().value(), answer, trace)
        .recover(Problems::unlessSent)
        .compose(sent -> recorded)
        .compose(known -> settled)
        .map(done -> requireSame(done, approve));
  }

  /** The same answer twice is one; another one is too late. */
  private static Approval requireSame(Approval settled, boolean approve) {
    if (settled.state() == (approve ? State.APPROVED : State.DENIED)) {
      return settled;
    }
    throw conflict(settled, settled.state());
  }

  private static RuntimeException conflict(Approval question, State state) {
    String detail = question.detail() == null ? "" : ": " + question.detail();
    return switch (state) {
      case EXPIRED ->
          conflict(
              question,
              "approval-expired",
              "It is too late to answer",
              "nobody answered in time; the command was denied and will not run",
              "have the command sent again");
      case VOID ->
          conflict(
              question,
              "approval-void",
              "There is nothing left to answer",
              "the command was denied and will not run" + detail,
              null);
      case APPROVED, DENIED, PENDING ->
          conflict(
              question,
              "already-answered",
              "It was answered already",
              "the question was answered before: " + question.state().label() + detail,
              null);
    };
  }

  private static RuntimeException conflict(
      Approval question, String code, String title, String detail, @Nullable String hint) {
    ObjectNode extension = Wire.mapper().createObjectNode();
    extension.set("approval", Views.approval(question));
    return new Problem(409, code, title, detail, hint, extension).asException();
  }

  private static RuntimeException unknown(String id) {
    return new Problem(
            404,
            "unknown-approval",
            "There is no such approval",
            "no approval has the id '" + id + "', or it was settled long ago",
            "list them with `lasso approvals --all` or GET /api/v1/approvals?state=all",
            null)
        .asException();
  }

  private static RuntimeException undecided(Approval question) {
    return new Problem(
            504,
            "undecided",
            "No decision in time",
            "the answer was sent, and the gate has not said what came of it",
            "GET /api/v1/approvals/" + question.executionId() + " will tell",
            ExecApi.idOnly(question.executionId()))
        .asException();
  }

  private static RuntimeException unrecorded(Approval question) {
    return new Problem(
            504,
            "unrecorded",
            "Not on record",
            "the answer was sent, and the audit log did not confirm the record of it",
            "GET /api/v1/approvals/" + question.executionId() + " will tell what came of it",
            ExecApi.idOnly(question.executionId()))
        .asException();
  }
}
