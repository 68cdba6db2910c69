package dev.lasso.runner.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder takes any bytes, however cut, and never more than it should. */
class FrameDecoderTest {
  private static final int FUZZ_ROUNDS = 20_000;
  private final ScheduledExecutorService timers = Timers.create("test-timers");

  @AfterEach
  void stop() {
    timers.shutdownNow();
  }

  static byte[] frame(int type, long channel, byte[] payload) {
    byte[] bytes = new byte[Protocol.HEADER + payload.length];
    ByteBuffer.wrap(bytes)
        .putInt(payload.length)
        .put((byte) type)
        .putInt((int) channel)
        .put(payload);
    return bytes;
  }

  private static byte[] u32(long... values) {
    byte[] bytes = new byte[Integer.BYTES * values.length];
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (long value : values) {
      buffer.putInt((int) value);
    }
    return bytes;
  }

  private static byte[] hello() {
    byte[] payload = new byte[14];
    ByteBuffer.wrap(payload).putShort((short) 1).putInt(262_144).putInt(256).putInt(65_536);
    return frame(Protocol.HELLO, 0, payload);
  }

  private static byte[] exited(int kind, int code, int flags) {
    byte[] payload = new byte[35];
    ByteBuffer.wrap(payload).put((byte) kind).put((byte) code).put((byte) flags).putLong(7);
    return frame(Protocol.EXITED, 1, payload);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(1 << 20);
    for (byte[] part : parts) {
      all.put(part);
    }
    byte[] bytes = new byte[all.position()];
    all.flip().get(bytes);
    return bytes;
  }

  private static List<SupervisorFrame> decode(byte[] bytes, int step) {
    List<SupervisorFrame> frames = new ArrayList<>();
    FrameDecoder decoder = new FrameDecoder();
    for (int at = 0; at < bytes.length; at += step) {
      decoder.feed(bytes, at, Math.min(step, bytes.length - at), frames::add);
    }
    return frames;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 8, 9, 10, 13, 100_000})
  void framesAreTheSameHoweverTheStreamIsCut(int step) {
    byte[] stream =
        join(
            hello(),
            frame(Protocol.STARTED, 1, u32(42)),
            frame(Protocol.STDOUT, 1, new byte[] {1, 2, 3}),
            frame(Protocol.PONG, 0, new byte[0]),
            frame(Protocol.STDIN_CREDIT, 1, u32(0xFFFF_FFFFL)),
            exited(1, 9, 1));

    List<SupervisorFrame> frames = decode(stream, step);

    assertThat(frames).hasSize(6);
    assertThat(frames.get(0)).isEqualTo(new SupervisorFrame.Hello(1, 262_144, 256, 65_536));
    assertThat(frames.get(1)).isEqualTo(new SupervisorFrame.Started(1, 42));
    assertThat(((SupervisorFrame.Output) frames.get(2)).bytes()).containsExactly(1, 2, 3);
    assertThat(frames.get(4)).isEqualTo(new SupervisorFrame.StdinCredit(1, 0xFFFF_FFFFL));
    assertThat(frames.get(5)).isEqualTo(new SupervisorFrame.Exited(1, true, 9, true, 7, 0, 0, 0));
  }

  @Test
  void aLengthThatItsTypeCannotHaveIsRefusedByTheHeaderAlone() {
    byte[] header = new byte[Protocol.HEADER];
    ByteBuffer.wrap(header).putInt(0x7FFF_FFFF).put((byte) Protocol.STDOUT).putInt(1);

    assertThatThrownBy(() -> decode(header, 9)).isInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void framesOnChannelsTheyCannotHaveAreRefused() {
    assertThatThrownBy(() -> decode(frame(Protocol.STDOUT, 0, new byte[1]), 99))
        .isInstanceOf(ProtocolViolationException.class);
    assertThatThrownBy(() -> decode(frame(Protocol.PONG, 5, new byte[1]), 99))
        .isInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void aTextMustBeAsLongAsItSays() {
    assertThatThrownBy(() -> decode(frame(Protocol.ERROR, 0, u32(1000)), 99))
        .isInstanceOf(ProtocolViolationException.class);
  }

  @Test
  void noBytesAtAllMakeTheSessionDoAnythingButEnd() {
    Random random = new Random(20_260_101);
    byte[] good =
        join(
            hello(),
            frame(Protocol.STARTED, 1, u32(42)),
            frame(Protocol.STDOUT, 1, new byte[300]),
            frame(Protocol.STDERR, 1, new byte[3]),
            frame(Protocol.STDIN_CREDIT, 1, u32(3)),
            exited(0, 1, 0),
            frame(
                Protocol.SPAWN_FAILED, 2, join(new byte[] {3}, u32(2, 2), new byte[] {'n', 'o'})));
    int ended = 0;
    for (int round = 0; round < FUZZ_ROUNDS; round++) {
      byte[] bytes = good.clone();
      int mutations = 1 + random.nextInt(4);
      for (int i = 0; i < mutations; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      ended += feed(bytes, 1 + random.nextInt(64));
    }
    assertThat(ended).as("most mutations break a rule").isGreaterThan(FUZZ_ROUNDS / 4);
  }

  /** Throws nothing, leaves no result open once it is over, and says whether it is. */
  private int feed(byte[] bytes, int step) {
    Sink sink = new Sink();
    SupervisorSession session =
        new SupervisorSession(
            sink,
            SessionLimits.of(4, 1024),
            new OutputBudget(1 << 20),
            timers,
            Clock.systemUTC(),
            System::nanoTime);
    List<java.util.concurrent.CompletableFuture<ExecutionResult>> results = new ArrayList<>();
    int at = 0;
    boolean open = true;
    while (at < bytes.length && open) {
      open = session.received(bytes, at, Math.min(step, bytes.length - at));
      at += step;
      if (open && results.size() < 2 && session.ready().isDone()) {
        results.add(
            session.execute(
                new SpawnOrder(
                    List.of("a"),
                    "/",
                    Map.of(),
                    List.of("/bin"),
                    new byte[9],
                    Duration.ofSeconds(9))));
      }
    }
    boolean broke = session.ended().isDone();
    session.close("over");
    assertThat(results).allMatch(java.util.concurrent.CompletableFuture::isDone);
    assertThat(sink.closed).isTrue();
    return broke ? 1 : 0;
  }

  private static final class Sink implements Transport {
    private boolean closed;

    @Override
    public void send(byte[] frame) {
      // nobody listens
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
