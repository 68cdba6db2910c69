package dev.lasso.sdk.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads a file line by line, in constant memory. After {@link Line.End} and {@link Line.Incomplete}
 * it may be asked again: the file may have grown.
 */
final class SegmentReader implements AutoCloseable {
  /** The longest line there is, without its line feed. */
  static final int MAX_LINE_BYTES = 256 << 10;

  private final FileChannel channel;
  private byte[] buffer = new byte[1 << 16];
  private int start;
  private int end;

  SegmentReader(Path file) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /** What comes next in the file. */
  sealed interface Line {
    /** A line, without its line feed. */
    record Whole(byte[] bytes) implements Line {}

    /** The file ends in it. */
    record Incomplete() implements Line {}

    /** More bytes without a line feed than a line can have. */
    record TooLong() implements Line {}

    /** The file ends here, after a line feed or without any content. */
    record End() implements Line {}
  }

  Line next() throws IOException {
    int unseen = start;
    while (true) {
      for (int i = unseen; i < end; i++) {
        if (buffer[i] == '\n') {
          byte[] line = Arrays.copyOfRange(buffer, start, i);
          start = i + 1;
          return line.length > MAX_LINE_BYTES ? new Line.TooLong() : new Line.Whole(line);
        }
      }
      if (end - start > MAX_LINE_BYTES) {
        return new Line.TooLong();
      }
      makeRoom();
      unseen = end;
      int read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end));
      if (read <= 0) {
        return start == end ? new Line.End() : new Line.Incomplete();
      }
      end += read;
    }
  }

  private void makeRoom() {
    if (end < buffer.length) {
      return;
    }
    if (start == 0) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length); // bounded, as a line is
    } else {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      end -= start;
      start = 0;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
