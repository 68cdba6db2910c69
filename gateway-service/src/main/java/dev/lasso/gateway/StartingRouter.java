package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.ServiceContext;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.time.Instant;

/**
 * How every request is answered, with a key or without, while the gateway has not read from Kafka
 * what it must know: 503, and why.
 */
final class StartingRouter {
  private static final String WHY =
      "the gateway has not read from Kafka yet what it must know: it is starting, or Kafka is not reachable";

  private StartingRouter() {}

  static Router build(ServiceContext context, Instant startedAt) {
    Router router = Router.router(context.vertx());
    router
        .get("/api/v1/health")
        .handler(ctx -> {
          ObjectNode json = Wire.mapper().createObjectNode();
          json.put("status", "starting");
          json.put(
              "uptime_seconds", Duration.between(startedAt, context.clock().instant()).toSeconds());
          json.putArray("problems").add(WHY);
          json.putObject("services");
          GatewayRouter.answer(ctx, 503, json, "application/json");
        });
    router
        .route()
        .handler(ctx ->
            GatewayRouter.answer(
                ctx,
                Problem.unavailable(
                    WHY, "try again; where it lasts, see KAFKA_BOOTSTRAP_SERVERS and the log")));
    return router;
  }
}
