package dev.lasso.audit.domain;

import static dev.lasso.audit.domain.Samples.command;
import static dev.lasso.audit.domain.Samples.commands;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is appended to a log that is not as its last writer left it. */
class LedgerDamageTest {
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

  /** Opening is refused, and refusing changes nothing. */
  private void assertDamaged(Snapshot damaged) throws Exception {
    damaged.restore(log.directory);
    assertRefusedAndUnchanged(damaged);
  }

  private void assertRefusedAndUnchanged(Snapshot damaged) throws Exception {
    assertThatThrownBy(log::open)
        .isInstanceOf(DamagedLogException.class)
        .hasMessageStartingWith("the audit log is damaged, so nothing is appended to it");
    for (var file : damaged.files().entrySet()) {
      if (!file.getKey().equals("lock")) {
        assertThat(log.directory.resolve(file.getKey())).hasBinaryContent(file.getValue());
      }
    }
  }

  private void assertEveryFlipIsFound(Path file, long from, long to) throws Exception {
    Snapshot sound = Snapshot.of(log.directory);
    byte[] content = sound.bytes(file);
    for (int at = (int) from; at < to; at++) {
      byte[] flipped = content.clone();
      flipped[at] ^= (byte) (1 << at % 8); // another bit at every place
      Files.write(file, flipped);
      assertRefusedAndUnchanged(sound.with(file, flipped));
    }
    Files.write(file, content);
    log.open();
    log.die();
  }

  @Test
  void aFlipOfAnyByteOfTheLastSegmentIsFound() throws Exception {
    log.open();
    log.append(command(0), command(1));
    log.die();

    assertEveryFlipIsFound(log.lastSegment(), 0, Files.size(log.lastSegment()));
  }

  @Test
  void aFlipOfAnyByteOfTheFirstLineOfALaterSegmentOrTheLastBeforeItIsFound() throws Exception {
    log.segmentBytes = 1_000;
    log.unpublished = 0; // so that the segment before is only asked for its last line
    log.open();
    log.appendSingly(commands(0, 4));
    log.die();
    assertThat(log.segments()).hasSizeGreaterThan(1);
    Path last = log.lastSegment();
    Path before = log.segments().get(log.segments().size() - 2);
    long size = Files.size(before);

    assertEveryFlipIsFound(before, size - 1 - Verified.lines(before).getLast().length, size);
    assertEveryFlipIsFound(last, 0, Verified.lines(last).getFirst().length + 1);
  }

  @Test
  void aFlipOfAnyByteOfTheHeadIsFound() throws Exception {
    log.open();
    log.append(command(0));
    log.die();

    assertEveryFlipIsFound(log.head(), 0, Files.size(log.head()));
  }

  @Test
  void anyTruncationOfTheLogIsFound() throws Exception {
    log.open();
    log.append(command(0), command(1));
    log.die();
    Path segment = log.lastSegment();
    Snapshot sound = Snapshot.of(log.directory);
    byte[] content = sound.bytes(segment);

    for (int length = 0; length < content.length; length++) {
      byte[] truncated = Arrays.copyOf(content, length);
      Files.write(segment, truncated);
      assertRefusedAndUnchanged(sound.with(segment, truncated));
    }
    assertDamaged(sound.without(segment));
  }

  @Test
  void anyTruncationOfTheHeadButToNothingIsFound() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    Snapshot sound = Snapshot.of(log.directory);
    byte[] content = sound.bytes(log.head());

    for (int length = 1; length < content.length; length++) {
      assertDamaged(sound.with(log.head(), Arrays.copyOf(content, length)));
    }
    assertDamaged(sound.with(log.head(), Arrays.copyOf(content, content.length + 1)));
  }

  @Test
  void aHeadThatIsMissingOrEmptyIsFound() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    Snapshot sound = Snapshot.of(log.directory);

    assertDamaged(sound.with(log.head(), new byte[0]));
    assertDamaged(sound.without(log.head()));
  }

  @Test
  void theHeadOfAnotherLogIsFoundWithAndWithoutTheSameKey() throws Exception {
    log.open();
    log.append(command(0), command(1));
    log.die();
    Snapshot sound = Snapshot.of(log.directory);

    for (boolean sameKey : new boolean[] {true, false}) {
      Path elsewhere = Files.createDirectory(home.resolve("other-" + sameKey));
      try (TrialLog other = new TrialLog(elsewhere)) {
        other.clock = java.time.Clock.offset(log.clock, java.time.Duration.ofHours(1));
        if (sameKey) {
          Files.copy(log.keyFile, other.keyFile, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        } else {
          Files.writeString(other.keyFile, "ab".repeat(32) + "\n");
          Files.setPosixFilePermissions(
              other.keyFile, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
        other.open();
        other.die();
        assertDamaged(sound.with(log.head(), Files.readAllBytes(other.head())));
      }
    }
  }

  @Test
  void entriesThatWereMadeAfreshUnderAnotherKeyAreFound() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    Snapshot sound = Snapshot.of(log.directory);
    Files.writeString(log.keyFile, "cd".repeat(32));

    assertDamaged(sound);
    assertDamaged(sound.without(log.head()));
  }

  @Test
  void anEntryThatWasExchangedForAnotherUnderTheKeyIsFound() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    Snapshot fork = Snapshot.of(log.directory);
    log.open();
    log.append(command(1));
    log.die();
    Snapshot sound = Snapshot.of(log.directory);
    fork.restore(log.directory);
    log.clock = java.time.Clock.offset(log.clock, java.time.Duration.ofHours(1));
    log.open();
    log.append(command(1));
    log.die();
    Snapshot other = Snapshot.of(log.directory);
    Path segment = log.lastSegment();
    assertThat(other.bytes(segment)).hasSameSizeAs(sound.bytes(segment));

    assertDamaged(sound.with(segment, other.bytes(segment)));
  }

  @Test
  void linesThatAreMissingRepeatedOrSwappedAreFound() throws Exception {
    log.open();
    log.append(command(0), command(1), command(2));
    log.die();
    Path segment = log.lastSegment();
    Snapshot sound = Snapshot.of(log.directory).without(log.head());
    List<byte[]> lines = Verified.lines(segment);

    assertDamaged(sound.with(segment, text(lines, 1, 2, 3)));
    assertDamaged(sound.with(segment, text(lines, 0, 2, 3)));
    assertDamaged(sound.with(segment, text(lines, 0, 1, 1, 2, 3)));
    assertDamaged(sound.with(segment, text(lines, 0, 2, 1, 3)));
  }

  private static byte[] text(List<byte[]> lines, int... order) {
    var all = new java.io.ByteArrayOutputStream();
    for (int index : order) {
      all.writeBytes(lines.get(index));
      all.write('\n');
    }
    return all.toByteArray();
  }

  @Test
  void aSegmentThatIsMissingBeforeTheLastIsFound() throws Exception {
    log.segmentBytes = 1;
    log.unpublished = 0;
    log.open();
    log.appendSingly(commands(0, 4));
    log.die();
    List<Path> segments = log.segments();

    assertDamaged(Snapshot.of(log.directory).without(segments.get(segments.size() - 2)));
  }

  @Test
  void aBeginningOfTheLastSegmentThatWasWrittenOverIsFoundWithoutTheHeadToo() throws Exception {
    log.segmentBytes = 2 << 20;
    log.open();
    while (log.segments().size() < 2 || Files.size(log.lastSegment()) < 1_500_000) {
      long offset = Ledger.next(log.ledger().positions(), Samples.COMMANDS, 0);
      log.append(command(0, offset, "ex-" + offset, "echo", "x".repeat(200_000)));
    }
    log.die();
    Path segment = log.lastSegment();
    try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1_200_000), 0);
    }

    assertDamaged(Snapshot.of(log.directory));
    assertDamaged(Snapshot.of(log.directory).without(log.head()));
  }

  @Test
  void aLineThatIsLongerThanAnyIsFound() throws Exception {
    log.open();
    log.append(command(0));
    log.die();
    Snapshot sound = Snapshot.of(log.directory);
    Path segment = log.lastSegment();
    byte[] content = sound.bytes(segment);
    for (int length : new int[] {300 << 10, 3 << 20}) {
      byte[] longer = Arrays.copyOf(content, content.length + length);
      Arrays.fill(longer, content.length, longer.length, (byte) 'x');
      longer[longer.length - 1] = '\n';

      assertDamaged(sound.with(segment, longer));
    }
  }

  @Test
  void anotherProgramThatWritesToTheSegmentStopsTheWriterForGood() throws Exception {
    log.open();
    log.append(command(0));
    Files.writeString(log.lastSegment(), "x", StandardOpenOption.APPEND);
    byte[] left = Files.readAllBytes(log.lastSegment());

    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatThrownBy(() -> log.append(command(1))).isInstanceOf(DamagedLogException.class);
    }
    assertThatThrownBy(() -> log.ledger().appendClosed(1)).isInstanceOf(DamagedLogException.class);
    assertThat(log.lastSegment()).hasBinaryContent(left);
    assertThat(log.ledger().seq()).isEqualTo(2);
  }

  @Test
  void aSegmentThatIsCutWhileItIsWrittenToStopsTheWriter() throws Exception {
    log.open();
    log.append(command(0));
    try (RandomAccessFile file = new RandomAccessFile(log.lastSegment().toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }

    assertThatThrownBy(() -> log.append(command(1))).isInstanceOf(DamagedLogException.class);
  }

  @Test
  void anEntryThatIsLookedUpAndWasChangedOnDiskStopsTheWriter() throws Exception {
    log.open();
    log.append(command(0));
    Path segment = log.lastSegment();
    byte[] content = Files.readAllBytes(segment);
    content[content.length - 200] ^= 1;
    Files.write(segment, content);

    assertThatThrownBy(() -> log.append(command(0))).isInstanceOf(DamagedLogException.class);
  }
}
