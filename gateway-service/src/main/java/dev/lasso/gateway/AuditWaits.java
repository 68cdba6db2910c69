package dev.lasso.gateway;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.kit.ServiceContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Who waits for an event to be on record. Confined to the gateway's event loop. */
final class AuditWaits {
  private final ServiceContext context;
  private final Map<String, Promise<Void>> waits = new HashMap<>();

  AuditWaits(ServiceContext context) {
    this.context = context;
  }

  /** Completes once the event is in the log; fails with a TimeoutException after a while. */
  Future<Void> recorded(String eventId, Duration within) {
    Promise<Void> promise = waits.computeIfAbsent(eventId, id -> Promise.promise());
    long timer =
        context
            .vertx()
            .setTimer(
                within.toMillis(), fired -> promise.tryFail(new TimeoutException("no record")));
    return promise
        .future()
        .onComplete(done -> {
          context.vertx().cancelTimer(timer);
          waits.remove(eventId);
        });
  }

  void accept(AuditAppended entry) {
    Promise<Void> waiting = waits.get(entry.eventId());
    if (waiting != null) {
      waiting.tryComplete();
    }
  }
}
