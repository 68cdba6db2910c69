package dev.lasso.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.sdk.audit.Verification.Tampered;
import dev.lasso.sdk.audit.Verification.Unreadable;
import dev.lasso.sdk.audit.Verification.Verified;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is written to while it is verified. */
class LiveLogTest {
  private static final long ENTRIES = 20_000;

  @TempDir Path home;
  private Path directory;
  private Path key;
  private LogOnDisk log;
  private final AtomicInteger pauses = new AtomicInteger();

  @BeforeEach
  void makeLog() throws IOException {
    directory = home.resolve("audit");
    key = Files.writeString(home.resolve("audit-key"), LogOnDisk.KEY);
    log = LogOnDisk.of(directory, "log-a", 2, 2);
  }

  private interface Step {
    void run() throws IOException;
  }

  /** Verifies, and has this happen in the given pause. */
  private Verification verify(Path what, int pause, Step step) {
    return AuditVerifier.verify(
        what,
        key,
        time -> {
          if (pauses.incrementAndGet() == pause) {
            try {
              step.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  @Test
  void a_line_that_is_just_being_written_is_waited_for() throws IOException {
    String line = log.add();
    LogOnDisk.append(log.segment(3), line.substring(0, 30));
    for (Path what : new Path[] {directory, log.segment(3)}) {
      pauses.set(0);
      Files.writeString(
          log.segment(3), log.lines.get(2) + log.lines.get(3) + line.substring(0, 30));

      Verification result =
          verify(what, 7, () -> LogOnDisk.append(log.segment(3), line.substring(30) + log.add()));

      assertThat(result).isInstanceOf(Verified.class);
      assertThat(((Verified) result).lastSeq()).isEqualTo(log.seq());
      assertThat(pauses).hasValue(7);
      log.lines.removeLast();
      log.prev = LogOnDisk.sha256(line);
    }
  }

  @Test
  void a_line_that_stays_incomplete_is_waited_for_only_so_long() throws IOException {
    LogOnDisk.append(log.segment(3), "{\"seq\"");

    Verification result = verify(directory, -1, () -> {});

    assertThat(result)
        .isEqualTo(
            new Tampered(
                5,
                log.segment(3),
                "the last line is not complete: a write that was interrupted (start the node, which"
                    + " moves it to quarantine) or a cut"));
    assertThat(pauses).hasValue(Patience.PAUSES);
  }

  @Test
  void a_head_that_is_just_being_written_is_read_again() throws IOException {
    String head = Files.readString(log.head());
    for (String torn :
        new String[] {
          "",
          head.substring(0, 50),
          log.headLine(3, "0".repeat(64)).substring(0, 90) + head.substring(90)
        }) {
      pauses.set(0);
      Files.writeString(log.head(), torn);
      assertThat(verify(directory, 3, () -> Files.writeString(log.head(), head)))
          .isEqualTo(new Verified(4, 1, 4, "log-a"));
    }
    Files.delete(log.head());
    pauses.set(0);
    assertThat(verify(directory, 3, () -> Files.writeString(log.head(), head)))
        .isEqualTo(new Verified(4, 1, 4, "log-a"));
  }

  @Test
  void a_segment_that_begins_meanwhile_is_no_alarm() throws IOException {
    String last = log.add();
    LogOnDisk.append(log.segment(3), last.substring(0, 30));

    Verification result =
        verify(
            directory,
            1,
            () -> {
              LogOnDisk.append(log.segment(3), last.substring(30));
              LogOnDisk.append(log.segment(6), log.add());
              log.writeHead();
            });

    assertThat(result).isEqualTo(new Verified(5, 1, 5, "log-a"));
    assertThat(verify(directory, -1, () -> {})).isEqualTo(new Verified(6, 1, 6, "log-a"));
  }

  @Test
  void lines_that_a_failed_write_took_back_are_no_alarm() throws IOException {
    byte[] durable = Files.readAllBytes(log.segment(3));
    LogOnDisk failed = new LogOnDisk(directory, "log-a");
    failed.lines.addAll(log.lines);
    failed.prev = log.prev;
    LogOnDisk.append(log.segment(3), failed.add(java.util.Map.of("written", "first")));
    LogOnDisk.append(log.segment(3), "{\"seq\":6");

    Verification result =
        verify(
            directory,
            1,
            () -> {
              Files.write(log.segment(3), durable);
              for (int i = 0; i < 9; i++) {
                LogOnDisk.append(log.segment(3), log.add());
              }
            });

    assertThat(result).isEqualTo(new Verified(13, 1, 13, "log-a"));
  }

  @Test
  void an_interrupt_ends_it_without_a_finding_and_is_kept() throws IOException {
    LogOnDisk.append(log.segment(3), "{\"seq\"");
    Thread.currentThread().interrupt();

    Verification result = AuditVerifier.verify(directory, key);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(result).isInstanceOf(Unreadable.class);
  }

  /** In pieces, a new segment every few lines, the head in place; as fast as it goes. */
  @Test
  void a_busy_writer_never_looks_like_a_forger() throws Exception {
    CompletableFuture<Void> writer = CompletableFuture.runAsync(this::writeManySegments);
    try {
      long before = 0;
      while (before < ENTRIES) {
        boolean complete = writer.isDone();
        Verification result = AuditVerifier.verify(directory, key);
        assertThat(result).isInstanceOf(Verified.class);
        long last = ((Verified) result).lastSeq();
        assertThat(last).isGreaterThanOrEqualTo(complete ? ENTRIES : before);
        before = last;
      }
    } finally {
      writer.get();
    }
  }

  private void writeManySegments() {
    Path segment = log.segment(3);
    try (FileChannel head = FileChannel.open(log.head(), StandardOpenOption.WRITE)) {
      while (log.seq() < ENTRIES) {
        if (log.seq() % 4 == 0) {
          segment = log.segment(log.seq() + 1);
        }
        byte[] lines = (log.add() + log.add()).getBytes(StandardCharsets.UTF_8);
        try (FileChannel out =
            FileChannel.open(
                segment,
                Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND))) {
          int half = (int) (log.seq() * 7 % lines.length);
          out.write(ByteBuffer.wrap(lines, 0, half));
          out.write(ByteBuffer.wrap(lines, half, lines.length - half));
        }
        head.write(
            ByteBuffer.wrap(log.headLine(log.seq(), log.prev).getBytes(StandardCharsets.UTF_8)), 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
