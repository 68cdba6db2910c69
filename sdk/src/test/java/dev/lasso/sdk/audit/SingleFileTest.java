package dev.lasso.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.sdk.audit.Verification.Tampered;
import dev.lasso.sdk.audit.Verification.Unreadable;
import dev.lasso.sdk.audit.Verification.Verified;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found in one segment, or a copy of one. */
class SingleFileTest {
  @TempDir Path home;
  private Path key;
  private Path elsewhere;
  private LogOnDisk log;

  @BeforeEach
  void makeLog() throws IOException {
    key = Files.writeString(home.resolve("audit-key"), LogOnDisk.KEY);
    elsewhere = Files.createDirectory(home.resolve("elsewhere"));
    log = LogOnDisk.of(home.resolve("audit"), "log-a", 3, 2, 2);
  }

  private Verification verify(Path file) {
    return AuditVerifier.verify(file, key, time -> {});
  }

  private Tampered tampered(Path file) {
    Verification result = verify(file);
    assertThat(result).isInstanceOf(Tampered.class);
    return (Tampered) result;
  }

  private Path copy(long firstSeq, String name) throws IOException {
    return Files.copy(log.segment(firstSeq), elsewhere.resolve(name));
  }

  private static void cutLastLine(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Files.write(file, lines.subList(0, lines.size() - 1));
  }

  @Test
  void each_segment_verifies_by_itself_and_under_any_other_name() throws IOException {
    assertThat(verify(log.segment(1))).isEqualTo(new Verified(3, 1, 3, "log-a"));
    assertThat(verify(log.segment(4))).isEqualTo(new Verified(2, 4, 5, "log-a"));
    assertThat(verify(log.segment(6))).isEqualTo(new Verified(2, 6, 7, "log-a"));
    assertThat(verify(copy(4, "evidence.txt"))).isEqualTo(new Verified(2, 4, 5, "log-a"));
    assertThat(verify(copy(4, "99999999999999999999.jsonl")))
        .isEqualTo(new Verified(2, 4, 5, "log-a"));
  }

  @Test
  void every_changed_byte_is_found() throws IOException {
    for (String name : List.of(log.segment(4).getFileName().toString(), "evidence")) {
      Path file = copy(4, name);
      byte[] bytes = Files.readAllBytes(file);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] ^= 1;
        Files.write(file, bytes);
        assertThat(verify(file)).as("byte %d", i).isInstanceOf(Tampered.class);
        bytes[i] ^= 1;
      }
    }
  }

  @Test
  void its_first_entry_must_be_what_its_name_says() throws IOException {
    Tampered found = tampered(copy(4, "00000000000000000005.jsonl"));

    assertThat(found.seq()).isEqualTo(5);
    assertThat(found.problem()).contains("is entry 4");
  }

  @Test
  void a_bad_first_line_is_the_entry_before_the_second_whatever_it_says_itself()
      throws IOException {
    Path file = copy(4, "evidence");
    String text = Files.readString(file);
    Files.writeString(file, text.replaceFirst("\"seq\":4", "\"seq\":9"));

    assertThat(tampered(file).seq()).isEqualTo(4);
  }

  @Test
  void a_bad_first_line_with_nothing_after_it_is_called_the_first_entry() throws IOException {
    Path file = Files.writeString(elsewhere.resolve("evidence"), "{}\n");

    assertThat(tampered(file).seq()).isEqualTo(1);
  }

  @Test
  void the_first_entry_of_all_must_begin_a_chain() throws IOException {
    LogOnDisk forged = new LogOnDisk(elsewhere, "log-a");
    forged.prev = "1".repeat(64);
    Path file = Files.writeString(elsewhere.resolve("evidence"), forged.add());

    assertThat(tampered(file).problem()).contains("does not begin a chain");
  }

  @Test
  void a_cut_end_is_found_by_the_head_beside_it_where_no_segment_follows() throws IOException {
    cutLastLine(log.segment(6));
    assertThat(tampered(log.segment(6)))
        .isEqualTo(
            new Tampered(
                7,
                home.resolve("audit"),
                "entry 7 is missing at the end: the head file knows of them"));
    Files.write(log.segment(6), new byte[0]);
    assertThat(tampered(log.segment(6)).problem()).contains("entries 6 to 7 are missing");

    Path copy = copy(4, "evidence");
    assertThat(verify(copy)).isInstanceOf(Verified.class);
    Files.copy(log.head(), elsewhere.resolve("head"));
    assertThat(tampered(copy).problem()).contains("entries 6 to 7 are missing");
  }

  @Test
  void a_head_that_is_not_this_logs_says_nothing_about_a_copy() throws IOException {
    Path copy = copy(4, "evidence");
    Files.writeString(
        elsewhere.resolve("head"), new LogOnDisk(elsewhere, "log-b").headLine(99, log.prev));
    assertThat(verify(copy)).isInstanceOf(Verified.class);
    Files.writeString(elsewhere.resolve("head"), "of something else\n");
    assertThat(verify(copy)).isInstanceOf(Verified.class);

    Files.writeString(log.head(), "of something else\n");
    assertThat(tampered(log.segment(6)).file()).isEqualTo(log.head());
    assertThat(verify(log.segment(4))).isInstanceOf(Verified.class);
  }

  @Test
  void an_older_copy_beside_the_segments_is_not_taken_for_the_end() throws IOException {
    Path copy = Files.copy(log.segment(6), home.resolve("audit/copy"));
    cutLastLine(copy);

    assertThat(verify(copy)).isEqualTo(new Verified(1, 6, 6, "log-a"));
  }

  @Test
  void an_entry_that_the_head_knows_otherwise_is_found() throws IOException {
    Files.writeString(log.head(), log.headLine(6, log.prev));

    assertThat(tampered(log.segment(6)).seq()).isEqualTo(6);
  }

  @Test
  void a_file_without_entries_is_no_evidence_of_anything() throws IOException {
    for (String name : List.of("evidence", "00000000000000000001.jsonl")) {
      Path file = Files.createFile(elsewhere.resolve(name));
      assertThat(verify(file)).isEqualTo(new Unreadable("there is no entry in " + file));
    }
  }
}
