package dev.lasso.audit.domain;

import dev.lasso.audit.domain.SegmentFiles.Segment;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The audit log, to its one writer. Every event that is given to it is in the log once and durable
 * when {@link #append} returns, also when it was given before, by this writer or by one before it.
 *
 * <p>Every entry carries the Kafka record it covers, so the log itself says where to go on reading:
 * after a crash at any point nothing is lost and nothing is recorded twice. A clock that goes back
 * is harmless: order is the entries' own number.
 *
 * <p>Confined to one thread, except {@link #positions}, {@link #seq} and {@link #segment}.
 */
public final class Ledger implements AutoCloseable {
  /** A batch takes no more drafts beyond this. */
  private static final int BATCH_BYTES = 4 << 20;

  private final SegmentLog files;
  private final HeadFile head;
  private final Sealer sealer;
  private final Clock clock;
  private final RecentEvents recent;
  private volatile Chain chain;
  private Positions positions;
  private volatile Map<String, Long> covered;
  private volatile Path segment;

  /**
   * Where a log is and how it is kept.
   *
   * @param directory of the segments; must exist
   * @param keyFile of the MACs' key
   * @param segmentBytes a segment that has reached this is followed by another
   * @param holder who writes, for people
   * @param unpublished how many entries at most a writer that dies can leave durable but
   *     unpublished
   */
  public record Config(
      Path directory, Path keyFile, long segmentBytes, String holder, int unpublished) {}

  /**
   * A log that was opened.
   *
   * @param ledger the log
   * @param unpublished entries that may not have been published yet, in order, this writer's first
   *     ones among them
   */
  public record Opened(Ledger ledger, List<AuditAppended> unpublished) {}

  /**
   * What became of drafts.
   *
   * @param written new entries, in order, the log's own among them
   * @param answers the entry of each draft that was dealt with, in the order of the drafts; there
   *     may be fewer than drafts, and at least one
   * @param repeated how many of the answers were in the log before
   * @param sync how long it took to make them durable
   */
  public record Batch(
      List<AuditAppended> written, List<AuditAppended> answers, int repeated, Duration sync) {}

  private Ledger(Opening.Opened opened, Chain chain, HeadFile head, Sealer sealer, Clock clock) {
    this.files = opened.files();
    this.recent = opened.recent();
    this.positions = opened.positions();
    this.covered = positions.asMap();
    this.segment = files.current();
    this.chain = chain;
    this.head = head;
    this.sealer = sealer;
    this.clock = clock;
  }

  /**
   * Opens a log, or begins one, for the holder of its lock. Takes about a second per 100 MB of the
   * last segment.
   *
   * @throws KeyRefusedException when its key can't be used
   * @throws DamagedLogException when it is not as a writer left it
   * @throws IOException when the files can't be read or written now
   */
  public static Opened open(DirectoryLock lock, Config config, Clock clock, RandomGenerator random)
      throws IOException, KeyRefusedException, DamagedLogException {
    Path directory = config.directory();
    lock.requireFor(directory);
    List<Segment> segments = SegmentFiles.list(directory);
    boolean exists = !segments.isEmpty() || Files.exists(HeadFile.in(directory));
    Sealer sealer = LogKey.loadOrCreate(config.keyFile(), exists, random).sealer();
    String newId =
        "log-"
            + Long.toString(clock.millis(), 36)
            + "-"
            + Long.toString(random.nextLong() >>> 4, 36);
    Opening.Opened found =
        Opening.open(directory, config.segmentBytes(), sealer, newId, config.unpublished());
    Chain chain = found.chain().nextEpoch();
    HeadFile head;
    try {
      head = HeadFile.open(directory, sealer, markOf(chain));
    } catch (IOException e) {
      found.files().close();
      throw e;
    }
    Ledger ledger = new Ledger(found, chain, head, sealer, clock);
    try {
      List<AuditAppended> unpublished = unpublishedOf(found.tail());
      unpublished.addAll(ledger.takeOver(config));
      return new Opened(ledger, unpublished);
    } catch (IOException | DamagedLogException e) {
      ledger.close();
      throw e;
    }
  }

  /**
   * After an orderly end it is known what was published; after any other, everything that may not
   * have been counts.
   */
  private static List<AuditAppended> unpublishedOf(List<AuditAppended> tail) {
    List<AuditAppended> unpublished = new ArrayList<>(tail);
    if (!tail.isEmpty()
        && tail.getLast().type().equals(OwnEntry.CLOSED)
        && tail.getLast().data().get(OwnEntry.PUBLISHED) instanceof Number published) {
      unpublished.removeIf(entry -> entry.seq() <= published.longValue());
    }
    return unpublished;
  }

  private List<AuditAppended> takeOver(Config config) throws IOException, DamagedLogException {
    Quarantine quarantine = new Quarantine(config.directory());
    List<Quarantine.Torn> torn = quarantine.pending();
    BatchBuilder batch = begin();
    batch.add(OwnEntry.opened(positions, config.holder()));
    torn.forEach(each -> batch.add(OwnEntry.recovered(each)));
    write(batch);
    for (Quarantine.Torn each : torn) {
      quarantine.recorded(each);
    }
    return batch.written();
  }

  /**
   * Records what is not recorded yet. Drafts of one partition must come in the order of their
   * offsets.
   *
   * @throws IOException when it can't be written now; nothing of it counts, and it may be tried
   *     again
   * @throws DamagedLogException when somebody else writes to the log; nothing more can be appended
   */
  public Batch append(List<Draft> drafts) throws IOException, DamagedLogException {
    files.rollWhenFull(chain.seq() + 1);
    BatchBuilder batch = beginInSegment();
    List<AuditAppended> answers = new ArrayList<>(drafts.size());
    int repeated = 0;
    for (Draft draft : drafts) {
      Optional<AuditAppended> before = batch.find(draft.eventId());
      if (before.isEmpty()) {
        before = find(draft.eventId());
      }
      if (before.isPresent()) {
        repeated++;
        batch.positions().repeated(draft.source());
      }
      answers.add(before.orElseGet(() -> addNew(batch, draft)));
      if (batch.size() >= BATCH_BYTES) {
        break;
      }
    }
    Duration sync = answers.size() == repeated ? forget(batch) : write(batch);
    return new Batch(
        answers.size() == repeated ? List.of() : batch.written(), answers, repeated, sync);
  }

  private static AuditAppended addNew(BatchBuilder batch, Draft draft) {
    Positions positions = batch.positions();
    positions
        .gapBefore(draft.source())
        .ifPresent(gap ->
            batch.add(OwnEntry.gap(draft.source().topic(), draft.source().partition(), gap)));
    positions.recorded(draft.source());
    return batch.add(draft);
  }

  /** The last entry of this writer. Must be called once everything else is done. */
  public AuditAppended appendClosed(long published) throws IOException, DamagedLogException {
    // As before any entry: a roll that failed may have left the next segment behind, and an entry
    // in this one would then take the seq that the next one's name promises.
    files.rollWhenFull(chain.seq() + 1);
    BatchBuilder batch = beginInSegment();
    AuditAppended entry = batch.add(OwnEntry.closed(published));
    write(batch);
    return entry;
  }

  private BatchBuilder begin() {
    return new BatchBuilder(chain, new Positions(positions.asMap()), sealer, clock.instant());
  }

  /** The first entry of a segment says how far everything before it is. */
  private BatchBuilder beginInSegment() {
    BatchBuilder batch = begin();
    if (files.isSegmentEmpty()) {
      batch.add(OwnEntry.rolled(positions));
    }
    return batch;
  }

  private Duration forget(BatchBuilder batch) {
    positions = batch.positions();
    covered = positions.asMap();
    return Duration.ZERO;
  }

  private Duration write(BatchBuilder batch) throws IOException, DamagedLogException {
    List<Long> addresses = new ArrayList<>();
    for (int i = 0; i < batch.written().size(); i++) {
      addresses.add(files.addressAfter(batch.start(i)));
    }
    long before = System.nanoTime();
    files.append(batch.lines());
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    for (int i = 0; i < batch.written().size(); i++) {
      recent.add(batch.written().get(i).eventId(), addresses.get(i));
    }
    chain = batch.chain();
    positions = batch.positions();
    covered = positions.asMap();
    segment = files.current();
    try {
      head.write(markOf(chain));
    } catch (IOException e) {
      // The entries are durable; a head that is behind is no fault, and the next batch writes it
      // again.
    }
    return took;
  }

  /** The entry of an event, where it is among the recent ones. */
  private Optional<AuditAppended> find(String eventId) throws IOException, DamagedLogException {
    long address = recent.find(eventId);
    if (address < 0) {
      return Optional.empty();
    }
    try {
      AuditAppended entry = Wire.decode(AuditAppended.class, sealer.open(files.read(address)));
      return entry.eventId().equals(eventId) ? Optional.of(entry) : Optional.empty();
    } catch (IllegalArgumentException | Wire.MalformedRecordException | NoSuchFileException e) {
      throw new DamagedLogException(
          files.current(), "an entry that this writer knows is not there any more");
    }
  }

  private static HeadFile.Mark markOf(Chain chain) {
    return new HeadFile.Mark(chain.logId(), chain.seq(), chain.hash());
  }

  /** The offset after the last one covered, by {@code topic/partition}. Any thread. */
  public Map<String, Long> positions() {
    return covered;
  }

  /** Where to go on reading a partition: everything before it is in this log. */
  public static long next(Map<String, Long> positions, String topic, int partition) {
    return Positions.of(positions, topic, partition).orElse(0);
  }

  /** Names the log. Any thread. */
  public String logId() {
    return chain.logId();
  }

  /** The last entry. Any thread. */
  public long seq() {
    return chain.seq();
  }

  /** The file that is written to. Any thread. */
  public Path segment() {
    return segment;
  }

  /** Everything that was appended stays; what was not is not there. */
  @Override
  public void close() throws IOException {
    try (head;
        files) {
      // closes both
    }
  }
}
