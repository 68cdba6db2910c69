package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When standard input is read, and when it is not waited for. */
class StdinTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final byte[] SOME = {'h', 'i', 0, (byte) 0xff};

  /** Silent until told, then some bytes and the end. */
  private static final class Held extends InputStream {
    private final CountDownLatch go = new CountDownLatch(1);
    private final InputStream content = new ByteArrayInputStream(SOME);

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      try {
        go.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return content.read(into, offset, length);
    }
  }

  private static Stdin of(InputStream in, boolean pipelineWrites) {
    return new Stdin(in, SHORT, () -> pipelineWrites);
  }

  @ParameterizedTest
  @EnumSource(names = {"FILE", "STREAM"})
  void a_file_or_a_pipe_is_read_to_its_end(Descriptor kind) throws Exception {
    assertThat(of(new ByteArrayInputStream(SOME), false).read(Stdin.Mode.AUTOMATIC, kind))
        .isEqualTo(SOME);
  }

  @ParameterizedTest
  @EnumSource(names = {"TERMINAL", "NOTHING"})
  void a_terminal_is_not_read(Descriptor kind) throws Exception {
    assertThat(of(new Held(), true).read(Stdin.Mode.AUTOMATIC, kind)).isEmpty();
  }

  @Test
  void a_pipe_that_stays_open_and_silent_keeps_nobody_waiting() throws Exception {
    Held silent = new Held();
    Stdin stdin = of(silent, false);

    assertThat(stdin.read(Stdin.Mode.AUTOMATIC, Descriptor.STREAM)).isEmpty();
    assertThat(stdin.cameTooLate()).isFalse();

    silent.go.countDown();
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!stdin.cameTooLate() && System.nanoTime() - deadline < 0) {
      Thread.onSpinWait();
    }
    assertThat(stdin.cameTooLate()).isTrue();
  }

  @Test
  void a_slow_program_of_the_same_pipeline_is_waited_for() throws Exception {
    Held slow = new Held();
    AtomicInteger asked = new AtomicInteger();
    Stdin stdin =
        new Stdin(
            slow,
            SHORT,
            () -> {
              if (asked.incrementAndGet() == 3) {
                slow.go.countDown();
              }
              return true;
            });

    assertThat(stdin.read(Stdin.Mode.AUTOMATIC, Descriptor.STREAM)).isEqualTo(SOME);
    assertThat(asked.get()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void what_the_person_says_comes_first() throws Exception {
    assertThat(of(new Held(), true).read(Stdin.Mode.NONE, Descriptor.STREAM)).isEmpty();
    assertThat(of(new ByteArrayInputStream(SOME), false).read(Stdin.Mode.READ, Descriptor.TERMINAL))
        .isEqualTo(SOME);
  }

  @Test
  void more_than_the_node_takes_is_refused_and_not_cut() throws Exception {
    byte[] most = new byte[Stdin.LIMIT];
    assertThat(
            of(new ByteArrayInputStream(most), false).read(Stdin.Mode.AUTOMATIC, Descriptor.FILE))
        .hasSize(Stdin.LIMIT);

    ThrowingCallable tooMuch =
        () ->
            of(new ByteArrayInputStream(new byte[Stdin.LIMIT + 1]), false)
                .read(Stdin.Mode.AUTOMATIC, Descriptor.FILE);
    assertThatThrownBy(tooMuch).isInstanceOf(Stdin.TooLarge.class);
  }

  @Test
  void a_descriptor_is_known_by_what_it_leads_to() {
    assertThat(Descriptor.ofTarget("/dev/null")).isEqualTo(Descriptor.NOTHING);
    assertThat(Descriptor.ofTarget("/dev/pts/3")).isEqualTo(Descriptor.TERMINAL);
    assertThat(Descriptor.ofTarget("pipe:[123]")).isEqualTo(Descriptor.STREAM);
    assertThat(Descriptor.ofTarget("socket:[123]")).isEqualTo(Descriptor.STREAM);
    assertThat(Descriptor.ofTarget("/etc/passwd")).isEqualTo(Descriptor.FILE);
    assertThat(Descriptor.ofTarget("/tmp/here (deleted)")).isEqualTo(Descriptor.FILE);
    assertThat(Descriptor.ofTarget(System.getProperty("java.home") + "/lib/modules"))
        .isEqualTo(Descriptor.NOTHING);
  }
}
