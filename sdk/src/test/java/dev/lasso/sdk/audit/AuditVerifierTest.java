package dev.lasso.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.AuditLine;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.audit.Verification.Tampered;
import dev.lasso.sdk.audit.Verification.Unreadable;
import dev.lasso.sdk.audit.Verification.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in a log's directory. */
class AuditVerifierTest {
  /** Segments begin with these and 7. */
  private static final int[] SEGMENTS = {3, 2, 1, 2};

  private static final long LAST = 8;

  @TempDir Path home;
  private Path directory;
  private Path key;
  private LogOnDisk log;

  @BeforeEach
  void makeLog() throws IOException {
    directory = home.resolve("audit");
    key = Files.writeString(home.resolve("audit-key"), LogOnDisk.KEY + "\n");
    log = LogOnDisk.of(directory, "log-a", SEGMENTS);
  }

  private Verification verify() {
    return AuditVerifier.verify(directory, key, time -> {});
  }

  private Tampered tampered() {
    Verification result = verify();
    assertThat(result).isInstanceOf(Tampered.class);
    return (Tampered) result;
  }

  private void assertTampered(long seq, Path file, String problem) {
    Tampered found = tampered();
    assertThat(found.problem()).contains(problem);
    assertThat(found.seq()).isEqualTo(seq);
    assertThat(found.file()).isEqualTo(file);
  }

  /** Writes the whole log anew as these lines, in one segment; the head stays. */
  private void rewrite(List<String> lines) throws IOException {
    for (long first : new long[] {4, 6, 7}) {
      Files.deleteIfExists(log.segment(first));
    }
    Files.writeString(log.segment(1), String.join("", lines));
  }

  /** A log of one segment, which a holder of the key can make. */
  private LogOnDisk forge() throws IOException {
    rewrite(List.of());
    return new LogOnDisk(directory, "log-a");
  }

  private void write(LogOnDisk forged) throws IOException {
    rewrite(forged.lines);
    forged.writeHead();
  }

  @Test
  void a_log_as_it_was_written_is_verified() {
    assertThat(verify()).isEqualTo(new Verified(LAST, 1, LAST, "log-a"));
  }

  @Test
  void every_change_of_every_byte_of_a_segment_is_found_in_its_entry() throws IOException {
    long seq = 0;
    for (long first : new long[] {1, 4, 6, 7}) {
      byte[] good = Files.readAllBytes(log.segment(first));
      seq++;
      for (int i = 0; i < good.length; i++) {
        for (byte other : others(good[i])) {
          byte[] bad = good.clone();
          bad[i] = other;
          Files.write(log.segment(first), bad, StandardOpenOption.WRITE);
          assertThat(tampered().seq()).as("byte %d of %d as %d", i, first, other).isEqualTo(seq);
        }
        if (good[i] == '\n' && i + 1 < good.length) {
          seq++;
        }
      }
      Files.write(log.segment(first), good);
    }
    assertThat(seq).isEqualTo(LAST);
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  private static List<Byte> others(byte good) {
    List<Byte> others = new ArrayList<>();
    for (int mask : new int[] {0x01, 0x20, 0x80, good ^ '\n'}) {
      if (mask != 0) {
        others.add((byte) (good ^ mask));
      }
    }
    return others;
  }

  @Test
  void every_change_of_every_byte_of_the_head_is_found() throws IOException {
    byte[] good = Files.readAllBytes(log.head());
    for (int i = 0; i < good.length; i++) {
      for (byte other : others(good[i])) {
        byte[] bad = good.clone();
        bad[i] = other;
        Files.write(log.head(), bad, StandardOpenOption.WRITE);
        assertTampered(LAST + 1, log.head(), "the head file is not");
      }
    }
  }

  @Test
  void a_cut_at_any_length_is_found() throws IOException {
    long before = 0;
    for (long first : new long[] {1, 4, 6, 7}) {
      byte[] good = Files.readAllBytes(log.segment(first));
      for (int length = 0; length < good.length; length++) {
        byte[] bad = Arrays.copyOf(good, length);
        Files.write(log.segment(first), bad);
        long whole =
            new String(bad, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '\n').count();
        assertThat(tampered().seq()).as("%d at %d", first, length).isEqualTo(before + whole + 1);
      }
      Files.write(log.segment(first), good);
      before += Files.readAllLines(log.segment(first)).size();
    }
    byte[] head = Files.readAllBytes(log.head());
    for (int length = 0; length < head.length; length++) {
      Files.write(log.head(), Arrays.copyOf(head, length));
      assertThat(tampered().file()).as("head at %d", length).isEqualTo(log.head());
    }
  }

  @Test
  void a_byte_more_anywhere_is_found() throws IOException {
    for (Path file : List.of(log.segment(1), log.segment(7), log.head())) {
      byte[] good = Files.readAllBytes(file);
      for (int at = 0; at <= good.length; at++) {
        for (byte more : new byte[] {'\n', ' '}) {
          byte[] bad = new byte[good.length + 1];
          System.arraycopy(good, 0, bad, 0, at);
          bad[at] = more;
          System.arraycopy(good, at, bad, at + 1, good.length - at);
          Files.write(file, bad);
          if (!Arrays.equals(good, bad)) {
            assertThat(verify()).as("%s at %d", file, at).isInstanceOf(Tampered.class);
          }
        }
      }
      Files.write(file, good);
    }
  }

  @Test
  void a_line_that_is_removed_doubled_or_exchanged_is_found() throws IOException {
    for (int i = 0; i < LAST; i++) {
      List<String> removed = new ArrayList<>(log.lines);
      removed.remove(i);
      rewrite(removed);
      assertThat(tampered().seq()).as("removed").isEqualTo(i + 1);

      List<String> doubled = new ArrayList<>(log.lines);
      doubled.add(i, doubled.get(i));
      rewrite(doubled);
      assertThat(tampered().seq()).as("doubled").isEqualTo(i + 2);

      for (int j = i + 1; j < LAST; j++) {
        List<String> exchanged = new ArrayList<>(log.lines);
        Collections.swap(exchanged, i, j);
        rewrite(exchanged);
        assertThat(tampered().seq()).as("exchanged").isEqualTo(i + 1);
      }
    }
    rewrite(log.lines);
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  @Test
  void a_segment_that_is_missing_is_found() throws IOException {
    byte[] first = Files.readAllBytes(log.segment(1));
    Files.delete(log.segment(1));
    assertTampered(1, log.segment(4), "entries 1 to 3 are missing");
    Files.write(log.segment(1), first);

    byte[] third = Files.readAllBytes(log.segment(6));
    Files.delete(log.segment(6));
    assertTampered(6, log.segment(7), "entry 6 is missing");
    Files.write(log.segment(6), third);

    Files.delete(log.segment(7));
    assertTampered(7, directory, "entries 7 to 8 are missing at the end");
    for (long other : new long[] {1, 4, 6}) {
      Files.delete(log.segment(other));
    }
    assertTampered(1, directory, "all segments are missing");
  }

  @Test
  void a_segment_that_is_renamed_is_found() throws IOException {
    for (String name :
        List.of("6.jsonl", "00000000000000000009.jsonl", "99999999999999999999.jsonl", "old")) {
      Files.move(log.segment(6), directory.resolve(name));
      assertThat(tampered().seq()).as(name).isEqualTo(6);
      Files.move(directory.resolve(name), log.segment(6));
    }
    Files.move(log.segment(7), log.segment(6), StandardCopyOption.REPLACE_EXISTING);
    assertTampered(6, log.segment(6), "is entry 7");
  }

  @Test
  void segments_in_each_others_place_are_found() throws IOException {
    byte[] second = Files.readAllBytes(log.segment(4));
    Files.copy(log.segment(6), log.segment(4), StandardCopyOption.REPLACE_EXISTING);
    Files.write(log.segment(6), second);
    assertTampered(4, log.segment(4), "is entry 6");
  }

  @Test
  void a_segment_too_many_is_found() throws IOException {
    Files.copy(log.segment(1), log.segment(2));
    assertTampered(4, log.segment(2), "in the one before it");
    Files.delete(log.segment(2));
    Files.createFile(log.segment(8));
    assertTampered(9, log.segment(8), "in the one before it");
  }

  @Test
  void a_file_that_only_looks_like_a_segment_is_found() throws IOException {
    for (String name :
        List.of("notes.jsonl", "00000000000000000000.jsonl", "0000000000000000000٩.jsonl")) {
      Path stray = Files.createFile(directory.resolve(name));
      assertTampered(LAST + 1, stray, "no segment's");
      Files.delete(stray);
    }
    Files.createFile(directory.resolve("lock"));
    Files.createDirectory(directory.resolve("quarantine"));
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  @Test
  void a_segment_of_another_log_under_the_same_key_is_found() throws IOException {
    LogOnDisk other = LogOnDisk.of(home.resolve("other"), "log-b", SEGMENTS);
    Files.write(log.segment(4), Files.readAllBytes(other.segment(4)));
    assertTampered(4, log.segment(4), "of another log, log-b");
  }

  @Test
  void a_head_that_is_not_this_logs_is_found() throws IOException {
    Files.writeString(log.head(), new LogOnDisk(directory, "log-b").headLine(3, log.prev));
    assertTampered(LAST + 1, log.head(), "of another log, log-b");
    Files.writeString(log.head(), log.headLine(5, log.prev));
    assertTampered(5, log.segment(4), "not the entry that the head file knows");
    Files.writeString(log.head(), log.headLine(9, log.prev));
    assertTampered(9, directory, "entry 9 is missing at the end");
    Files.writeString(log.head(), log.lines.getFirst());
    assertTampered(LAST + 1, log.head(), "it is no head");
    Files.delete(log.head());
    assertTampered(LAST + 1, log.head(), "the head file is missing");
    Files.createDirectory(log.head());
    assertTampered(LAST + 1, log.head(), "the head file is not a file");
  }

  @Test
  void what_is_newer_than_the_head_is_verified_too() throws IOException {
    Files.writeString(log.head(), log.headLine(0, AuditLine.GENESIS));
    assertThat(verify()).isEqualTo(new Verified(LAST, 1, LAST, "log-a"));

    LogOnDisk.append(log.segment(7), log.add().substring(0, 9));
    assertTampered(LAST + 1, log.segment(7), "a write that was interrupted (start the node");
    Files.writeString(log.head(), log.headLine(LAST + 1, log.prev));
    assertTampered(LAST + 1, log.segment(7), "it was cut or changed");
  }

  @Test
  void an_empty_segment_is_one_that_was_only_just_begun() throws IOException {
    Files.createFile(log.segment(LAST + 1));
    assertThat(verify()).isEqualTo(new Verified(LAST, 1, LAST, "log-a"));
    Files.createFile(log.segment(LAST + 2));
    assertTampered(LAST + 1, log.segment(LAST + 2), "entry 9 is missing");

    directory = home.resolve("new");
    LogOnDisk.of(directory, "log-n", 0);
    assertThat(verify()).isEqualTo(new Verified(0, 0, 0, "log-n"));
  }

  @Test
  void even_with_the_key_a_chain_must_be_one() throws IOException {
    LogOnDisk epochs = forge();
    epochs.add();
    epochs.epoch = 3;
    epochs.add();
    epochs.epoch = 2;
    epochs.add();
    write(epochs);
    assertTampered(3, log.segment(1), "its writer is older");

    LogOnDisk link = forge();
    link.add();
    link.prev = AuditLine.GENESIS;
    link.add();
    write(link);
    assertTampered(2, log.segment(1), "does not follow");

    LogOnDisk beginning = forge();
    beginning.prev = "1".repeat(64);
    beginning.add();
    write(beginning);
    assertTampered(1, log.segment(1), "does not begin a chain");

    LogOnDisk numbers = forge();
    numbers.add();
    numbers.add(LogOnDisk.entry(3, "log-a", 1, numbers.prev, Map.of()));
    write(numbers);
    assertTampered(2, log.segment(1), "is entry 3");
  }

  @Test
  void authentic_lines_that_are_no_entries_are_found() throws IOException {
    LogOnDisk forged = forge();
    String good =
        new String(
            Wire.encode(LogOnDisk.entry(1, "log-a", 1, AuditLine.GENESIS, Map.of())),
            StandardCharsets.UTF_8);
    for (String body :
        List.of(
            "{}",
            "null}",
            "[".repeat(50_000) + "}",
            good.replace("\"seq\":1", "\"seq\":null"),
            good.replace("\"seq\":1", "\"seq\":1,\"seq\":1"),
            good.replace("\"epoch\":1,", ""),
            good.replace("{\"seq\"", "{} {\"seq\""))) {
      forged.lines.clear();
      forged.lines.add(LogOnDisk.sealed(body.getBytes(StandardCharsets.UTF_8)));
      write(forged);
      assertTampered(1, log.segment(1), "authentic, but no entry");
    }
  }

  @Test
  void a_line_may_be_256_kib_long_and_no_longer() throws IOException {
    int overhead = new LogOnDisk(directory, "log-a").add(Map.of("x", "")).strip().length();
    int room = SegmentReader.MAX_LINE_BYTES - overhead;
    LogOnDisk longest = forge();
    for (int i = 0; i < 9; i++) {
      longest.add(Map.of("x", "x".repeat(room)));
    }
    write(longest);
    assertThat(verify()).isEqualTo(new Verified(9, 1, 9, "log-a"));

    for (int more : new int[] {1, 2, 5 << 20}) {
      LogOnDisk tooLong = forge();
      tooLong.add();
      tooLong.add(Map.of("x", "x".repeat(room + more)));
      write(tooLong);
      assertTampered(2, log.segment(1), "longer than an entry can be");
    }
    Files.write(log.segment(1), new byte[5 << 20]);
    assertTampered(1, log.segment(1), "longer than an entry can be");
  }

  @Test
  void with_another_key_nothing_is_verified() throws IOException {
    Files.writeString(key, "f".repeat(64));
    assertTampered(1, log.segment(1), "or the key is another log's");
  }

  @Test
  void what_is_no_key_is_said_to_be_none_and_not_quoted() throws IOException {
    for (String text :
        List.of(
            "",
            "0123",
            LogOnDisk.KEY.toUpperCase(java.util.Locale.ROOT),
            LogOnDisk.KEY + "0",
            LogOnDisk.KEY + "\n" + LogOnDisk.KEY,
            LogOnDisk.KEY + " ".repeat(2_000))) {
      Files.writeString(key, text);
      assertThat(verify())
          .isEqualTo(
              new Unreadable(
                  "the key can't be used: "
                      + key
                      + ": it is no key: it does not hold 64 lower-case hex digits"));
    }
    Files.delete(key);
    assertThat(verify()).isEqualTo(new Unreadable("the key can't be used: there is no " + key));
    Files.createDirectory(key);
    assertThat(verify()).isInstanceOf(Unreadable.class);
    key = home.resolve("audit/head/key");
    assertThat(verify()).isInstanceOf(Unreadable.class);
  }

  @Test
  void what_is_not_there_or_can_not_be_read_is_unreadable() throws IOException {
    directory = home.resolve("nowhere");
    assertThat(verify())
        .isEqualTo(new Unreadable("the log can't be read: there is no " + directory));
    directory = key.resolve("x");
    assertThat(verify()).isInstanceOf(Unreadable.class);
    directory = Path.of("/dev/null");
    assertThat(verify()).isInstanceOf(Unreadable.class);
    directory = Files.createDirectory(home.resolve("empty"));
    assertThat(verify())
        .isEqualTo(new Unreadable("there is no segment of an audit log in " + directory));
    Files.createDirectory(directory.resolve("head"));
    Files.createFile(directory.resolve("notes.jsonl"));
    assertThat(verify()).isInstanceOf(Unreadable.class);
  }

  @Test
  void a_segment_that_is_no_file_is_found_and_not_waited_for() throws IOException {
    Files.delete(log.segment(4));
    Files.createDirectory(log.segment(4));
    assertTampered(4, log.segment(4), "not a file");
    Files.delete(log.segment(4));
    Files.createSymbolicLink(log.segment(4), Path.of("/dev/zero"));
    assertTampered(4, log.segment(4), "not a file");
    Files.delete(log.segment(4));
    Files.createSymbolicLink(log.segment(4), Path.of("/nowhere"));
    assertTampered(4, log.segment(4), "gone");
  }
}
