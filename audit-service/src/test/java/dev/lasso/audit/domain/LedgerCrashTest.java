package dev.lasso.audit.domain;

import static dev.lasso.audit.domain.Samples.command;
import static dev.lasso.audit.domain.Samples.commands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.AuditAppended;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a writer dies, the next one loses nothing and records nothing twice. */
class LedgerCrashTest {
  @TempDir(factory = InMemory.class)
  Path home;

  private TrialLog log;

  @BeforeEach
  void create() throws Exception {
    log = new TrialLog(home);
  }

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  private List<String> quarantined() throws Exception {
    Path quarantine = log.directory.resolve("quarantine");
    if (!Files.exists(quarantine)) {
      return List.of();
    }
    try (var files = Files.list(quarantine)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> types(List<AuditAppended> entries) {
    return entries.stream().map(AuditAppended::type).toList();
  }

  private void assertEachOnce(List<Draft> drafts) throws Exception {
    assertThat(log.verified())
        .filteredOn(entry -> entry.source() != null)
        .extracting(AuditAppended::eventId)
        .containsExactlyElementsOf(drafts.stream().map(Draft::eventId).toList());
  }

  @Test
  void aCrashAtAnyByteOfTheLastEntryLosesNothingAndRecordsNothingTwice() throws Exception {
    List<Draft> drafts = commands(0, 4);
    log.open();
    log.append(drafts.get(0), drafts.get(1));
    byte[] headBefore = Files.readAllBytes(log.head());
    int wholeBefore = (int) Files.size(log.lastSegment());
    log.append(drafts.get(2));
    log.die();
    Path segment = log.lastSegment();
    Snapshot after = Snapshot.of(log.directory).with(log.head(), headBefore);
    byte[] all = after.bytes(segment);
    assertThat(all.length).isGreaterThan(wholeBefore + 300);

    for (int length = wholeBefore; length <= all.length; length++) {
      after.with(segment, Arrays.copyOf(all, length)).restore(log.directory);

      List<AuditAppended> unpublished = log.open().unpublished();
      boolean isTorn = length > wholeBefore && length < all.length;
      long whole = length < all.length ? 3 : 4;
      assertThat(types(unpublished).contains("log.recovered")).isEqualTo(isTorn);
      assertThat(log.ledger().seq()).isEqualTo(whole + (isTorn ? 2 : 1));
      if (isTorn) {
        byte[] torn = Arrays.copyOfRange(all, wholeBefore, length);
        String file = "%020d-%s.torn".formatted(3, Verified.sha256(torn));
        assertThat(quarantined()).containsExactly(file);
        assertThat(log.directory.resolve("quarantine").resolve(file)).hasBinaryContent(torn);
        assertThat(unpublished.getLast().data())
            .containsEntry("after_seq", 3L)
            .containsEntry("sha256", Verified.sha256(torn))
            .containsEntry("length", (long) torn.length)
            .containsEntry("file", file);
      } else {
        assertThat(quarantined()).isEmpty();
      }
      log.appendAll(drafts);
      log.die();
      assertEachOnce(drafts);
    }
  }

  @Test
  void aCrashWithinABatchKeepsItsWholeEntries() throws Exception {
    List<Draft> drafts = commands(0, 6);
    log.open();
    byte[] headBefore = Files.readAllBytes(log.head());
    int before = (int) Files.size(log.lastSegment());
    log.ledger().append(drafts);
    log.die();
    Path segment = log.lastSegment();
    Snapshot after = Snapshot.of(log.directory).with(log.head(), headBefore);
    byte[] all = after.bytes(segment);

    for (int length = before; length <= all.length; length += 61) {
      byte[] left = Arrays.copyOf(all, length);
      after.with(segment, left).restore(log.directory);
      int whole = (int) new String(left, StandardCharsets.US_ASCII).lines().count();
      boolean isTorn = left[length - 1] != '\n';

      log.open();

      assertThat(log.ledger().seq()).isEqualTo(isTorn ? whole - 1 + 2 : whole + 1);
      log.ledger().append(drafts);
      log.die();
      assertEachOnce(drafts);
    }
  }

  @Test
  void aCrashBeforeAnythingWasWrittenLeavesALogThatBegins() throws Exception {
    log.open();
    log.die();
    Path segment = log.lastSegment();
    Snapshot first = Snapshot.of(log.directory);
    byte[] line = first.bytes(segment);
    Snapshot noHead = first.without(log.head());
    List<Snapshot> crashes =
        List.of(
            noHead.without(segment),
            noHead.with(segment, new byte[0]),
            noHead.with(segment, new byte[0]).with(log.head(), new byte[0]),
            noHead.with(segment, Arrays.copyOf(line, 1)).with(log.head(), new byte[0]),
            noHead.with(segment, Arrays.copyOf(line, line.length - 1)));

    for (Snapshot crash : crashes) {
      crash.restore(log.directory);

      assertThat(log.open().unpublished().getFirst().data()).doesNotContainKey("head");
      log.append(command(0));
      log.die();
      assertEachOnce(commands(0, 1));
    }
  }

  @Test
  void aCrashBetweenMakingASegmentAndWritingToItIsNoDamage() throws Exception {
    log.segmentBytes = 1_500;
    log.open();
    log.appendSingly(commands(0, 10));
    long seq = log.ledger().seq();
    log.die();
    Files.createFile(log.segment(seq + 1));

    log.open();
    log.appendSingly(commands(8, 12));

    assertThat(log.segments()).contains(log.segment(seq + 1));
    List<AuditAppended> entries = log.verified();
    assertThat(entries.get((int) seq).type()).isEqualTo("log.opened");
    assertThat(entries.get((int) seq).data().get("positions"))
        .isEqualTo(java.util.Map.of(Samples.COMMANDS + "/0", 10));
    assertEachOnce(commands(0, 12));
    log.die();
    log.open();
    assertThat(log.ledger().append(commands(0, 12)).repeated()).isEqualTo(12);
  }

  @Test
  void aCrashWithinTheFirstEntryOfASegmentIsMadeGood() throws Exception {
    log.segmentBytes = 1_500;
    log.open();
    log.appendSingly(commands(0, 10));
    long seq = log.ledger().seq();
    log.die();
    Files.writeString(log.segment(seq + 1), "{\"seq\":" + (seq + 1) + ",\"lo");

    assertThat(types(log.open().unpublished())).endsWith("log.opened", "log.recovered");

    log.appendSingly(commands(9, 12));
    assertEachOnce(commands(0, 12));
    assertThat(quarantined()).hasSize(1);
  }

  @Test
  void anEmptySegmentThatDoesNotFollowIsDamage() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    Path stray = Files.createFile(log.segment(9));

    assertThatThrownBy(log::open)
        .isInstanceOf(DamagedLogException.class)
        .hasMessageContaining(stray.toString());
  }

  @Test
  void aLoneEmptySegmentThatCannotBeginALogIsDamage() throws Exception {
    log.open();
    log.die();
    Snapshot.of(log.directory)
        .without(log.head())
        .without(log.segment(1))
        .with(log.segment(9), new byte[0])
        .restore(log.directory);

    assertThatThrownBy(log::open).isInstanceOf(DamagedLogException.class);
    assertThat(log.segment(9)).isEmptyFile();
  }

  @Test
  void aCrashBetweenKeepingTornBytesAndCuttingThemIsMadeGood() throws Exception {
    byte[] torn = "{\"seq\":3,\"torn".getBytes(StandardCharsets.UTF_8);
    log.open();
    log.append(command(0));
    log.die();
    Path quarantine = Files.createDirectory(log.directory.resolve("quarantine"));
    String name = "%020d-%s".formatted(2, Verified.sha256(torn));
    Files.write(quarantine.resolve(name + ".pending"), torn);
    Files.write(quarantine.resolve("draft"), new byte[] {1, 2, 3});
    Files.write(log.lastSegment(), torn, java.nio.file.StandardOpenOption.APPEND);

    List<AuditAppended> unpublished = log.open().unpublished();

    assertThat(types(unpublished)).endsWith("log.opened", "log.recovered");
    assertThat(quarantined()).containsExactly(name + ".torn");
    assertThat(log.verified()).hasSize(4);
  }

  @Test
  void aCrashBetweenCuttingTornBytesAndRecordingThatIsMadeGood() throws Exception {
    byte[] torn = "{\"seq\":3,\"torn".getBytes(StandardCharsets.UTF_8);
    log.open();
    log.append(command(0));
    log.die();
    Path quarantine = Files.createDirectory(log.directory.resolve("quarantine"));
    String name = "%020d-%s".formatted(2, Verified.sha256(torn));
    Files.write(quarantine.resolve(name + ".pending"), torn);

    AuditAppended recovered = log.open().unpublished().getLast();

    assertThat(recovered.type()).isEqualTo("log.recovered");
    assertThat(recovered.data())
        .containsEntry("sha256", Verified.sha256(torn))
        .containsEntry("length", (long) torn.length);
    assertThat(quarantined()).containsExactly(name + ".torn");
    log.die();
    assertThat(types(log.open().unpublished()).stream().filter("log.recovered"::equals))
        .as("it is told once")
        .hasSize(1);
  }

  @Test
  void whatAKilledProcessReportedAsDurableIsThereOnce() throws Exception {
    for (int round = 0; round < 2; round++) {
      WriterProcess writer = new WriterProcess(log);
      long reported = -1;
      try (BufferedReader out = writer.output()) {
        assertThat(out.readLine()).isEqualTo("taken");
        for (int i = 0; i < 20; i++) {
          reported = Long.parseLong(out.readLine());
        }
        assertThat(DirectoryLock.tryTake(log.directory, "parent"))
            .isInstanceOf(DirectoryLock.Attempt.HeldBy.class);
        writer.kill();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          reported = Long.parseLong(line);
        }
      } finally {
        writer.kill();
      }

      log.open();

      long next = Ledger.next(log.ledger().positions(), Samples.COMMANDS, 0);
      assertThat(next).isGreaterThan(reported);
      assertEachOnce(commands(0, next));
      log.die();
    }
  }
}
