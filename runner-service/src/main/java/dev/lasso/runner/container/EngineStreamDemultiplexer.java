package dev.lasso.runner.container;

/**
 * Takes the engine's stream of a container without a terminal apart: eight bytes of header (which
 * stream, three zeros, a big-endian length), then that many bytes. Standard error is kept only in
 * its beginning.
 *
 * <p>Not thread-safe.
 */
final class EngineStreamDemultiplexer {
  private static final int HEADER = 8;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int MAX_STDERR = 4096;

  private final Sink stdout;
  private final StringBuilder errors = new StringBuilder();
  private int headerSize;
  private int stream;
  private long length;
  private long rest;

  /** Takes the bytes of standard output; false ends the reading. */
  @FunctionalInterface
  interface Sink {
    /** Bytes that are only valid during the call. */
    boolean take(byte[] bytes, int offset, int count);
  }

  EngineStreamDemultiplexer(Sink stdout) {
    this.stdout = stdout;
  }

  /** False: no more is wanted, or this is not the engine's format. */
  boolean feed(byte[] bytes, int offset, int count) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (rest == 0) {
        at = header(bytes, at, end);
        continue;
      }
      int n = (int) Math.min(rest, end - at);
      rest -= n;
      if (stream == STDOUT) {
        if (!stdout.take(bytes, at, n)) {
          return false;
        }
      } else if (stream == STDERR) {
        keepError(bytes, at, n);
      } else {
        return false;
      }
      at += n;
    }
    return true;
  }

  private int header(byte[] bytes, int from, int end) {
    int at = from;
    while (headerSize < HEADER && at < end) {
      int b = Byte.toUnsignedInt(bytes[at++]);
      if (headerSize == 0) {
        stream = b;
      } else if (headerSize >= HEADER - Integer.BYTES) {
        length = length << 8 | b;
      }
      headerSize++;
    }
    if (headerSize == HEADER) {
      rest = length;
      headerSize = 0;
      length = 0;
    }
    return at;
  }

  private void keepError(byte[] bytes, int at, int n) {
    for (int i = at; i < at + n && errors.length() < MAX_STDERR; i++) {
      int b = Byte.toUnsignedInt(bytes[i]);
      errors.append(b >= ' ' && b < 0x7F ? (char) b : ' ');
    }
  }

  /** The beginning of what came on standard error, in printable characters. */
  String errors() {
    return errors.toString().strip();
  }
}
