package dev.lasso.audit;

import dev.lasso.audit.domain.DamagedLogException;
import dev.lasso.audit.domain.DirectoryLock;
import dev.lasso.audit.domain.Draft;
import dev.lasso.audit.domain.Evidence;
import dev.lasso.audit.domain.KeyRefusedException;
import dev.lasso.audit.domain.Ledger;
import dev.lasso.contracts.Approval;
import dev.lasso.contracts.ApprovalAnswered;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Event;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.SandboxPause;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxStopRequested;
import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.HeartbeatSender;
import dev.lasso.kit.LassoHome;
import dev.lasso.kit.Malformed;
import dev.lasso.kit.Received;
import dev.lasso.kit.Service;
import dev.lasso.kit.ServiceContext;
import dev.lasso.kit.Settings;
import dev.lasso.kit.TraceContext;
import io.micrometer.core.instrument.Gauge;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends an entry to the log for every event there is, and publishes each.
 *
 * <p><b>One writer.</b> A writer holds the lock of the log's directory and, as the one member of
 * its group that gets anything, all partitions. Another that is started over the same directory
 * stands by until the lock is free, and then goes on where the log ends: the log itself says which
 * records it covers, so nothing is lost and nothing is recorded twice.
 */
public final class AuditService implements Service {
  private static final Logger log = LoggerFactory.getLogger(AuditService.class);
  private static final int MAX_IN_FLIGHT = 2_000;

  /** A poll that began below the bound may bring so many more: Kafka's {@code max.poll.records}. */
  private static final int MAX_POLL = 500;

  /** Writers that die one after the other add entries of their own; so many may. */
  private static final int OWN_ENTRIES = 1_000;

  /** Every record in flight can have an entry, and a gap before it. */
  private static final int UNPUBLISHED = 2 * (MAX_IN_FLIGHT + MAX_POLL) + OWN_ENTRIES;

  private static final long LOCK_RETRY_MS = 250;

  private final ServiceContext context;
  private final AuditSettings settings;
  private final String instance;
  private volatile @Nullable String deployment;

  private AuditService(ServiceContext context, AuditSettings settings) {
    this.context = context;
    this.settings = settings;
    this.instance =
        settings.instance() == null ? "audit-" + UUID.randomUUID() : settings.instance();
  }

  /** Not started; bad settings are reported to {@code settings}. See {@link AuditSettings}. */
  public static AuditService create(ServiceContext context, Settings settings) {
    return new AuditService(context, AuditSettings.from(settings));
  }

  @Override
  public String name() {
    return "audit";
  }

  /**
   * Completes when it writes the log, or stands by for another writer of it; fails when the log or
   * its key can't be used.
   */
  @Override
  public Future<Void> start() {
    return context
        .vertx()
        .deployVerticle(new Recorder())
        .onSuccess(id -> deployment = id)
        .mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    String id = deployment;
    return id == null ? Future.succeededFuture() : context.vertx().undeploy(id).otherwiseEmpty();
  }

  /** A log that is ours to write, and what writes it. */
  private record Open(
      DirectoryLock lock,
      Ledger ledger,
      Publication publication,
      AuditWriter writer,
      ConsumerLoop loop) {}

  /** Everything of the service but the writing, on one event loop. */
  private final class Recorder extends VerticleBase {
    private final ServiceContext shared = AuditService.this.context;
    private final EventProducer producer = new EventProducer(shared, "audit");
    private final HeartbeatSender heartbeat =
        new HeartbeatSender(shared, producer, instance, Heartbeat.Role.AUDIT, this::status);
    private volatile @Nullable Open open;
    private volatile String waitingFor = "it is starting";
    private boolean stopping;

    @Override
    public Future<?> start() {
      heartbeat.start();
      return vertx
          .executeBlocking(takeLog(), false)
          .compose(this::begin)
          .onFailure(failure -> heartbeat.stop().compose(told -> producer.close()));
    }

    /** The log, opened; null where somebody else has it. */
    private Callable<@Nullable Open> takeLog() {
      return () -> {
        LassoHome.makePrivateDirectory(settings.directory());
        String holder = "process " + ProcessHandle.current().pid() + ", instance " + instance;
        return switch (DirectoryLock.tryTake(settings.directory(), holder)) {
          case DirectoryLock.Attempt.HeldBy other -> {
            waitingFor = "it stands by: the log is written by " + other.holder();
            yield null;
          }
          case DirectoryLock.Attempt.Taken taken -> openUnder(taken.lock(), holder);
        };
      };
    }

    private Open openUnder(DirectoryLock lock, String holder)
        throws IOException, KeyRefusedException, DamagedLogException {
      try {
        Ledger.Opened opened =
            Ledger.open(
                lock,
                new Ledger.Config(
                    settings.directory(),
                    settings.keyFile(),
                    settings.segmentBytes(),
                    holder,
                    UNPUBLISHED),
                shared.clock(),
                shared.random());
        return open(lock, opened);
      } catch (IOException | KeyRefusedException | DamagedLogException | RuntimeException e) {
        lock.close();
        throw e;
      }
    }

    private Open open(DirectoryLock lock, Ledger.Opened opened) {
      Ledger ledger = opened.ledger();
      List<AuditAppended> unpublished = opened.unpublished();
      Publication publication = new Publication(shared, producer, unpublished.getFirst().seq() - 1);
      AuditWriter writer =
          new AuditWriter(ledger, publication, shared.meters(), MAX_IN_FLIGHT + MAX_POLL);
      unpublished.forEach(entry -> publication.publish(entry, TraceContext.root(shared.random())));
      Gauge.builder("lasso.audit.seq", ledger, Ledger::seq).register(shared.meters());
      log.atInfo()
          .addKeyValue("log", ledger.logId())
          .addKeyValue("seq", ledger.seq())
          .addKeyValue("segment", ledger.segment())
          .log("the audit log is open");
      return new Open(lock, ledger, publication, writer, loopInto(ledger, writer));
    }

    private ConsumerLoop loopInto(Ledger ledger, AuditWriter writer) {
      ConsumerLoop.Builder builder =
          ConsumerLoop.builder(shared, "audit-events")
              .onMalformed(record -> append(writer, record))
              .shared("lasso.audit")
              .singleOwner()
              .startAt((topic, partition) ->
                  OptionalLong.of(Ledger.next(ledger.positions(), topic, partition)))
              .instanceId(settings.instance())
              .maxInFlight(MAX_IN_FLIGHT);
      Topics.AUDITED.forEach(topic -> read(builder, topic, writer));
      return builder.build();
    }

    private <E extends Event> void read(
        ConsumerLoop.Builder builder, Topic<E> topic, AuditWriter writer) {
      builder.on(topic, received -> append(writer, received));
    }

    private Future<Void> append(AuditWriter writer, Received<? extends Event> received) {
      AuditAppended.Source source =
          new AuditAppended.Source(
              received.topic().name(), received.partition(), received.offset());
      Draft draft = Evidence.of(received.value(), source);
      return writer.append(
          draft, isUrgent(received.value()), received.trace().child(shared.random()));
    }

    private Future<Void> append(AuditWriter writer, Malformed record) {
      AuditAppended.Source source =
          new AuditAppended.Source(record.topic(), record.partition(), record.offset());
      Draft draft = Evidence.malformed(source, record.value(), record.problem());
      return writer.append(draft, false, TraceContext.root(shared.random()));
    }

    /** Of an allowed command, a caller waits for the end alone. */
    private static boolean isUrgent(Event event) {
      return switch (event) {
        case CommandRequested _ -> false;
        case CommandDecided decided -> decided.decision().verdict() != Verdict.ALLOW;
        case ExecutionFinished _,
            SandboxRequested _,
            SandboxStopRequested _,
            SandboxState _,
            ProfilePublished _,
            SandboxPause _,
            Approval _,
            ApprovalAnswered _ ->
            true;
      };
    }

    private Future<Void> begin(@Nullable Open taken) {
      if (taken == null) {
        vertx.setTimer(LOCK_RETRY_MS, id -> tryAgain());
        return Future.succeededFuture();
      }
      open = taken;
      if (stopping) {
        return close(taken);
      }
      taken.writer().start();
      return taken.loop().start();
    }

    private void tryAgain() {
      if (stopping) {
        return;
      }
      vertx
          .executeBlocking(takeLog(), false)
          .compose(this::begin)
          .onFailure(failure -> {
            waitingFor = String.valueOf(failure.getMessage());
            log.atError().setCause(failure).log("the audit log can't be taken over; trying again");
            vertx.setTimer(TimeUnit.SECONDS.toMillis(5), id -> tryAgain());
          });
    }

    private HeartbeatSender.Status status() {
      Open now = open;
      if (now == null) {
        return HeartbeatSender.Status.notReady(waitingFor, Map.of());
      }
      Map<String, String> details =
          Map.of(
              "log_id", now.ledger().logId(),
              "seq", Long.toString(now.ledger().seq()),
              "directory", settings.directory().toString());
      String problem = now.writer().problem();
      if (problem != null) {
        return HeartbeatSender.Status.notReady(problem, details);
      }
      return now.loop().isAssigned()
          ? HeartbeatSender.Status.ok(details)
          : HeartbeatSender.Status.notReady(
              "it is starting, or stands by for another audit service", details);
    }

    @Override
    public Future<?> stop() {
      stopping = true;
      Open last = open;
      return heartbeat
          .stop()
          .compose(told -> last == null ? Future.<Void>succeededFuture() : close(last))
          .otherwiseEmpty()
          .compose(closed -> producer.close());
    }

    /** Reads no more, writes what is left, and says in the log that this writer ended. */
    private Future<Void> close(Open last) {
      Callable<Void> closeFiles =
          () -> {
            try (DirectoryLock lock = last.lock();
                Ledger ledger = last.ledger()) {
              last.writer().close();
              if (last.writer().problem() == null) {
                AuditAppended closed = ledger.appendClosed(last.publication().upTo());
                last.publication().publish(closed, TraceContext.root(shared.random()));
              }
            }
            return null;
          };
      return last.loop()
          .stop()
          .otherwiseEmpty()
          .onComplete(read -> last.publication().closing())
          .compose(read -> vertx.executeBlocking(closeFiles, false))
          .onFailure(failure ->
              log.atError().setCause(failure).log("the audit log was not closed in order"));
    }
  }
}
