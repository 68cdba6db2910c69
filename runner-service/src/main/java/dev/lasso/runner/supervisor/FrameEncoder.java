package dev.lasso.runner.supervisor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the runner says, as bytes: one whole frame per array. */
final class FrameEncoder {
  private static final int SPAWN_FIXED = 9;
  private static final long MAX_TIMEOUT_MS = 0xFFFF_FFFFL;

  private FrameEncoder() {}

  /**
   * The order to run a program.
   *
   * @throws IllegalArgumentException with a sentence for people, when the protocol cannot say it
   */
  static byte[] spawn(long channel, SpawnOrder order, int outputWindow) {
    if (order.argv().isEmpty() || order.argv().size() > Protocol.MAX_ARGV) {
      throw new IllegalArgumentException(
          "a command has between 1 and " + Protocol.MAX_ARGV + " words");
    }
    List<byte[]> argv = bytes(order.argv());
    List<byte[]> env =
        bytes(
            order.env().entrySet().stream()
                .map(variable -> variable.getKey() + "=" + variable.getValue())
                .toList());
    List<byte[]> search = bytes(order.searchPath());
    byte[] cwd = bytes(order.cwd());
    long size = SPAWN_FIXED + Integer.BYTES + cwd.length + size(argv) + size(env) + size(search);
    if (size > Protocol.MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "argument list too long: words and environment together take more than 256 KiB");
    }
    byte[] bytes = new byte[Protocol.HEADER + (int) size];
    ByteBuffer frame = begin(bytes, Protocol.SPAWN, channel);
    frame.put((byte) (order.stdin() == null ? 0 : Protocol.SPAWN_HAS_STDIN));
    frame.putInt((int) Math.min(MAX_TIMEOUT_MS, Math.max(1, order.timeout().toMillis())));
    frame.putInt(outputWindow);
    put(frame, cwd);
    put(frame, argv);
    put(frame, env);
    put(frame, search);
    return bytes;
  }

  static byte[] stdin(long channel, byte[] bytes, int offset, int count) {
    byte[] frame = new byte[Protocol.HEADER + count];
    begin(frame, Protocol.STDIN, channel).put(bytes, offset, count);
    return frame;
  }

  static byte[] stdinClose(long channel) {
    return empty(Protocol.STDIN_CLOSE, channel);
  }

  static byte[] signal(long channel, int number) {
    byte[] frame = new byte[Protocol.HEADER + 1];
    begin(frame, Protocol.SIGNAL, channel).put((byte) number);
    return frame;
  }

  static byte[] credit(long channel, int bytes) {
    byte[] frame = new byte[Protocol.HEADER + Integer.BYTES];
    begin(frame, Protocol.CREDIT, channel).putInt(bytes);
    return frame;
  }

  static byte[] ping(long number) {
    byte[] frame = new byte[Protocol.HEADER + Long.BYTES];
    begin(frame, Protocol.PING, Protocol.SESSION).putLong(number);
    return frame;
  }

  static byte[] shutdown() {
    return empty(Protocol.SHUTDOWN, Protocol.SESSION);
  }

  private static byte[] empty(int type, long channel) {
    byte[] frame = new byte[Protocol.HEADER];
    begin(frame, type, channel);
    return frame;
  }

  /** Writes the header of a frame that fills the array; what follows is the payload. */
  private static ByteBuffer begin(byte[] frame, int type, long channel) {
    return ByteBuffer.wrap(frame)
        .putInt(frame.length - Protocol.HEADER)
        .put((byte) type)
        .putInt((int) channel);
  }

  private static List<byte[]> bytes(List<String> strings) {
    if (strings.size() > 0xFFFF) {
      throw new IllegalArgumentException("argument list too long: more than 65535 entries");
    }
    List<byte[]> all = new ArrayList<>(strings.size());
    for (String string : strings) {
      all.add(bytes(string));
    }
    return all;
  }

  private static byte[] bytes(String string) {
    if (string.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a word or variable holds a NUL character");
    }
    return string.getBytes(StandardCharsets.UTF_8);
  }

  private static long size(List<byte[]> strings) {
    return Short.BYTES + strings.stream().mapToLong(s -> Integer.BYTES + (long) s.length).sum();
  }

  private static void put(ByteBuffer frame, List<byte[]> strings) {
    frame.putShort((short) strings.size());
    strings.forEach(string -> put(frame, string));
  }

  private static void put(ByteBuffer frame, byte[] string) {
    frame.putInt(string.length).put(string);
  }
}
