package dev.lasso.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.AuditLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The instruments themselves: percentiles, and the campaign's own look at the audit log. */
class MeasuringTest {
  private static final String KEY = "0123456789abcdef".repeat(4);
  private static final String DECIDED = "command.decided";
  private static final String ENDED = "execution.finished";
  @TempDir Path directory;

  @Test
  void percentiles_are_samples_by_nearest_rank() {
    Samples samples = new Samples();
    for (int i = 1000; i >= 1; i--) {
      samples.add(i * 1_000_000L);
    }

    assertThat(samples.p50()).isEqualTo(500);
    assertThat(samples.p99()).isEqualTo(990);
    assertThat(samples.percentile(100)).isEqualTo(1000);
    assertThat(samples.count()).isEqualTo(1000);
  }

  @Test
  void nothing_measured_has_no_percentile() {
    assertThatThrownBy(() -> new Samples().p50()).isInstanceOf(IllegalStateException.class);
  }

  private static List<byte[]> chain(int length) throws Exception {
    List<Integer> executions = IntStream.rangeClosed(1, length).boxed().toList();
    return chain(Collections.nCopies(length, DECIDED), executions);
  }

  /** A log of these; the gate allowed the executions of an even number. */
  private static List<byte[]> chain(List<String> types, List<Integer> executions) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA256"));
    List<byte[]> lines = new ArrayList<>();
    String prev = AuditLine.GENESIS;
    for (int seq = 1; seq <= types.size(); seq++) {
      byte[] body =
          ("{\"seq\":"
                  + seq
                  + ",\"type\":\""
                  + types.get(seq - 1)
                  + "\",\"execution_id\":\"ex-"
                  + executions.get(seq - 1)
                  + "\",\"data\":{\"é\":1,\"verdict\":\""
                  + (executions.get(seq - 1) % 2 == 0 ? "allow" : "deny")
                  + "\"},\"prev\":\""
                  + prev
                  + "\"}")
              .getBytes(StandardCharsets.UTF_8);
      byte[] line = AuditLine.join(body, mac.doFinal(body));
      lines.add(line);
      prev = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
    }
    return lines;
  }

  private LogEntries read(List<byte[]> lines) throws IOException {
    var all = new java.io.ByteArrayOutputStream();
    for (byte[] line : lines) {
      all.write(line);
      all.write('\n');
    }
    Files.write(directory.resolve("1.jsonl"), all.toByteArray());
    return LogEntries.read(directory, KEY);
  }

  @Test
  void a_whole_log_has_no_faults_and_its_executions_are_found() throws Exception {
    LogEntries log = read(chain(3));

    assertThat(log.faults()).isEmpty();
    assertThat(log.executionBySeq()).isEqualTo(Map.of(1L, "ex-1", 2L, "ex-2", 3L, "ex-3"));
    assertThat(log.typesByExecution().get("ex-2")).isEqualTo(Set.of(LogEntries.ALLOWED));
    assertThat(log.typesByExecution().get("ex-3")).isEqualTo(Set.of(LogEntries.DENIED));
  }

  @Test
  void what_was_allowed_must_end_and_what_was_denied_must_not() throws Exception {
    LogEntries log =
        read(
            chain(
                List.of(DECIDED, DECIDED, DECIDED, DECIDED, ENDED, ENDED, ENDED),
                List.of(1, 2, 3, 4, 3, 4, 5)));

    assertThat(log.faults()).isEmpty();
    assertThat(log.allowedWithoutEnd()).containsExactly("ex-2");
    assertThat(log.endedWithoutBeingAllowed()).containsExactly("ex-3", "ex-5");
  }

  @Test
  void any_changed_byte_is_a_fault() throws Exception {
    List<byte[]> lines = chain(3);
    byte[] second = lines.get(1);
    for (int i = 0; i < second.length; i++) {
      second[i] ^= 1;
      assertThat(read(lines).faults()).as("byte " + i).isNotEmpty();
      second[i] ^= 1;
    }
    assertThat(read(lines).faults()).isEmpty();
  }

  @Test
  void a_missing_or_repeated_entry_is_a_fault() throws Exception {
    List<byte[]> lines = chain(3);
    assertThat(read(List.of(lines.get(0), lines.get(2))).faults()).isNotEmpty();
    assertThat(read(List.of(lines.get(0), lines.get(0), lines.get(1))).faults()).isNotEmpty();
  }

  @Test
  void a_line_that_is_still_being_written_is_not_looked_at() throws Exception {
    read(chain(2));
    Files.writeString(
        directory.resolve("1.jsonl"), "{\"seq\":3,", java.nio.file.StandardOpenOption.APPEND);

    assertThat(LogEntries.read(directory, KEY).faults()).isEmpty();
  }
}
