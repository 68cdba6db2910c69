package dev.lasso.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.AuditAppended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A log in a directory of its own, written by one writer after another. */
final class TrialLog implements AutoCloseable {
  static final Instant START = Instant.parse("2026-01-02T03:04:05.678901Z");

  final Path directory;
  final Path keyFile;
  long segmentBytes = 1 << 20;
  int unpublished = 1_000;
  Clock clock = Clock.fixed(START, ZoneOffset.UTC);
  private final Random random = new Random(20260102);
  private @Nullable DirectoryLock lock;
  private @Nullable Ledger ledger;

  TrialLog(Path home) throws IOException {
    this.directory = Files.createDirectories(home.resolve("audit"));
    this.keyFile = home.resolve("audit.key");
  }

  /** The next writer takes over. */
  Ledger.Opened open() throws Exception {
    DirectoryLock taken = take(directory, "trial");
    lock = taken;
    try {
      Ledger.Opened opened = Ledger.open(taken, config(), clock, random);
      ledger = opened.ledger();
      return opened;
    } finally {
      if (ledger == null) {
        die();
      }
    }
  }

  Ledger.Config config() {
    return new Ledger.Config(directory, keyFile, segmentBytes, "trial", unpublished);
  }

  static DirectoryLock take(Path directory, String holder) throws IOException {
    return switch (DirectoryLock.tryTake(directory, holder)) {
      case DirectoryLock.Attempt.Taken taken -> taken.lock();
      case DirectoryLock.Attempt.HeldBy held ->
          throw new AssertionError("it is held by " + held.holder());
    };
  }

  Ledger ledger() {
    if (ledger == null) {
      throw new IllegalStateException("it is not open");
    }
    return ledger;
  }

  Ledger.Batch append(Draft... drafts) throws Exception {
    return ledger().append(List.of(drafts));
  }

  /** One batch for each. */
  void appendSingly(List<Draft> drafts) throws Exception {
    for (Draft draft : drafts) {
      assertThat(append(draft).answers()).hasSize(1);
    }
  }

  /** In as many batches as it takes. */
  void appendAll(List<Draft> drafts) throws Exception {
    for (int from = 0; from < drafts.size(); ) {
      int answered = ledger().append(drafts.subList(from, drafts.size())).answers().size();
      assertThat(answered).isPositive();
      from += answered;
    }
  }

  /** The writer is gone without another word, as after kill -9: nothing more is written. */
  void die() throws IOException {
    try {
      if (ledger != null) {
        ledger.close();
      }
    } finally {
      ledger = null;
      if (lock != null) {
        lock.close();
      }
      lock = null;
    }
  }

  /** Every entry, after checking all there is to check without the code under test. */
  List<AuditAppended> verified() throws Exception {
    return Verified.log(directory, keyFile);
  }

  /** Those of one event, likewise. */
  List<AuditAppended> verified(String eventId) throws Exception {
    return verified().stream().filter(entry -> entry.eventId().equals(eventId)).toList();
  }

  Path segment(long firstSeq) {
    return directory.resolve("%020d.jsonl".formatted(firstSeq));
  }

  List<Path> segments() throws IOException {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  Path lastSegment() throws IOException {
    return segments().getLast();
  }

  Path head() {
    return directory.resolve("head");
  }

  @Override
  public void close() throws IOException {
    die();
  }
}
