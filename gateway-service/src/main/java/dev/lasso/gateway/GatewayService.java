package dev.lasso.gateway;

import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Settings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The REST side of LASSO. Open, it listens and answers 503; started, it knows what Kafka holds and
 * serves. Whether commands can run is a matter of {@code GET /api/v1/health}.
 *
 * <p>Stopping lets requests in flight finish for a bounded time.
 */
public final class GatewayService implements Service {
  private static final Logger log = LoggerFactory.getLogger(GatewayService.class);
  private static final long DRAIN_SECONDS = 10;

  private final ServiceContext context;
  private final GatewaySettings settings;
  private volatile @Nullable String deployment;
  private volatile @Nullable Gateway gateway;
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

  /** Listens, and says that it can't serve yet. */
  @Override
  public Future<Void> open() {
    if (deployment != null) {
      return Future.succeededFuture();
    }
    return context
        .vertx()
        .executeBlocking(() -> ApiKey.loadOrCreate(settings.apiKeyFile(), context.random()))
        .compose(key -> {
          Gateway opened = new Gateway(key);
          gateway = opened;
          return context.vertx().deployVerticle(opened);
        })
        .onSuccess(id -> deployment = id)
        .mapEmpty();
  }

  @Override
  public Future<Void> start() {
    return open()
        .compose(opened -> Objects.requireNonNull(gateway, "no gateway was opened").serve());
  }

  @Override
  public Future<Void> stop() {
    String id = deployment;
    return id == null ? Future.succeededFuture() : context.vertx().undeploy(id).otherwiseEmpty();
  }

  /** What the gateway has of Kafka. */
  private static final class Parts {
    private final EventProducer producer;
    private final SandboxDirectory directory;
    private final ProfileCatalog profiles;
    private final Fleet fleet;
    private final AuditWaits records;
    private final PendingExecutions pending;
    private final ApprovalDirectory approvals;

    Parts(ServiceContext context, int maxPending) {
      producer = new EventProducer(context, "gateway");
      directory = new SandboxDirectory(context);
      profiles = new ProfileCatalog(context);
      fleet = new Fleet(context);
      records = new AuditWaits(context);
      pending = new PendingExecutions(context, maxPending, records);
      approvals = new ApprovalDirectory(context, pending::asked);
    }

    /** Completes when all is known that must be. */
    Future<?> start() {
      return Future.all(
          fleet.start(),
          pending.start().compose(reading -> approvals.start()),
          directory.start(),
          profiles.start());
    }

    Future<Void> stop() {
      return Future.join(
              pending.stop(), approvals.stop(), directory.stop(), profiles.stop(), fleet.stop())
          .otherwiseEmpty()
          .compose(left -> producer.close());
    }
  }

  /** Everything of the gateway, on one event loop. */
  private final class Gateway extends VerticleBase {
    private final ServiceContext shared = GatewayService.this.context;
    private final Instant startedAt = shared.clock().instant();
    private final ApiKey key;
    private Handler<HttpServerRequest> answers = StartingRouter.build(shared, startedAt);
    private @Nullable HttpServer server;
    private @Nullable Parts parts;

    Gateway(ApiKey key) {
      this.key = key;
    }

    @Override
    public Future<?> start() {
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
      return created
          .requestHandler(request -> answers.handle(request))
          .listen()
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

    /** Reads what must be known, and serves from then on. */
    Future<Void> serve() {
      Promise<Void> serving = Promise.promise();
      context.runOnContext(v -> {
        try {
          Parts made = new Parts(shared, settings.maxPending());
          parts = made;
          made.start()
              .<Void>map(known -> {
                answers = router(made);
                return null;
              })
              .onComplete(serving);
        } catch (RuntimeException e) {
          serving.fail(e);
        }
      });
      return serving.future();
    }

    private Router router(Parts made) {
      SandboxApi sandboxes =
          new SandboxApi(
              shared, made.producer, made.directory, made.profiles, made.fleet, settings);
      ExecApi executions =
          new ExecApi(
              shared,
              made.producer,
              made.directory,
              made.profiles,
              made.fleet,
              made.pending,
              settings);
      ApprovalApi approvals =
          new ApprovalApi(shared, made.producer, made.approvals, made.records, made.fleet);
      return new GatewayRouter(
              shared, key, sandboxes, executions, approvals, made.profiles, made.fleet, startedAt)
          .build();
    }

    @Override
    public Future<?> stop() {
      HttpServer listening = server;
      Future<Void> drained =
          listening == null
              ? Future.succeededFuture()
              : listening.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS).otherwiseEmpty();
      return drained.compose(quiet -> {
        Parts made = parts;
        return made == null ? Future.succeededFuture() : made.stop();
      });
    }
  }
}
