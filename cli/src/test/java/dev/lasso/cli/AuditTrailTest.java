package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.cli.text.Style;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log as people look at it. */
class AuditTrailTest {
  @TempDir Path log;

  private static String entry(int seq, String sandbox, String type, String data) {
    return "{\"seq\":"
        + seq
        + ",\"time\":\"2026-01-02T03:04:05.678901Z\",\"type\":\""
        + type
        + "\",\"sandbox_id\":\""
        + sandbox
        + "\",\"data\":"
        + data
        + ",\"mac\":\"00\"}\n";
  }

  @Test
  void the_last_wanted_entries_of_all_segments_in_their_order() throws IOException {
    Files.writeString(
        log.resolve("2.jsonl"), entry(3, "sb-a", "t", "{}") + entry(4, "sb-b", "t", "{}"));
    Files.writeString(
        log.resolve("1.jsonl"), entry(1, "sb-a", "t", "{}") + entry(2, "sb-a", "t", "{}"));
    Files.writeString(log.resolve("other.txt"), "not a segment");

    AuditTrail trail = AuditTrail.read(log, line -> line.field("sandbox_id").equals("sb-a"), 2);

    assertThat(trail.entries()).extracting(line -> line.field("seq")).containsExactly("2", "3");
  }

  @Test
  void an_entry_says_what_happened_and_can_do_nothing_to_the_terminal() throws IOException {
    Path file = log.resolve("1.jsonl");
    Files.writeString(
        file,
        entry(
                1,
                "sb-a",
                "command.decided",
                "{\"verdict\":\"deny\",\"reasons\":[\"no \\u001b[2J\",{\"ill_formed\":\"x\"}]}")
            + entry(2, "sb-a", "execution.finished", "{\"outcome\":\"exited\",\"exit_code\":3}"));

    List<String> lines = AuditTrail.read(file, line -> true, 10).lines(Style.PLAIN, true);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).contains("sb-a").endsWith("deny, no \\x1b[2J, {\"ill_formed\":\"x\"}");
    assertThat(lines.get(2)).endsWith("exited, exit code 3");
  }

  @Test
  void a_damaged_log_can_be_looked_at_too() throws IOException {
    Path file = log.resolve("1.jsonl");
    Files.write(
        file,
        ("{\"seq\":1,\"ty\u00ff\n\nnull\n" + entry(2, "sb-a", "t", "[]") + "{\"se")
            .getBytes(StandardCharsets.ISO_8859_1));

    List<String> lines = AuditTrail.read(file, line -> true, 10).lines(Style.PLAIN, false);

    assertThat(lines).hasSize(5);
    assertThat(lines.get(1)).contains("(damaged)");
    assertThat(lines.getLast()).contains("(damaged)");
  }
}
