package dev.lasso.audit.domain;

import static dev.lasso.audit.domain.Samples.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.AuditAppended;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a small tmpfs, which only root can mount. */
class LedgerDiskFullTest {
  @TempDir Path home;
  private Path disk;
  private boolean isMounted;
  private TrialLog log;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createDirectory(home.resolve("disk"));
    Assumptions.assumeTrue(
        (Integer) Files.getAttribute(home, "unix:uid") == 0,
        "SKIPPED: a full disk needs a file system of its own, which only root can mount");
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=256k", "lasso-audit-test", disk.toString()) == 0,
        "SKIPPED: a full disk needs a tmpfs, and mounting one is not allowed here");
    isMounted = true;
    log = new TrialLog(disk);
  }

  @AfterEach
  void unmount() throws Exception {
    try {
      if (isMounted) {
        log.close();
      }
    } finally {
      if (isMounted && run("umount", disk.toString()) != 0) {
        assertThat(run("umount", "--lazy", disk.toString())).as("umount").isZero();
      }
    }
  }

  private static int run(String... command) throws Exception {
    Process process;
    try {
      process = new ProcessBuilder(command).inheritIO().start();
    } catch (IOException e) {
      return 127; // as a shell says that there is no such program
    }
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(command[0] + " did not end");
    }
    return process.exitValue();
  }

  private void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(disk.resolve("filler"))) {
      byte[] page = new byte[4_096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private void free() throws IOException {
    Files.delete(disk.resolve("filler"));
  }

  private static List<Draft> drafts() {
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      drafts.add(command(0, i, "ex-" + i, "echo", "x".repeat(3_000)));
    }
    return drafts;
  }

  private void assertEachOnce(List<Draft> drafts) throws Exception {
    assertThat(log.verified())
        .filteredOn(entry -> entry.source() != null)
        .extracting(AuditAppended::eventId)
        .containsExactlyElementsOf(drafts.stream().map(Draft::eventId).toList());
  }

  @Test
  void whatCouldNotBeWrittenDoesNotCountAndIsRecordedOnceThereIsRoom() throws Exception {
    log.open();
    log.append(drafts().getFirst());
    long seq = log.ledger().seq();
    fill();

    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> log.ledger().append(drafts()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("No space left");
      assertThat(log.ledger().seq()).isEqualTo(seq);
      assertThat(Ledger.next(log.ledger().positions(), Samples.COMMANDS, 0)).isEqualTo(1);
    }

    free();
    Ledger.Batch batch = log.ledger().append(drafts());

    assertThat(batch.repeated()).isEqualTo(1);
    assertEachOnce(drafts());
  }

  @Test
  void afterAFailureOthersMayBeRecordedInPlaceOfWhatFailed() throws Exception {
    log.open();
    fill();
    assertThatThrownBy(() -> log.ledger().append(drafts())).isInstanceOf(IOException.class);
    free();

    log.append(command(0, 0, "ex-other", "ls"));

    assertThat(log.verified()).hasSize(2);
    assertThat(log.verified().getLast().eventId()).isEqualTo("ex-other/requested");
  }

  @Test
  void aWriterThatDiesOnAFullDiskIsFollowedByOneThatLosesNothing() throws Exception {
    log.open();
    log.append(drafts().getFirst());
    fill();
    assertThatThrownBy(() -> log.ledger().append(drafts())).isInstanceOf(IOException.class);
    log.die();
    assertThatThrownBy(log::open).isInstanceOf(IOException.class);
    log.die();
    free();

    log.open();
    log.ledger().append(drafts());

    assertEachOnce(drafts());
    assertThat(log.verified()).extracting(AuditAppended::type).contains("log.recovered");
  }

  @Test
  void aLogThatCouldNotBeBegunBeginsOnceThereIsRoom() throws Exception {
    fill();
    long before = openFiles();
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(log::open).isInstanceOf(IOException.class);
      log.die();
    }
    assertThat(openFiles()).as("nothing is left open").isEqualTo(before);
    free();

    log.open();
    log.ledger().append(drafts());

    assertEachOnce(drafts());
  }

  /** Of this process, on the small disk. */
  private long openFiles() throws IOException {
    long count = 0;
    try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).startsWith(disk)) {
          count++;
        }
      }
    }
    return count;
  }

  @Test
  void rollingOnAFullDiskFailsAndSucceedsOnceThereIsRoom() throws Exception {
    log.segmentBytes = 1;
    log.open();
    log.append(drafts().get(0));
    fill();
    assertThatThrownBy(() -> log.ledger().append(drafts())).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> log.ledger().appendClosed(1)).isInstanceOf(IOException.class);
    free();

    log.ledger().append(drafts());
    log.ledger().appendClosed(1);
    log.die();
    log.open();

    assertEachOnce(drafts());
    assertThat(log.segments()).hasSizeGreaterThan(1);
  }
}
