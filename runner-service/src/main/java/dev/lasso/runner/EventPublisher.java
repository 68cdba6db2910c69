package dev.lasso.runner;

import dev.lasso.contracts.Event;
import dev.lasso.contracts.Topic;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import io.vertx.core.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what must not be lost: tries again for as long as the node runs. A record may so be there
 * twice; both have the same event id.
 *
 * <p>Thread-safe; never blocks.
 */
final class EventPublisher {
  private static final Logger log = LoggerFactory.getLogger(EventPublisher.class);
  private static final long RETRY_MS = 500;

  private final ServiceContext context;
  private final EventProducer producer;
  private volatile boolean closing;

  EventPublisher(ServiceContext context, EventProducer producer) {
    this.context = context;
    this.producer = producer;
  }

  /**
   * Completes once it is acknowledged; fails only when the node is stopped before that, or it can
   * never be sent.
   */
  <V extends Event> Future<Void> publish(Topic<V> topic, String key, V event, TraceContext trace) {
    return untilSent(topic, () -> producer.send(topic, key, event, trace));
  }

  /** Likewise, that a key is no more. */
  Future<Void> tombstone(Topic<?> topic, String key, TraceContext trace) {
    return untilSent(topic, () -> producer.tombstone(topic, key, trace));
  }

  private Future<Void> untilSent(Topic<?> topic, Supplier<Future<Void>> attempt) {
    return attempt
        .get()
        .recover(failure -> {
          if (closing || failure instanceof IllegalArgumentException) {
            return Future.failedFuture(failure);
          }
          log.atWarn()
              .addKeyValue("topic", topic.name())
              .addKeyValue("problem", String.valueOf(failure.getMessage()))
              .log("an event could not be sent; trying again");
          return context
              .vertx()
              .timer(RETRY_MS, TimeUnit.MILLISECONDS)
              .compose(waited -> untilSent(topic, attempt));
        });
  }

  /** From now on, what fails is not tried again. */
  void closing() {
    closing = true;
  }
}
