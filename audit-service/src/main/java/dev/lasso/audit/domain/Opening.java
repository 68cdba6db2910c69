package dev.lasso.audit.domain;

import dev.lasso.audit.domain.SegmentFiles.Segment;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.AuditLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a log ends and makes it fit to be appended to. The last segment is checked end to
 * end and against the head file and the segment before it, and so are as many before it as hold the
 * entries that are wanted; older ones are only asked for their event ids. Entries that are whole
 * are never touched; bytes after the last whole one are moved to quarantine.
 */
final class Opening {
  /** Of older segments, for event ids; see {@link RecentEvents}. */
  private static final long MAX_OLDER_BYTES = 512L << 20;

  private final Path directory;
  private final Sealer sealer;
  private final int keep;
  private final RecentEvents recent = new RecentEvents();
  private final List<AuditAppended> tail = new ArrayList<>();
  private @Nullable SegmentScan newest;
  private List<Segment> segments = List.of();

  private Opening(Path directory, Sealer sealer, int keep) {
    this.directory = directory;
    this.sealer = sealer;
    this.keep = keep;
  }

  /**
   * A log that can be appended to.
   *
   * @param files its bytes
   * @param chain where it ends, with the epoch of its last writer
   * @param positions how far each partition is covered
   * @param recent the latest event ids
   * @param tail the last entries, as many as were asked for
   */
  record Opened(
      SegmentLog files,
      Chain chain,
      Positions positions,
      RecentEvents recent,
      List<AuditAppended> tail) {}

  /**
   * Opens what is there.
   *
   * @param newLogId the name, should there be no log yet
   * @param keep how many of the last entries are wanted
   */
  static Opened open(Path directory, long segmentBytes, Sealer sealer, String newLogId, int keep)
      throws IOException, DamagedLogException {
    return new Opening(directory, sealer, keep).open(segmentBytes, newLogId);
  }

  private Opened open(long segmentBytes, String newLogId) throws IOException, DamagedLogException {
    Optional<HeadFile.Mark> mark = HeadFile.read(directory, sealer);
    segments = SegmentFiles.list(directory);
    int last = segments.size() - 1;
    // The last segment may have been made and nothing have got into it.
    int full = last >= 1 && !SegmentScan.hasLineFeed(segments.get(last), 0) ? last - 1 : last;
    if (full >= 0) {
      scan(full, mark);
    }
    Chain chain =
        Optional.ofNullable(newest)
            .flatMap(SegmentScan::chain)
            .orElseGet(() -> Chain.beginning(mark.map(HeadFile.Mark::logId).orElse(newLogId)));
    checkAgainst(mark, chain);
    long end = last < 0 ? 0 : cutTorn(full, last, chain);
    return new Opened(
        new SegmentLog(directory, segmentBytes, segments, end),
        chain,
        newest == null ? new Positions() : newest.positions(),
        recent,
        tail);
  }

  private void scan(int full, Optional<HeadFile.Mark> mark)
      throws IOException, DamagedLogException {
    int checkedFrom = full;
    while (checkedFrom > 0
        && segments.getLast().firstSeq() - segments.get(checkedFrom).firstSeq() < keep) {
      checkedFrom--;
    }
    int from = checkedFrom;
    long bytes = 0;
    while (from > 0
        && segments.get(full).firstSeq() - segments.get(from).firstSeq() < RecentEvents.GENERATION
        && bytes < MAX_OLDER_BYTES) {
      from--;
      bytes += Files.size(segments.get(from).path());
    }
    for (int i = from; i < checkedFrom; i++) {
      SegmentScan.eventIds(segments.get(i), recent, i);
    }
    for (int i = checkedFrom; i <= full; i++) {
      SegmentScan scan = SegmentScan.check(segments.get(i), sealer, mark, recent, i, keep);
      newest = scan;
      tail.addAll(scan.tail());
      tail.subList(0, Math.max(0, tail.size() - keep)).clear();
      if (scan.chain().isPresent()) {
        checkLink(i, scan);
      }
    }
  }

  private void checkLink(int index, SegmentScan scan) throws IOException, DamagedLogException {
    Segment segment = segments.get(index);
    if (segment.firstSeq() == 1) {
      if (!scan.firstPrev().equals(AuditLine.GENESIS)) {
        throw new DamagedLogException(segment.path(), "entry 1 does not begin a chain");
      }
    } else if (index > 0
        && !scan.firstPrev().equals(sealer.hash(lastLine(segments.get(index - 1))))) {
      throw new DamagedLogException(
          segment.path(), "it does not follow " + segments.get(index - 1).path().getFileName());
    }
  }

  private void checkAgainst(Optional<HeadFile.Mark> mark, Chain chain) throws DamagedLogException {
    if (mark.isEmpty()) {
      // It is made, durably, before the first entry: without it, what is missing at the end can't
      // be
      // known.
      if (chain.seq() > 0) {
        throw new DamagedLogException(HeadFile.in(directory), "it is missing or empty");
      }
      return;
    }
    if (mark.get().seq() > chain.seq()) {
      throw new DamagedLogException(
          directory,
          "entries %d to %d are missing at its end".formatted(chain.seq() + 1, mark.get().seq()));
    }
    if (!mark.get().logId().equals(chain.logId())) {
      throw new DamagedLogException(HeadFile.in(directory), "it is of another log");
    }
  }

  /** Where the last segment ends once nothing torn is left in it. */
  private long cutTorn(int full, int last, Chain chain) throws IOException, DamagedLogException {
    SegmentScan scan = newest;
    if (scan == null) {
      throw new IllegalStateException("nothing was scanned");
    }
    Path path = segments.get(last).path();
    long end = scan.end();
    if (full < last) {
      if (scan.torn() > 0) {
        throw new DamagedLogException(segments.get(full).path(), "its last line is not complete");
      }
      end = 0;
    }
    if (end == 0 && segments.get(last).firstSeq() != chain.seq() + 1) {
      throw new DamagedLogException(
          path, "it is empty and should begin with entry " + (chain.seq() + 1));
    }
    if (Files.size(path) > end) {
      new Quarantine(directory).cut(path, end, chain.seq());
    }
    return end;
  }

  /** Empty where there is none, or where it is not complete. */
  private static byte[] lastLine(Segment segment) throws IOException {
    try (FileChannel channel = FileChannel.open(segment.path(), StandardOpenOption.READ)) {
      long size = channel.size();
      int length = (int) Math.min(size, Lines.MAX_BYTES + 2L);
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining() && channel.read(bytes, size - length + bytes.position()) > 0) {
        // until all of it is there
      }
      int from = length - 1;
      while (from > 0 && bytes.get(from - 1) != '\n') {
        from--;
      }
      return length > 0 && bytes.get(length - 1) == '\n'
          ? Arrays.copyOfRange(bytes.array(), from, length - 1)
          : new byte[0];
    }
  }
}
