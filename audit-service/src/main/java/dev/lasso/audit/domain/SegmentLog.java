package dev.lasso.audit.domain;

import dev.lasso.audit.domain.SegmentFiles.Segment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The bytes of the log: appended to the last segment, durable when {@link #append} returns, all or
 * nothing as far as any reader of whole lines can tell. After a failure the segment is cut back to
 * what was durable before anything else is written.
 *
 * <p>Confined to one thread, which holds the {@link DirectoryLock}.
 */
final class SegmentLog implements AutoCloseable {
  private static final int OFFSET_BITS = 40;
  private static final long OFFSET_MASK = (1L << OFFSET_BITS) - 1;

  private final Path directory;
  private final long segmentBytes;
  private final List<Segment> segments;
  private FileChannel channel;
  private long end;
  private boolean dirty;

  /**
   * Over segments that are there already.
   *
   * @param end what is durable and whole of the last one
   */
  SegmentLog(Path directory, long segmentBytes, List<Segment> segments, long end)
      throws IOException {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.segments = new ArrayList<>(segments);
    if (this.segments.isEmpty()) {
      this.segments.add(SegmentFiles.segment(directory, 1));
    }
    this.channel = openLast();
    this.end = end;
  }

  private FileChannel openLast() throws IOException {
    FileChannel opened =
        FileChannel.open(
            segments.getLast().path(),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
            SegmentFiles.PRIVATE_FILE);
    try {
      SegmentFiles.syncDirectory(directory);
      return opened;
    } catch (IOException e) {
      opened.close();
      throw e;
    }
  }

  /** The segment that is written to. */
  Path current() {
    return segments.getLast().path();
  }

  /** Whether nothing is in the current segment yet. */
  boolean isSegmentEmpty() {
    return end == 0;
  }

  /** Goes on to a new segment when the current one has its size. */
  void rollWhenFull(long nextSeq) throws IOException {
    if (end < segmentBytes) {
      return;
    }
    FileChannel before = channel;
    segments.add(SegmentFiles.segment(directory, nextSeq));
    try {
      channel = openLast();
    } catch (IOException e) {
      segments.removeLast();
      throw e;
    }
    end = 0;
    dirty = false;
    before.close();
  }

  /**
   * Appends whole lines. When it returns they are on the device; when it throws none of them
   * counts, and the same or others may be tried again.
   *
   * @throws DamagedLogException when somebody else has written to the segment or cut it
   */
  void append(byte[] lines) throws IOException, DamagedLogException {
    if (dirty) {
      channel.truncate(end);
      dirty = false;
    }
    // A lock file can be deleted and taken anew by a second writer; its bytes can't go unnoticed.
    if (channel.size() != end) {
      throw new DamagedLogException(
          current(),
          "it has %d bytes and %d were written: another program writes to it"
              .formatted(channel.size(), end));
    }
    dirty = true;
    ByteBuffer left = ByteBuffer.wrap(lines);
    while (left.hasRemaining()) {
      channel.write(left, end + left.position());
    }
    channel.force(false);
    end += lines.length;
    dirty = false;
  }

  /** Where a line will stand that is appended after so many bytes of others. */
  long addressAfter(int bytes) {
    return address(segments.size() - 1, end + bytes);
  }

  /** Names a place in the log within this process. */
  static long address(int segment, long offset) {
    return ((long) segment << OFFSET_BITS) | offset;
  }

  /** The line at an address, without line feed. */
  byte[] read(long address) throws IOException {
    Path file = segments.get((int) (address >>> OFFSET_BITS)).path();
    long offset = address & OFFSET_MASK;
    ByteBuffer bytes = ByteBuffer.allocate(Lines.MAX_BYTES + 1);
    try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ)) {
      while (bytes.hasRemaining() && reading.read(bytes, offset + bytes.position()) > 0) {
        // until the buffer is full or the file ends
      }
    }
    int length = 0;
    while (length < bytes.position() && bytes.get(length) != '\n') {
      length++;
    }
    return Arrays.copyOf(bytes.array(), length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
