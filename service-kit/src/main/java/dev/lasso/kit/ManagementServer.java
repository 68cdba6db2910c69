package dev.lasso.kit;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process's health and metrics, on a port of their own: {@code /health/live}, {@code
 * /health/ready}, {@code /metrics} (Prometheus text).
 */
public final class ManagementServer implements Service {
  private final Vertx vertx;
  private final PrometheusMeterRegistry meters;
  private final String host;
  private final int port;
  private final BooleanSupplier ready;
  private volatile @Nullable HttpServer server;

  /** Port 0 means any that is free. */
  public ManagementServer(
      Vertx vertx, PrometheusMeterRegistry meters, String host, int port, BooleanSupplier ready) {
    this.vertx = vertx;
    this.meters = meters;
    this.host = host;
    this.port = port;
    this.ready = ready;
  }

  @Override
  public String name() {
    return "management";
  }

  @Override
  public Future<Void> start() {
    return vertx
        .createHttpServer()
        .requestHandler(this::answer)
        .listen(port, host)
        .onSuccess(listening -> server = listening)
        .mapEmpty();
  }

  private void answer(HttpServerRequest request) {
    String path = request.path() == null ? "" : request.path();
    switch (path) {
      case "/health/live" -> request.response().end("live\n");
      case "/health/ready" -> {
        boolean now = ready.getAsBoolean();
        request.response().setStatusCode(now ? 200 : 503).end(now ? "ready\n" : "not ready\n");
      }
      case "/metrics" ->
          request
              .response()
              .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
              .end(meters.scrape());
      default -> request.response().setStatusCode(404).end("not found\n");
    }
  }

  /** Where it listens; 0 before it does. */
  public int port() {
    HttpServer listening = server;
    return listening == null ? 0 : listening.actualPort();
  }

  @Override
  public Future<Void> stop() {
    HttpServer listening = server;
    return listening == null ? Future.succeededFuture() : listening.close();
  }
}
