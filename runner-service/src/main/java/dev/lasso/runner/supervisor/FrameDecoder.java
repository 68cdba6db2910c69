package dev.lasso.runner.supervisor;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Takes the supervisor's byte stream apart, however it is cut. Holds at most one frame; a header
 * that announces what its type cannot have is refused before anything is kept for it.
 *
 * <p>Not thread-safe. After it has thrown, it must not be fed again.
 */
final class FrameDecoder {
  private static final int HELLO_SIZE = 14;
  private static final int EXITED_SIZE = 35;
  private static final int SPAWN_FAILED_FIXED = 9;
  private static final int MAX_TEXT = 4096;

  private final byte[] header = new byte[Protocol.HEADER];
  private byte[] payload = new byte[512];
  private int headerSize;
  private int payloadSize;
  private int length;
  private int type;
  private long channel;

  /**
   * Hands over every frame that these bytes complete, in order.
   *
   * @throws ProtocolViolationException at the first byte that cannot be part of a valid frame
   */
  void feed(byte[] bytes, int offset, int count, Consumer<SupervisorFrame> sink) {
    int at = offset;
    int end = offset + count;
    while (at < end) {
      if (headerSize < Protocol.HEADER) {
        int n = Math.min(Protocol.HEADER - headerSize, end - at);
        System.arraycopy(bytes, at, header, headerSize, n);
        headerSize += n;
        at += n;
        if (headerSize < Protocol.HEADER) {
          return;
        }
        readHeader();
      }
      int n = Math.min(length - payloadSize, end - at);
      System.arraycopy(bytes, at, payload, payloadSize, n);
      payloadSize += n;
      at += n;
      if (payloadSize == length) {
        headerSize = 0;
        payloadSize = 0;
        sink.accept(frame());
      }
    }
  }

  private void readHeader() {
    ByteBuffer buffer = ByteBuffer.wrap(header);
    long announced = Integer.toUnsignedLong(buffer.getInt());
    type = Byte.toUnsignedInt(buffer.get());
    channel = Integer.toUnsignedLong(buffer.getInt());
    boolean fits =
        switch (type) {
          case Protocol.HELLO -> announced == HELLO_SIZE;
          case Protocol.STARTED, Protocol.STDIN_CREDIT -> announced == Integer.BYTES;
          case Protocol.SPAWN_FAILED ->
              announced >= SPAWN_FAILED_FIXED && announced <= SPAWN_FAILED_FIXED + MAX_TEXT;
          case Protocol.STDOUT, Protocol.STDERR ->
              announced >= 1 && announced <= Protocol.MAX_PAYLOAD;
          case Protocol.EXITED -> announced == EXITED_SIZE;
          case Protocol.PONG -> announced <= Protocol.MAX_PING;
          case Protocol.ERROR ->
              announced >= Integer.BYTES && announced <= Integer.BYTES + MAX_TEXT;
          default -> throw new ProtocolViolationException("a frame of no known type");
        };
    if (!fits) {
      throw new ProtocolViolationException("a frame of a length that its type does not have");
    }
    boolean ofSession = type == Protocol.HELLO || type == Protocol.PONG || type == Protocol.ERROR;
    if (ofSession != (channel == Protocol.SESSION)) {
      throw new ProtocolViolationException("a frame on a channel that its type does not have");
    }
    length = (int) announced;
    payloadSize = 0;
    if (payload.length < length) {
      payload = new byte[Math.max(length, Math.min(2 * payload.length, Protocol.MAX_PAYLOAD))];
    }
  }

  private SupervisorFrame frame() {
    ByteBuffer in = ByteBuffer.wrap(payload, 0, length);
    return switch (type) {
      case Protocol.HELLO ->
          new SupervisorFrame.Hello(Short.toUnsignedInt(in.getShort()), u32(in), u32(in), u32(in));
      case Protocol.STARTED -> new SupervisorFrame.Started(channel, u32(in));
      case Protocol.SPAWN_FAILED -> {
        int stage = Byte.toUnsignedInt(in.get());
        if (stage < 1 || stage > 4) {
          throw new ProtocolViolationException("a spawn that failed at no known stage");
        }
        yield new SupervisorFrame.SpawnFailed(channel, stage, u32(in), text(in));
      }
      case Protocol.STDOUT -> new SupervisorFrame.Output(channel, false, rest(in));
      case Protocol.STDERR -> new SupervisorFrame.Output(channel, true, rest(in));
      case Protocol.EXITED -> exited(in);
      case Protocol.STDIN_CREDIT -> new SupervisorFrame.StdinCredit(channel, u32(in));
      case Protocol.PONG -> new SupervisorFrame.Pong(rest(in));
      case Protocol.ERROR -> new SupervisorFrame.Failure(text(in));
      default -> throw new IllegalStateException("readHeader lets no other type through");
    };
  }

  private SupervisorFrame exited(ByteBuffer in) {
    int kind = Byte.toUnsignedInt(in.get());
    int code = Byte.toUnsignedInt(in.get());
    int flags = Byte.toUnsignedInt(in.get());
    if (kind > 1 || flags > 1 || (kind == 1 && (code < 1 || code > 64))) {
      throw new ProtocolViolationException("an end of a kind that there is not");
    }
    return new SupervisorFrame.Exited(
        channel,
        kind == 1,
        code,
        flags == 1,
        in.getLong(),
        in.getLong(),
        in.getLong(),
        in.getLong());
  }

  private static long u32(ByteBuffer in) {
    return Integer.toUnsignedLong(in.getInt());
  }

  private static byte[] rest(ByteBuffer in) {
    byte[] bytes = new byte[in.remaining()];
    in.get(bytes);
    return bytes;
  }

  private static String text(ByteBuffer in) {
    if (u32(in) != in.remaining()) {
      throw new ProtocolViolationException("a text that is not as long as it says");
    }
    return new String(rest(in), StandardCharsets.UTF_8);
  }
}
