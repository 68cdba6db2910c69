package dev.lasso.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which request goes where, and how every one of them is answered. */
final class GatewayRouter {
  private static final Logger log = LoggerFactory.getLogger(GatewayRouter.class);
  private static final String API = "/api/v1";
  private static final String TRACE = "lasso.trace";

  private final ServiceContext context;
  private final ApiKey key;
  private final SandboxApi sandboxes;
  private final ExecApi executions;
  private final ApprovalApi approvals;
  private final ProfileCatalog profiles;
  private final Fleet fleet;
  private final Instant startedAt;

  GatewayRouter(
      ServiceContext context,
      ApiKey key,
      SandboxApi sandboxes,
      ExecApi executions,
      ApprovalApi approvals,
      ProfileCatalog profiles,
      Fleet fleet,
      Instant startedAt) {
    this.context = context;
    this.key = key;
    this.sandboxes = sandboxes;
    this.executions = executions;
    this.approvals = approvals;
    this.profiles = profiles;
    this.fleet = fleet;
    this.startedAt = startedAt;
  }

  Router build() {
    Router router = Router.router(context.vertx());
    router.route().handler(this::trace);
    router.get(API + "/health").handler(this::health);
    router.route(API + "/*").handler(this::authenticate);
    router.route(API + "/*").handler(GatewayRouter::takeBodyAsItIs);
    router
        .route(API + "/*")
        .handler(BodyHandler.create(false).setBodyLimit(GatewaySettings.MAX_BODY));
    router.get(API + "/profiles").handler(this::profiles);
    router.post(API + "/sandboxes").handler(answering(201, this::create));
    router.get(API + "/sandboxes").handler(answering(200, this::list));
    router
        .get(API + "/sandboxes/:id")
        .handler(answering(200, ctx -> done(Views.sandbox(sandboxes.get(id(ctx))))));
    router.post(API + "/sandboxes/:id/exec").handler(this::exec);
    router.get(API + "/executions/:id").handler(this::execution);
    router
        .get(API + "/approvals")
        .handler(
            answering(
                200,
                ctx ->
                    done(
                        approvals.list(
                            ctx.request().getParam("state"), ctx.request().getParam("limit")))));
    router
        .get(API + "/approvals/:id")
        .handler(answering(200, ctx -> done(Views.approval(approvals.get(id(ctx))))));
    router.post(API + "/approvals/:id/approve").handler(answering(200, ctx -> answer(ctx, true)));
    router.post(API + "/approvals/:id/deny").handler(answering(200, ctx -> answer(ctx, false)));
    router
        .post(API + "/sandboxes/:id/stop")
        .handler(
            answering(
                200,
                ctx ->
                    sandboxes.stop(id(ctx), false, key.actor(), traceOf(ctx)).map(Views::sandbox)));
    router
        .post(API + "/sandboxes/:id/resume")
        .handler(
            answering(
                200,
                ctx -> sandboxes.resume(id(ctx), key.actor(), traceOf(ctx)).map(Views::sandbox)));
    router.delete(API + "/sandboxes/:id").handler(this::delete);
    for (int status : List.of(400, 404, 405, 413, 500)) {
      router.errorHandler(status, ctx -> fail(ctx, status));
    }
    return router;
  }

  private void trace(RoutingContext ctx) {
    TraceContext trace =
        TraceContext.parse(ctx.request().getHeader(TraceContext.HEADER))
            .map(caller -> caller.child(context.random()))
            .orElseGet(() -> TraceContext.root(context.random()));
    ctx.put(TRACE, trace);
    ctx.response().putHeader(TraceContext.HEADER, trace.header());
    ctx.next();
  }

  private void authenticate(RoutingContext ctx) {
    if (key.admits(
        ctx.request().getHeader("Authorization"), ctx.request().getHeader("X-API-Key"))) {
      ctx.next();
      return;
    }
    ctx.response().putHeader("WWW-Authenticate", "Bearer");
    answer(
        ctx,
        new Problem(
            401,
            "unauthorized",
            "The API key is missing or wrong",
            "this request needs the header 'Authorization: Bearer KEY' or 'X-API-Key: KEY'",
            "the key is in the file api-key of the node's LASSO_HOME (~/.lasso by default)",
            null));
  }

  /** A body is JSON, also where it is said to be a form, as by {@code curl -d}. */
  private static void takeBodyAsItIs(RoutingContext ctx) {
    ctx.request().headers().remove("Content-Type");
    ctx.next();
  }

  private void health(RoutingContext ctx) {
    List<String> problems = fleet.problems();
    ObjectNode json = Wire.mapper().createObjectNode();
    long uptime = Duration.between(startedAt, context.clock().instant()).toSeconds();
    json.put(
        "status",
        problems.isEmpty() ? "ok" : fleet.preparing().isPresent() ? "starting" : "unavailable");
    json.put("uptime_seconds", uptime);
    if (!problems.isEmpty()) {
      json.set("problems", Wire.mapper().valueToTree(problems));
    }
    fleet.preparing().ifPresent(text -> json.put("preparing", text));
    json.set("services", fleet.toJson());
    answer(ctx, problems.isEmpty() ? 200 : 503, json, "application/json");
  }

  private void profiles(RoutingContext ctx) {
    ObjectNode json = Wire.mapper().createObjectNode();
    json.set(
        "items", Wire.mapper().valueToTree(profiles.all().stream().map(Views::profile).toList()));
    answer(ctx, 200, json, "application/json");
  }

  private Future<ObjectNode> create(RoutingContext ctx) {
    return sandboxes
        .create(body(ctx), key.actor(), traceOf(ctx))
        .map(state -> {
          ctx.response().putHeader("Location", API + "/sandboxes/" + state.sandboxId().value());
          return Views.sandbox(state);
        });
  }

  private Future<ObjectNode> list(RoutingContext ctx) {
    return done(sandboxes.list(ctx.request().getParam("limit"), ctx.request().getParam("cursor")));
  }

  private void exec(RoutingContext ctx) {
    attempt(() -> executions.exec(id(ctx), body(ctx), patience(ctx), key.actor(), traceOf(ctx)))
        .onSuccess(told -> answer(ctx, told))
        .onFailure(failure -> answerFailure(ctx, failure));
  }

  private void execution(RoutingContext ctx) {
    attempt(() -> executions.find(id(ctx), patience(ctx)))
        .onSuccess(told -> answer(ctx, told))
        .onFailure(failure -> answerFailure(ctx, failure));
  }

  private static Duration patience(RoutingContext ctx) {
    return Problems.patience(ctx.request().getParam("wait"), ctx.request().getHeader("Prefer"));
  }

  private static void answer(RoutingContext ctx, ExecutionAnswer.Told told) {
    switch (told) {
      case ExecutionAnswer.Finished finished -> {
        ctx.response().putHeader("Server-Timing", finished.times().header());
        answer(ctx, 200, Views.result(finished), "application/json");
      }
      case ExecutionAnswer.Underway underway -> {
        ctx.response()
            .putHeader("Location", API + "/executions/" + underway.command().executionId());
        answer(ctx, 202, Views.underway(underway), "application/json");
      }
    }
  }

  private Future<ObjectNode> answer(RoutingContext ctx, boolean approve) {
    return approvals
        .answer(id(ctx), approve, body(ctx), key.actor(), traceOf(ctx))
        .map(Views::approval);
  }

  private void delete(RoutingContext ctx) {
    Future<SandboxState> removed =
        attempt(() -> sandboxes.stop(id(ctx), true, key.actor(), traceOf(ctx)));
    removed
        .onSuccess(state -> ctx.response().setStatusCode(204).end())
        .onFailure(failure -> answerFailure(ctx, failure));
  }

  private Handler<RoutingContext> answering(
      int status, Function<RoutingContext, Future<ObjectNode>> work) {
    return ctx ->
        attempt(() -> work.apply(ctx))
            .onSuccess(json -> answer(ctx, status, json, "application/json"))
            .onFailure(failure -> answerFailure(ctx, failure));
  }

  private static <T> Future<T> attempt(Supplier<Future<T>> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }

  private static Future<ObjectNode> done(ObjectNode json) {
    return Future.succeededFuture(json);
  }

  private static String id(RoutingContext ctx) {
    String id = ctx.pathParam("id");
    return id == null ? "" : id;
  }

  private static byte[] body(RoutingContext ctx) {
    Buffer buffer = ctx.body().buffer();
    return buffer == null ? new byte[0] : buffer.getBytes();
  }

  private static TraceContext traceOf(RoutingContext ctx) {
    return ctx.get(TRACE);
  }

  private static void answerFailure(RoutingContext ctx, Throwable failure) {
    if (failure instanceof Problem.ProblemException known) {
      answer(ctx, known.problem());
      return;
    }
    log.atError().setCause(failure).log("a request failed in a way nobody thought of");
    answer(ctx, internal());
  }

  private static Problem internal() {
    return new Problem(
        500,
        "internal",
        "Something went wrong in the gateway",
        "the gateway failed in a way that it does not know",
        "its log says more",
        null);
  }

  private static void fail(RoutingContext ctx, int status) {
    Problem problem =
        switch (status) {
          case 400 -> Problem.badRequest("the request is not well-formed HTTP");
          case 404 ->
              new Problem(
                  404,
                  "not-found",
                  "There is nothing here",
                  "nothing is served at this path",
                  "paths begin with " + API + "; see docs/api.md",
                  null);
          case 405 ->
              new Problem(
                  405,
                  "method-not-allowed",
                  "This cannot be done here",
                  ctx.request().method() + " is not for this path",
                  null,
                  null);
          case 413 ->
              new Problem(
                  413,
                  "too-large",
                  "The request is too large",
                  "a request body has at most " + GatewaySettings.MAX_BODY + " bytes",
                  "put large input into a file of the workspace",
                  null);
          default -> {
            if (ctx.failure() != null) {
              log.atError().setCause(ctx.failure()).log("a request failed");
            }
            yield internal();
          }
        };
    answer(ctx, problem);
  }

  static void answer(RoutingContext ctx, Problem problem) {
    if (problem.status() == 503) {
      ctx.response().putHeader("Retry-After", "1");
    }
    answer(ctx, problem.status(), problem.toJson(), "application/problem+json");
  }

  static void answer(RoutingContext ctx, int status, JsonNode json, String type) {
    HttpServerResponse response = ctx.response();
    if (response.ended() || response.closed()) {
      return; // the caller left
    }
    response
        .setStatusCode(status)
        .putHeader("Content-Type", type)
        .putHeader("Cache-Control", "no-store")
        .putHeader("X-Content-Type-Options", "nosniff")
        .end(Buffer.buffer(Wire.encode(json)))
        .onFailure(gone -> log.atDebug().log("the caller left before its answer"));
  }
}
