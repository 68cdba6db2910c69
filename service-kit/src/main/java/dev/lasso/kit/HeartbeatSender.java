package dev.lasso.kit;

import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Topics;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says every second that a service is there and whether it can work. The supplier is called on an
 * event loop and must not block.
 */
public final class HeartbeatSender {
  private static final Logger log = LoggerFactory.getLogger(HeartbeatSender.class);

  private final ServiceContext context;
  private final EventProducer producer;
  private final String instance;
  private final Heartbeat.Role role;
  private final Supplier<Status> status;
  private volatile long timer = -1;
  private volatile boolean failing;

  /**
   * How a service is.
   *
   * @param ready whether it can work now
   * @param problem what to do about it, when it can't
   * @param details facts for people
   */
  public record Status(boolean ready, @Nullable String problem, Map<String, String> details) {
    /** Can work. */
    public static Status ok(Map<String, String> details) {
      return new Status(true, null, details);
    }

    /** Cannot work, and what to do about it. */
    public static Status notReady(String problem, Map<String, String> details) {
      return new Status(false, problem, details);
    }
  }

  /** Not yet sending. */
  public HeartbeatSender(
      ServiceContext context,
      EventProducer producer,
      String instance,
      Heartbeat.Role role,
      Supplier<Status> status) {
    this.context = context;
    this.producer = producer;
    this.instance = instance;
    this.role = role;
    this.status = status;
  }

  /** Sends the first one now. */
  public void start() {
    send();
    timer = context.vertx().setPeriodic(Heartbeat.INTERVAL_MS, id -> send());
  }

  /** Sends one outside the rhythm, because something changed. */
  public void send() {
    emit(status.get());
  }

  /** Says that the service is about to go, and sends no more. */
  public Future<Void> stop() {
    if (timer >= 0) {
      context.vertx().cancelTimer(timer);
      timer = -1;
      return emit(Status.notReady("it is being stopped", Map.of()));
    }
    return Future.succeededFuture();
  }

  private Future<Void> emit(Status now) {
    Heartbeat beat =
        new Heartbeat(
            instance, role, now.ready(), now.problem(), now.details(), context.clock().instant());
    return producer
        .send(Topics.HEARTBEAT, instance, beat, TraceContext.root(context.random()))
        .onComplete(sent -> {
          if (sent.failed() && !failing) {
            log.atWarn()
                .addKeyValue("role", role)
                .addKeyValue("problem", String.valueOf(sent.cause().getMessage()))
                .log("heartbeats are not getting through");
          }
          failing = sent.failed();
        })
        .otherwiseEmpty();
  }
}
