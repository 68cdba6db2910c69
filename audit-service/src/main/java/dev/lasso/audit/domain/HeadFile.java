package dev.lasso.audit.domain;

import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * Says in one line, under the log's MAC, how far the log goes, so that entries that were cut off
 * its end are missed.
 *
 * <p>It is written in place after an entry is durable and is not itself synced: after any crash it
 * is at most behind the log, never ahead of it. It shows truncation to whoever has no older copy of
 * it to put in its place.
 */
final class HeadFile implements AutoCloseable {
  private static final int MAX_BYTES = 1 << 10;
  private final FileChannel channel;
  private final Sealer sealer;

  private HeadFile(FileChannel channel, Sealer sealer) {
    this.channel = channel;
    this.sealer = sealer;
  }

  /**
   * How far a log goes.
   *
   * @param logId which log
   * @param seq its last entry; 0 where there is none yet
   * @param hash of that entry's line
   */
  record Mark(String logId, long seq, String hash) {}

  /**
   * As in the file. The number has a fixed width, so that the line always covers the one before it.
   */
  private record Written(String head, String logId, String hash) {}

  static Path in(Path directory) {
    return directory.resolve(SegmentFiles.HEAD);
  }

  /**
   * What it says, where it is there. One without content is of a writer that died while it made it.
   */
  static Optional<Mark> read(Path directory, Sealer sealer)
      throws IOException, DamagedLogException {
    Path file = in(directory);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_BYTES);
    }
    if (content.length == 0) {
      return Optional.empty();
    }
    try {
      if (content[content.length - 1] != '\n') {
        throw new IllegalArgumentException("the line is not complete");
      }
      byte[] body = sealer.open(Arrays.copyOf(content, content.length - 1));
      Written written = Wire.decode(Written.class, body);
      return Optional.of(new Mark(written.logId(), Long.parseLong(written.head()), written.hash()));
    } catch (IllegalArgumentException | Wire.MalformedRecordException e) {
      throw new DamagedLogException(file, String.valueOf(e.getMessage()));
    }
  }

  /** Ready to be written; it is made, durably, where it is missing. */
  static HeadFile open(Path directory, Sealer sealer, Mark now) throws IOException {
    FileChannel channel =
        FileChannel.open(
            in(directory),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            SegmentFiles.PRIVATE_FILE);
    HeadFile head = new HeadFile(channel, sealer);
    try {
      head.write(now);
      channel.force(true);
      SegmentFiles.syncDirectory(directory);
      return head;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  void write(Mark mark) throws IOException {
    byte[] line =
        sealer.seal(
            Wire.encode(new Written("%020d".formatted(mark.seq()), mark.logId(), mark.hash())));
    ByteBuffer bytes = ByteBuffer.allocate(line.length + 1).put(line).put((byte) '\n').flip();
    channel.write(bytes, 0);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
