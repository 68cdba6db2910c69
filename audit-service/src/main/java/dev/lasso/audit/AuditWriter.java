package dev.lasso.audit;

import dev.lasso.audit.domain.DamagedLogException;
import dev.lasso.audit.domain.Draft;
import dev.lasso.audit.domain.Ledger;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.kit.TraceContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that appends to the log. It takes whatever is due (see {@link Gathering}), writes
 * it with one fdatasync (group commit), and has it published.
 *
 * <p>When the log can't be written, everything waits and is tried again each second: nothing is
 * dropped, and readers are held up by what is in flight. When the log is damaged, everything waits
 * until the service ends.
 */
final class AuditWriter {
  private static final Logger log = LoggerFactory.getLogger(AuditWriter.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final Duration IDLE = Duration.ofMillis(100);
  private static final Duration JOIN = Duration.ofSeconds(5);
  private static final int MAX_BATCH = 1_000;

  private final Ledger ledger;
  private final Publication publication;
  private final Gathering<Waiting> queue;
  private final Thread thread = Thread.ofPlatform().name("lasso-audit-writer").unstarted(this::run);
  private final Counter entries;
  private final Counter repeated;
  private final Timer syncs;
  private volatile @Nullable String problem;
  private volatile boolean closing;

  /** A draft and who waits for its entry. */
  private record Waiting(Draft draft, TraceContext trace, Promise<Void> done) {}

  /**
   * Not yet writing.
   *
   * @param capacity how many drafts can wait
   */
  AuditWriter(Ledger ledger, Publication publication, MeterRegistry meters, int capacity) {
    this.ledger = ledger;
    this.publication = publication;
    this.queue = new Gathering<>(capacity);
    this.entries = Counter.builder("lasso.audit.entries").register(meters);
    this.repeated = Counter.builder("lasso.audit.repeated").register(meters);
    this.syncs = Timer.builder("lasso.audit.sync").publishPercentileHistogram().register(meters);
  }

  void start() {
    thread.start();
  }

  /**
   * Completes when the entry is durable and published; fails when the service ends before that, or
   * more drafts wait than may. Any thread.
   *
   * @param urgent whether somebody waits for the entry
   */
  Future<Void> append(Draft draft, boolean urgent, TraceContext trace) {
    Waiting waiting = new Waiting(draft, trace, Promise.promise());
    if (closing || !queue.offer(waiting, urgent)) {
      return Future.failedFuture("the audit service " + (closing ? "ends" : "is overloaded"));
    }
    return waiting.done().future();
  }

  /** What keeps it from writing; null where nothing does. Any thread. */
  @Nullable String problem() {
    return problem;
  }

  private void run() {
    List<Waiting> batch = new ArrayList<>();
    while (!closing) {
      try {
        if (batch.isEmpty()) {
          queue.take(batch, MAX_BATCH, IDLE);
        }
        if (batch.isEmpty()) {
          continue;
        }
        int dealtWith = write(batch);
        batch.subList(0, dealtWith).clear();
        problem = null;
      } catch (IOException | RuntimeException | Error e) {
        pause("the audit log can't be written: " + e, e);
      } catch (DamagedLogException e) {
        stopWriting(String.valueOf(e.getMessage()));
      } catch (InterruptedException e) {
        closing = true;
      }
    }
    queue.takeAll(batch);
    batch.forEach(left -> left.done().tryFail("the audit service ended"));
  }

  private int write(List<Waiting> batch) throws IOException, DamagedLogException {
    Ledger.Batch written = ledger.append(batch.stream().map(Waiting::draft).toList());
    Map<Long, TraceContext> traces = new HashMap<>();
    for (int i = 0; i < written.answers().size(); i++) {
      traces.putIfAbsent(written.answers().get(i).seq(), batch.get(i).trace());
    }
    Map<Long, Future<Void>> published = new HashMap<>();
    for (AuditAppended entry : written.written()) {
      TraceContext trace = traces.getOrDefault(entry.seq(), batch.getFirst().trace());
      published.put(entry.seq(), publication.publish(entry, trace));
    }
    for (int i = 0; i < written.answers().size(); i++) {
      // What was in the log before was published then, or by whoever opened the log since.
      published
          .getOrDefault(written.answers().get(i).seq(), Future.succeededFuture())
          .onComplete(batch.get(i).done());
    }
    entries.increment(written.written().size());
    repeated.increment(written.repeated());
    if (!written.written().isEmpty()) {
      syncs.record(written.sync());
    }
    return written.answers().size();
  }

  private void pause(String what, Throwable e) {
    if (!what.equals(problem)) {
      log.atError().setCause(e).log("cannot write to the audit log; trying again each second");
    }
    problem = what;
    waitUnlessClosing(RETRY);
  }

  private void stopWriting(String what) {
    log.atError().addKeyValue("problem", what).log("the audit log is not written to any more");
    problem = what;
    while (!closing) {
      waitUnlessClosing(RETRY);
    }
  }

  private void waitUnlessClosing(Duration time) {
    long until = System.nanoTime() + time.toNanos();
    try {
      while (!closing && System.nanoTime() - until < 0) {
        Thread.sleep(IDLE);
      }
    } catch (InterruptedException e) {
      closing = true;
    }
  }

  /** Ends the thread; what waits fails. Blocks for a bounded time. */
  void close() throws InterruptedException {
    closing = true;
    if (thread.isAlive() && !thread.join(JOIN)) {
      throw new IllegalStateException("the audit writer does not end; a device may hang");
    }
  }
}
