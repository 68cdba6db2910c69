package dev.lasso.audit.domain;

import dev.lasso.audit.domain.SegmentFiles.Segment;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one segment end to end, checks every entry of it, and gathers what a writer must know to go
 * on: where the chain ends and how far each partition is covered. The first entry of every segment
 * says the latter for everything before it.
 */
final class SegmentScan {
  private static final byte[] EVENT_ID = "\"event_id\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final int EVENT_ID_WITHIN = 1_024;

  private final Segment segment;
  private final Sealer sealer;
  private final int keep;
  private final Deque<AuditAppended> tail = new ArrayDeque<>();
  private @Nullable Chain chain;
  private Positions positions = new Positions();
  private String firstPrev = "";
  private long end;

  private SegmentScan(Segment segment, Sealer sealer, int keep) {
    this.segment = segment;
    this.sealer = sealer;
    this.keep = keep;
  }

  /**
   * Reads and checks all of it.
   *
   * @param mark what the head file says; checked where it is about an entry of this segment
   * @param recent gets every entry's event id
   * @param ordinal of the segment, for addresses
   * @param keep so many of the last entries are kept
   */
  static SegmentScan check(
      Segment segment,
      Sealer sealer,
      Optional<HeadFile.Mark> mark,
      RecentEvents recent,
      int ordinal,
      int keep)
      throws IOException, DamagedLogException {
    SegmentScan scan = new SegmentScan(segment, sealer, keep);
    try (Lines lines = new Lines(segment.path())) {
      while (lines.next()) {
        AuditAppended entry = scan.accept(lines, mark);
        recent.add(entry.eventId(), SegmentLog.address(ordinal, lines.offset()));
      }
      scan.end = lines.offset();
    }
    scan.refuseLinesAfterEnd();
    return scan;
  }

  /** Takes only the event ids; nothing is checked. */
  static void eventIds(Segment segment, RecentEvents recent, int ordinal) throws IOException {
    try (Lines lines = new Lines(segment.path())) {
      while (lines.next()) {
        byte[] id = lines.between(EVENT_ID, (byte) '"', EVENT_ID_WITHIN);
        if (id.length == 0 || hasEscape(id)) {
          id = parsedEventId(lines.bytes());
        }
        recent.add(id, SegmentLog.address(ordinal, lines.offset()));
      }
    }
  }

  private static boolean hasEscape(byte[] text) {
    for (byte b : text) {
      if (b == '\\') {
        return true;
      }
    }
    return false;
  }

  /** For an id that has escapes in it, or is so long that it ends far from the line's beginning. */
  private static byte[] parsedEventId(byte[] line) {
    try {
      return Wire.decode(AuditAppended.class, line).eventId().getBytes(StandardCharsets.UTF_8);
    } catch (Wire.MalformedRecordException e) {
      return new byte[0]; // no entry, so no event that could be asked for
    }
  }

  private AuditAppended accept(Lines lines, Optional<HeadFile.Mark> mark)
      throws DamagedLogException {
    long expected = chain == null ? segment.firstSeq() : chain.seq() + 1;
    if (lines.length() > Lines.MAX_BYTES) {
      throw damaged(expected, "is longer than an entry can be");
    }
    byte[] line = lines.bytes();
    AuditAppended entry;
    try {
      entry = Wire.decode(AuditAppended.class, sealer.open(line));
    } catch (IllegalArgumentException | Wire.MalformedRecordException e) {
      throw damaged(expected, String.valueOf(e.getMessage()));
    }
    if (entry.seq() != expected) {
      throw damaged(expected, "says that it is entry " + entry.seq());
    }
    if (chain == null) {
      firstPrev = entry.prev();
    } else if (!entry.prev().equals(chain.hash())
        || !entry.logId().equals(chain.logId())
        || entry.epoch() < chain.epoch()) {
      throw damaged(expected, "does not follow the entry before it");
    }
    chain = new Chain(entry.logId(), entry.epoch(), entry.seq(), sealer.hash(line));
    Chain now = chain;
    if (mark.filter(m -> m.seq() == now.seq() && !m.hash().equals(now.hash())).isPresent()) {
      throw damaged(expected, "is not the one that the head file knows");
    }
    note(entry);
    return entry;
  }

  private void note(AuditAppended entry) {
    if (entry.source() != null) {
      positions.recorded(entry.source());
    }
    if (entry.data().get(OwnEntry.POSITIONS) instanceof Map<?, ?> known && entry.source() == null) {
      Map<String, Long> next = new java.util.TreeMap<>();
      known.forEach((key, value) -> next.put((String) key, ((Number) value).longValue()));
      positions = new Positions(next);
    }
    if (keep > 0) {
      if (tail.size() == keep) {
        tail.removeFirst();
      }
      tail.addLast(entry);
    }
  }

  /** What follows the last whole line is torn only if no line ends in it. */
  private void refuseLinesAfterEnd() throws IOException, DamagedLogException {
    if (hasLineFeed(segment, end)) {
      throw damaged(
          chain == null ? segment.firstSeq() : chain.seq() + 1, "is longer than an entry can be");
    }
  }

  /** Whether a line ends at or after this place, however far from its beginning. */
  static boolean hasLineFeed(Segment segment, long from) throws IOException {
    try (FileChannel channel = FileChannel.open(segment.path(), StandardOpenOption.READ)) {
      ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
      for (long at = from; channel.read(chunk.clear(), at) > 0; at += chunk.position()) {
        for (int i = 0; i < chunk.position(); i++) {
          if (chunk.get(i) == '\n') {
            return true;
          }
        }
      }
    }
    return false;
  }

  private DamagedLogException damaged(long seq, String what) {
    return new DamagedLogException(segment.path(), "entry " + seq + " " + what);
  }

  /** The chain's end; empty where the segment has no whole entry. */
  Optional<Chain> chain() {
    return Optional.ofNullable(chain);
  }

  /** {@code prev} of its first entry. */
  String firstPrev() {
    return firstPrev;
  }

  Positions positions() {
    return positions;
  }

  /** The last entries, as many as were asked for. */
  Deque<AuditAppended> tail() {
    return tail;
  }

  /** Where its last whole line ends. */
  long end() {
    return end;
  }

  /** Bytes after that. */
  long torn() throws IOException {
    return Files.size(segment.path()) - end;
  }
}
