package dev.lasso.audit;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.TraceContext;
import io.vertx.core.Future;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says on the topic what was appended, and keeps count of how far that got. An entry that can't be
 * sent is sent again until it is, or until the service ends: whoever opens the log next sends what
 * was left. Entries may then arrive out of order or twice; each carries its own number.
 *
 * <p>Thread-safe; never blocks.
 */
final class Publication {
  private static final Logger log = LoggerFactory.getLogger(Publication.class);
  private static final long RETRY_MS = 500;

  private final ServiceContext context;
  private final EventProducer producer;
  private final TreeSet<Long> outstanding = new TreeSet<>();
  private long last;
  private boolean closing;

  /**
   * Nothing sent yet.
   *
   * @param last the entry up to which all was sent by those before
   */
  Publication(ServiceContext context, EventProducer producer, long last) {
    this.context = context;
    this.producer = producer;
    this.last = last;
  }

  /**
   * Completes once it is acknowledged; fails only when the service ends before that. Entries must
   * come in their order.
   */
  Future<Void> publish(AuditAppended entry, TraceContext trace) {
    synchronized (this) {
      outstanding.add(entry.seq());
      last = Math.max(last, entry.seq());
    }
    return untilSent(entry, trace).onSuccess(sent -> acknowledged(entry.seq()));
  }

  private synchronized void acknowledged(long seq) {
    outstanding.remove(seq);
  }

  private Future<Void> untilSent(AuditAppended entry, TraceContext trace) {
    return producer
        .send(Topics.AUDIT_APPENDED, entry.logId(), entry, trace)
        .recover(failure -> {
          if (isClosing()) {
            return Future.failedFuture(failure);
          }
          log.atWarn()
              .addKeyValue("seq", entry.seq())
              .addKeyValue("problem", String.valueOf(failure.getMessage()))
              .log("an entry could not be published; trying again");
          return context
              .vertx()
              .timer(RETRY_MS, TimeUnit.MILLISECONDS)
              .compose(waited -> untilSent(entry, trace));
        });
  }

  /** Every entry up to this one is acknowledged. */
  synchronized long upTo() {
    return outstanding.isEmpty() ? last : outstanding.first() - 1;
  }

  private synchronized boolean isClosing() {
    return closing;
  }

  /** From now on, what fails is not tried again. */
  synchronized void closing() {
    closing = true;
  }
}
