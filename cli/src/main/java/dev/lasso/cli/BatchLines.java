package dev.lasso.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of UTF-8, each of a bounded length: of a longer one, and of one that is not UTF-8,
 * only that it was there. A carriage return before the line feed belongs to neither.
 */
final class BatchLines implements Closeable {
  /** The longest command there may be, written in JSON at its longest, and room for the rest. */
  static final int MAX_BYTES = 4 << 20;

  private final InputStream in;
  private final byte[] block = new byte[1 << 16];
  private byte[] line = new byte[1 << 12];
  private int at;
  private int end;
  private long number;

  BatchLines(InputStream in) {
    this.in = in;
  }

  /**
   * A line.
   *
   * @param number counted from 1
   * @param text what it says; null where it can't be said
   * @param problem what is wrong with it; empty where there is a text
   */
  record Line(long number, @Nullable String text, String problem) {}

  /** The next line; null at the end. */
  @Nullable Line next() throws IOException {
    int length = 0;
    boolean tooLong = false;
    boolean any = false;
    while (true) {
      if (at == end) {
        at = 0;
        end = Math.max(0, in.read(block));
        if (end == 0) {
          return any ? line(length, tooLong) : null;
        }
      }
      any = true;
      int from = at;
      while (at < end && block[at] != '\n') {
        at++;
      }
      tooLong |= length + (at - from) > MAX_BYTES;
      if (!tooLong) {
        length = keep(from, length);
      }
      if (at < end) {
        at++;
        return line(length, tooLong);
      }
    }
  }

  private int keep(int from, int length) {
    int more = at - from;
    if (length + more > line.length) {
      line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length)); // bounded: MAX_BYTES
    }
    System.arraycopy(block, from, line, length, more);
    return length + more;
  }

  private Line line(int length, boolean tooLong) {
    number++;
    if (tooLong) {
      return new Line(number, null, "the line has more than " + MAX_BYTES + " bytes");
    }
    int content = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line, 0, content)).toString();
      return new Line(number, text, "");
    } catch (CharacterCodingException e) {
      return new Line(number, null, "the line is not UTF-8");
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
