package dev.lasso.audit.domain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Reads a segment line by line, in constant memory. A line is what ends in a line feed; what comes
 * after the last one is torn.
 */
final class Lines implements AutoCloseable {
  /** The longest line there is, without its line feed. */
  static final int MAX_BYTES = 256 << 10;

  private final FileChannel channel;
  private final byte[] buffer = new byte[1 << 20];
  private int from;
  private int to;
  private int next;
  private long base;

  Lines(Path file) throws IOException {
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
  }

  /**
   * Goes to the next line; false where there is no further whole one, or only what is longer than
   * any line.
   */
  boolean next() throws IOException {
    from = next;
    int searched = from;
    while (true) {
      for (int i = searched; i < to; i++) {
        if (buffer[i] == '\n') {
          next = i + 1;
          return true;
        }
      }
      if (to - from > MAX_BYTES) {
        return false;
      }
      searched = to;
      if (to == buffer.length) {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        base += from;
        searched -= from;
        to -= from;
        from = 0;
      }
      int read = channel.read(ByteBuffer.wrap(buffer, to, buffer.length - to), base + to);
      if (read <= 0) {
        return false;
      }
      to += read;
    }
  }

  /** Where the current line begins in the file; after the last one: where what is torn begins. */
  long offset() {
    return base + from;
  }

  /** Its length without line feed. */
  int length() {
    return next - from - 1;
  }

  /** The line without line feed. */
  byte[] bytes() {
    return Arrays.copyOfRange(buffer, from, next - 1);
  }

  /**
   * What stands between two marks of the line, as long as it does not go on beyond {@code within}
   * bytes; else empty.
   */
  byte[] between(byte[] mark, byte end, int within) {
    int limit = Math.min(next - 1, from + within);
    for (int i = from; i + mark.length < limit; i++) {
      if (Arrays.equals(buffer, i, i + mark.length, mark, 0, mark.length)) {
        int start = i + mark.length;
        for (int j = start; j < limit; j++) {
          if (buffer[j] == end) {
            return Arrays.copyOfRange(buffer, start, j);
          }
        }
        break;
      }
    }
    return new byte[0];
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
