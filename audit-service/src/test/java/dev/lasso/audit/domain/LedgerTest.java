package dev.lasso.audit.domain;

import static dev.lasso.audit.domain.Samples.COMMANDS;
import static dev.lasso.audit.domain.Samples.command;
import static dev.lasso.audit.domain.Samples.commands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.AuditAppended.Source;
import dev.lasso.contracts.Event;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a writer, and the ones after it, can rely on while nothing goes wrong. */
class LedgerTest {
  /** Two texts with the same 64-bit FNV-1a hash, 0x4eac0c95540867e4. */
  private static final String COLLIDING = "8yn0iYCKYHlIj4-BwPqk";

  private static final String WITH_IT = "GReLUrM4wMqfg9yzV3KQ";

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

  private static List<String> types(List<AuditAppended> entries) {
    return entries.stream().map(AuditAppended::type).toList();
  }

  private static List<Long> seqs(List<AuditAppended> entries) {
    return entries.stream().map(AuditAppended::seq).toList();
  }

  private static List<byte[]> encoded(List<AuditAppended> entries) {
    return entries.stream().map(Wire::encode).toList();
  }

  @Test
  void entriesAreAChainUnderTheKeyAndReadAsTheyWereReported() throws Exception {
    List<AuditAppended> reported = new ArrayList<>(log.open().unpublished());
    reported.addAll(log.append(command(0)).written());
    reported.addAll(log.append(command(1), command(2)).written());
    reported.add(log.ledger().appendClosed(4));

    List<AuditAppended> entries = log.verified();

    assertThat(types(entries))
        .containsExactly(
            "log.opened",
            "command.requested",
            "command.requested",
            "command.requested",
            "log.closed");
    assertThat(encoded(entries)).containsExactlyElementsOf(encoded(reported));
    assertThat(log.ledger().seq()).isEqualTo(5);
    assertThat(entries).extracting(AuditAppended::logId).containsOnly(log.ledger().logId());
    assertThat(entries).extracting(AuditAppended::time).containsOnly(TrialLog.START);
  }

  @Test
  void theLogOutlivesItsWritersAndEachHasAnEpochOfItsOwn() throws Exception {
    String logId = log.open().ledger().logId();
    for (int writer = 2; writer <= 5; writer++) {
      log.append(command(writer));
      log.die();
      assertThat(log.open().ledger().logId()).isEqualTo(logId);
    }

    List<AuditAppended> entries = log.verified();

    assertThat(entries)
        .filteredOn(entry -> entry.type().equals("log.opened"))
        .extracting(AuditAppended::epoch)
        .containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(entries).hasSize(9);
  }

  @Test
  void aClockThatGoesBackIsHarmless() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    log.clock = Clock.offset(log.clock, Duration.ofDays(-1));
    log.open();
    log.append(command(1));

    assertThat(log.verified().getLast().time()).isEqualTo(TrialLog.START.minusSeconds(86_400));
  }

  @Test
  void nobodyButTheOwnerCanReadIt() throws Exception {
    log.open();

    for (Path file : List.of(log.lastSegment(), log.head(), log.directory.resolve("lock"))) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void howFarEachPartitionIsComesOutOfTheLogAgain() throws Exception {
    log.open();
    assertThat(log.ledger().positions()).isEmpty();
    log.append(command(0, 7, "ex-a", "ls"), command(0, 8, "ex-b", "ls"));
    log.append(command(3, 41, "ex-c", "ls"));
    Map<String, Long> before = log.ledger().positions();

    log.die();
    log.open();

    assertThat(before).isEqualTo(Map.of(COMMANDS + "/0", 9L, COMMANDS + "/3", 42L));
    assertThat(log.ledger().positions()).isEqualTo(before);
    assertThat(Ledger.next(before, COMMANDS, 3)).isEqualTo(42);
    assertThat(Ledger.next(before, COMMANDS, 1)).isZero();
    assertThat(Ledger.next(before, "lasso.profile", 0)).isZero();
  }

  @Test
  void anEventThatComesTwiceInABatchIsRecordedOnce() throws Exception {
    log.open();

    Ledger.Batch batch = log.append(command(0), command(1), command(0));

    assertThat(seqs(batch.answers())).containsExactly(2L, 3L, 2L);
    assertThat(batch.repeated()).isEqualTo(1);
    assertThat(seqs(batch.written())).containsExactly(2L, 3L);
    assertThat(log.verified()).hasSize(3);
  }

  @Test
  void anEventThatComesAgainLaterIsAnsweredWithItsEntry() throws Exception {
    log.open();
    Ledger.Batch first = log.append(command(0), command(1));

    Ledger.Batch again = log.append(command(1), command(0));

    assertThat(seqs(again.answers())).containsExactly(3L, 2L);
    assertThat(encoded(again.answers()))
        .containsExactlyElementsOf(encoded(first.answers()).reversed());
    assertThat(again.repeated()).isEqualTo(2);
    assertThat(again.written()).isEmpty();
    assertThat(again.sync()).isZero();
    assertThat(log.verified()).hasSize(3);
  }

  @Test
  void anEventThatComesAgainToALaterWriterIsAnsweredWithItsEntry() throws Exception {
    log.open();
    log.append(command(0), command(1));
    log.die();
    log.open();

    Ledger.Batch again = log.append(command(1), command(2), command(0));

    assertThat(seqs(again.answers())).containsExactly(3L, 5L, 2L);
    assertThat(again.repeated()).isEqualTo(2);
    assertThat(seqs(again.written())).containsExactly(5L);
    assertThat(log.verified("ex-0-1/requested")).hasSize(1);
  }

  @Test
  void anEventThatComesAgainUnderAnotherOffsetCoversThatOffsetAndIsNoGap() throws Exception {
    log.open();
    log.append(command(0), command(1));

    Ledger.Batch again = log.append(Samples.at(command(0), new Source(COMMANDS, 0, 9)));

    assertThat(seqs(again.answers())).containsExactly(2L);
    assertThat(again.written()).isEmpty();
    assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(10);

    log.append(command(10));

    assertThat(types(log.verified()))
        .containsExactly(
            "log.opened", "command.requested", "command.requested", "command.requested");
  }

  @Test
  void anOldRecordThatIsReadAgainDoesNotTurnThePositionBack() throws Exception {
    log.open();
    log.append(command(0), command(1), command(2));

    log.append(command(0));

    assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(3);
  }

  @Test
  void twoEventsThatShareAHashAreBothRecorded() throws Exception {
    RecentEvents recent = new RecentEvents();
    recent.add(COLLIDING, 7);
    assertThat(recent.find(WITH_IT)).as("they do share it").isEqualTo(7);
    log.open();
    log.append(Samples.named(COLLIDING, 0));

    Ledger.Batch other = log.append(Samples.named(WITH_IT, 1));
    Ledger.Batch again = log.append(Samples.named(WITH_IT, 1));

    assertThat(other.repeated()).isZero();
    assertThat(other.answers()).extracting(AuditAppended::eventId).containsExactly(WITH_IT);
    assertThat(again.repeated()).isEqualTo(1);
    assertThat(seqs(again.answers())).containsExactly(3L);
    assertThat(log.verified()).hasSize(3);
  }

  @Test
  void aFullBatchAnswersWhatItTookAndTheRestIsTakenNext() throws Exception {
    log.segmentBytes = 64 << 20;
    log.open();
    String large = "x".repeat(200_000);
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      drafts.add(command(0, i, "ex-" + i, "echo", large));
    }

    Ledger.Batch batch = log.ledger().append(drafts);

    assertThat(batch.answers()).hasSize(21); // the first so many to reach 4 MiB
    assertThat(batch.written()).hasSize(21);
    assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(21);

    log.appendAll(drafts.subList(21, 50));

    assertThat(log.verified()).hasSize(51);
    assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(50);
  }

  @Test
  void nothingComesOfNoDrafts() throws Exception {
    log.open();

    Ledger.Batch batch = log.append();

    assertThat(batch.written()).isEmpty();
    assertThat(batch.answers()).isEmpty();
    assertThat(log.verified()).hasSize(1);
  }

  @Test
  void recordsThatAreMissingAreToldBeforeTheOneThatCame() throws Exception {
    log.open();
    log.append(command(3), command(4));

    Ledger.Batch batch = log.append(command(5), command(9));

    assertThat(types(batch.written()))
        .containsExactly("command.requested", "log.gap", "command.requested");
    assertThat(seqs(batch.answers())).containsExactly(4L, 6L);
    assertThat(batch.written().get(1).data())
        .containsEntry("topic", COMMANDS)
        .containsEntry("partition", 0)
        .containsEntry("expected_offset", 6L)
        .containsEntry("found_offset", 9L)
        .containsEntry("missing", 3L);
    assertThat(log.verified()).hasSize(6);
  }

  @Test
  void recordsThatWereGoneBeforeTheNextWriterCameAreToldToo() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    log.open();

    assertThat(types(log.append(command(2)).written()))
        .containsExactly("log.gap", "command.requested");
  }

  @Test
  void aPartitionThatBeganAnewIsToldAndReadFromItsBeginning() throws Exception {
    log.open();
    log.append(command(0, 70, "ex-old", "ls"));

    Ledger.Batch batch = log.append(command(0, 0, "ex-new-0", "ls"), command(0, 1, "ex-1", "ls"));

    assertThat(types(batch.written()))
        .containsExactly("log.gap", "command.requested", "command.requested");
    assertThat(batch.written().getFirst().data())
        .containsEntry("expected_offset", 71L)
        .containsEntry("found_offset", 0L)
        .doesNotContainKey("missing");
    assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(2);

    log.die();
    log.open();

    assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(2);
    assertThat(types(log.append(command(2)).written())).containsExactly("command.requested");
  }

  @Test
  void holesInACompactedTopicAreNoGapsButItsBeginningAnewIs() throws Exception {
    log.open();
    for (String topic : List.of(Topics.PROFILE.name(), Topics.SANDBOX_STATE.name())) {
      log.append(Samples.at(Samples.named(topic + "-a", 0), new Source(topic, 0, 3)));

      assertThat(
              types(
                  log.append(Samples.at(Samples.named(topic + "-b", 0), new Source(topic, 0, 90)))
                      .written()))
          .containsExactly("command.requested");
      assertThat(
              types(
                  log.append(Samples.at(Samples.named(topic + "-c", 0), new Source(topic, 0, 1)))
                      .written()))
          .containsExactly("log.gap", "command.requested");
    }
  }

  @Test
  void fullSegmentsAreFollowedByOthersThatSayHowFarEverythingIs() throws Exception {
    log.segmentBytes = 2_000;
    log.open();
    log.appendSingly(commands(0, 40));

    List<AuditAppended> entries = log.verified();

    List<Path> segments = log.segments();
    assertThat(segments).hasSizeGreaterThan(5);
    assertThat(log.ledger().segment()).isEqualTo(segments.getLast());
    for (Path segment : segments.subList(1, segments.size())) {
      int first = Integer.parseInt(segment.getFileName().toString().substring(0, 20));
      AuditAppended rolled = entries.get(first - 1);
      Source before = Objects.requireNonNull(entries.get(first - 2).source());
      assertThat(rolled.type()).isEqualTo("log.rolled");
      assertThat(rolled.data().get("positions"))
          .isEqualTo(Map.of(COMMANDS + "/0", (int) before.offset() + 1));
      assertThat(Files.size(segment)).isLessThan(2_000 + 1_000);
    }
  }

  @Test
  void everyEventOfEverySegmentIsRememberedByEveryLaterWriter() throws Exception {
    log.segmentBytes = 2_000;
    log.open();
    List<Draft> drafts = commands(0, 40);
    log.appendSingly(drafts);
    List<Long> answered = seqs(log.ledger().append(drafts).answers());
    for (int writer = 0; writer < 3; writer++) {
      log.die();
      log.open();

      Ledger.Batch again = log.ledger().append(drafts);

      assertThat(again.repeated()).isEqualTo(40);
      assertThat(seqs(again.answers())).isEqualTo(answered);
      assertThat(again.written()).isEmpty();
      assertThat(Ledger.next(log.ledger().positions(), COMMANDS, 0)).isEqualTo(40);
    }
    assertThat(log.verified())
        .filteredOn(entry -> entry.type().equals("command.requested"))
        .hasSize(40);
  }

  @Test
  void anEventIsRememberedWhateverIsInItsName() throws Exception {
    log.segmentBytes = 1;
    log.open();
    List<Draft> drafts = new ArrayList<>();
    for (String name : List.of("a\"b", "a\"c", "back\\slash", "new\nline", "\u0001", "ü€😀")) {
      drafts.add(
          Evidence.of(Samples.profilePublished(name), new Source(COMMANDS, 0, drafts.size())));
    }
    log.appendSingly(drafts);
    log.die();
    log.open();

    Ledger.Batch again = log.ledger().append(drafts);

    assertThat(again.repeated()).isEqualTo(drafts.size());
    assertThat(again.written()).isEmpty();
  }

  @Test
  void afterAnOrderlyEndOnlyWhatWasNotPublishedCounts() throws Exception {
    log.open();
    log.appendSingly(commands(0, 4));
    log.ledger().appendClosed(3);
    log.die();

    assertThat(seqs(log.open().unpublished())).containsExactly(4L, 5L, 6L, 7L);

    log.ledger().appendClosed(7);
    log.die();

    List<AuditAppended> unpublished = log.open().unpublished();
    assertThat(types(unpublished)).containsExactly("log.closed", "log.opened");
    assertThat(seqs(unpublished)).containsExactly(8L, 9L);
  }

  @Test
  void afterACrashEverythingThatMayNotHaveBeenPublishedCounts() throws Exception {
    log.unpublished = 3;
    log.open();
    log.appendSingly(commands(0, 4));
    log.ledger().appendClosed(5);
    log.die();
    log.open();
    log.die();

    assertThat(seqs(log.open().unpublished())).containsExactly(5L, 6L, 7L, 8L);
  }

  @Test
  void whatMayNotHaveBeenPublishedCountsInHoweverManySegmentsItStands() throws Exception {
    log.segmentBytes = 1;
    log.unpublished = 20;
    log.open();
    log.appendSingly(commands(0, 30));
    long last = log.ledger().seq();
    log.die();

    List<AuditAppended> unpublished = log.open().unpublished();

    assertThat(seqs(unpublished)).isSorted().endsWith(last, last + 1).hasSize(21);
    List<AuditAppended> entries = log.verified();
    assertThat(encoded(unpublished))
        .containsExactlyElementsOf(encoded(entries.subList(entries.size() - 21, entries.size())));
  }

  @Test
  void theLastWordDoesNotGoBehindASegmentThatAFailedRollLeftBehind() throws Exception {
    log.segmentBytes = 1;
    log.open();
    log.append(command(0));
    // What is left when the file was made and its directory could not be synced.
    Files.createFile(log.segment(log.ledger().seq() + 1));

    log.ledger().appendClosed(2);
    log.die();

    assertThat(types(log.open().unpublished())).endsWith("log.closed", "log.opened");
    assertThat(log.verified()).isNotEmpty();
  }

  @Test
  void whateverAnEventSaysItIsRecordedFitsAndReadsBack() throws Exception {
    Random random = new Random(7);
    log.segmentBytes = 512 << 10;
    log.open();
    List<Draft> drafts = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      Event event = Nasty.event(random, i);
      drafts.add(Evidence.of(event, new Source(COMMANDS, 0, i)));
    }
    log.appendAll(drafts);
    log.die();
    log.open();

    assertThat(log.ledger().append(drafts).repeated()).isEqualTo(80);
    List<AuditAppended> entries =
        log.verified().stream().filter(entry -> entry.source() != null).toList();
    assertThat(entries).hasSize(80);
    for (int i = 0; i < 80; i++) {
      assertThat(entries.get(i).eventId()).isEqualTo(drafts.get(i).eventId());
      assertThat(entries.get(i).data()).doesNotContainKey("unrecordable");
    }
  }

  @Test
  void anEntryThatCannotBeWrittenAsItIsSaysSo() throws Exception {
    log.open();
    Draft unwritable =
        new Draft(
            "command.requested",
            "ex-1/requested",
            "somebody",
            Samples.SANDBOX,
            Samples.EXECUTION,
            new Source(COMMANDS, 0, 0),
            Map.of("thing", new Object(), "other", 1));

    log.append(unwritable, command(1));

    AuditAppended entry = log.verified("ex-1/requested").getFirst();
    assertThat(entry.actor()).isEqualTo("somebody");
    assertThat(entry.data()).containsOnlyKeys("unrecordable", "fields");
    assertThat(entry.data().get("fields")).isEqualTo(List.of("other", "thing"));
  }

  @Test
  void onlyTheHolderOfTheDirectorysLockOpensIt() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    try (DirectoryLock elsewhere = TrialLog.take(other, "elsewhere")) {
      assertThatThrownBy(() -> Ledger.open(elsewhere, log.config(), log.clock, new Random(1)))
          .isInstanceOf(IllegalStateException.class);
    }
    DirectoryLock gone = TrialLog.take(log.directory, "gone");
    gone.close();

    assertThatThrownBy(() -> Ledger.open(gone, log.config(), log.clock, new Random(1)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(log.segments()).isEmpty();
  }
}
