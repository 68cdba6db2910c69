package dev.lasso.gateway;

import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Settings;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST side of LASSO. Started when it listens; whether commands can run is a matter of {@code
 * GET /api/v1/health}.
 *
 * <p>Stopping lets requests in flight finish for a bounded time.
 */
public final class GatewayService implements Service {
  private static final Logger log = LoggerFactory.getLogger(GatewayService.class);
  private static final long DRAIN_SECONDS = 10;

  private final ServiceContext context;
  private final GatewaySettings settings;
  private volatile @Nullable String deployment;
  private volatile int port;

  private GatewayService(ServiceContext context, GatewaySettings settings) {
    this.context = context;
    this.settings = settings;
  }

  /** Not yet started; bad settings are reported to {@code settings}. */
  public static GatewayService create(ServiceContext context, Settings settings) {
    return new GatewayService(context, GatewaySettings.from(settings));
  }

  @Override
  public String name() {
    return "gateway";
  }

  /** How it is reached from this machine. */
  public URI url() {
    String host = settings.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1"; // it listens there too
    }
    return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port);
  }

  /** Where it listens; 0 before it does. */
  public int port() {
    return port;
  }

  @Override
  public Future<Void> start() {
    return context
        .vertx()
        .executeBlocking(() -> ApiKey.loadOrCreate(settings.apiKeyFile(), context.random()))
        .compose(key -> context.vertx().deployVerticle(new Gateway(key)))
        .onSuccess(id -> deployment = id)
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    String id = deployment;
    return id == null ? Future.succeededFuture() : context.vertx().undeploy(id).otherwiseEmpty();
  }

  /** Everything of the gateway, on one event loop. */
  private final class Gateway extends VerticleBase {
    private final ApiKey key;
    private final EventProducer producer =
        new EventProducer(GatewayService.this.context, "gateway");
    private final SandboxDirectory directory = new SandboxDirectory(GatewayService.this.context);
    private final ProfileCatalog profiles = new ProfileCatalog(GatewayService.this.context);
    private final Fleet fleet = new Fleet(GatewayService.this.context);
    private final PendingExecutions pending =
        new PendingExecutions(GatewayService.this.context, settings.maxPending());
    private @Nullable HttpServer server;

    Gateway(ApiKey key) {
      this.key = key;
    }

    @Override
    public Future<?> start() {
      ServiceContext shared = GatewayService.this.context;
      SandboxApi sandboxes = new SandboxApi(shared, producer, directory, profiles, fleet, settings);
      ExecApi executions =
          new ExecApi(shared, producer, directory, profiles, fleet, pending, settings);
      HttpServer created =
          vertx.createHttpServer(
              new HttpServerOptions()
                  .setHost(settings.host())
                  .setPort(settings.port())
                  .setTcpNoDelay(true)
                  .setHttp2ClearTextEnabled(false)
                  .setMaxInitialLineLength(8_192)
                  .setMaxHeaderSize(16_384));
      server = created;
      created.requestHandler(
          new GatewayRouter(shared, key, sandboxes, executions, profiles, fleet).build());
      return Future.all(fleet.start(), pending.start(), directory.start(), profiles.start())
          .compose(ready -> created.listen())
          .onSuccess(listening -> {
            port = listening.actualPort();
            log.atInfo()
                .addKeyValue("host", settings.host())
                .addKeyValue("port", port)
                .log("listening");
          })
          .recover(failure ->
              Future.failedFuture(
                  failure instanceof java.net.BindException
                      ? new IllegalStateException(
                          "port %d on %s is taken; choose another with --port"
                              .formatted(settings.port(), settings.host()),
                          failure)
                      : failure));
    }

    @Override
    public Future<?> stop() {
      HttpServer listening = server;
      Future<Void> drained =
          listening == null
              ? Future.succeededFuture()
              : listening.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
      return drained
          .compose(
              quiet -> Future.join(pending.stop(), directory.stop(), profiles.stop(), fleet.stop()))
          .otherwiseEmpty()
          .compose(left -> producer.close());
    }
  }
}
