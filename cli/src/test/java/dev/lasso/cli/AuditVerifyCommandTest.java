package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.cli.text.Style;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.AuditLine;
import dev.lasso.contracts.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code lasso audit verify} says and ends with. */
class AuditVerifyCommandTest {
  private static final String KEY = "ab".repeat(32);
  private static final String SEGMENT = "00000000000000000001.jsonl";

  @TempDir Path home;
  private Path log;
  private Path key;

  private record Result(int code, String out, String err) {}

  @BeforeEach
  void makeLog() throws IOException, GeneralSecurityException {
    log = Files.createDirectory(home.resolve("audit"));
    key = Files.writeString(home.resolve("audit-key"), KEY + "\n");
    String prev = AuditLine.GENESIS;
    for (int seq = 1; seq <= 3; seq++) {
      byte[] line =
          sealed(
              Wire.encode(
                  new AuditAppended(
                      seq,
                      "log-1",
                      1,
                      Instant.EPOCH,
                      "t",
                      "e" + seq,
                      null,
                      null,
                      null,
                      null,
                      Map.of(),
                      prev)));
      prev = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
      append(log.resolve(SEGMENT), line);
    }
    String head = "{\"head\":\"%020d\",\"log_id\":\"log-1\",\"hash\":\"%s\"}".formatted(3, prev);
    append(log.resolve("head"), sealed(head.getBytes(StandardCharsets.UTF_8)));
  }

  private static byte[] sealed(byte[] body) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA256"));
    return AuditLine.join(body, mac.doFinal(body));
  }

  private static void append(Path file, byte[] line) throws IOException {
    Files.write(file, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    Files.writeString(file, "\n", StandardOpenOption.APPEND);
  }

  private void forgeEntry2() throws IOException {
    Path segment = log.resolve(SEGMENT);
    Files.writeString(segment, Files.readString(segment).replace("\"e2\"", "\"x2\""));
  }

  private Result verify(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Style.PLAIN,
            Style.PLAIN,
            Map.of("LASSO_HOME", home.toString()),
            InstantSource.system());
    List<String> line = new ArrayList<>(List.of("audit", "verify"));
    line.addAll(List.of(args));
    int code = new LassoCli(console).run(line.toArray(String[]::new));
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  @Test
  void the_log_of_the_home_is_verified_without_a_node() {
    assertThat(verify()).isEqualTo(new Result(0, "verified: 3 entries (1 to 3) of log-1\n", ""));
    assertThat(verify("--json"))
        .isEqualTo(
            new Result(
                0,
                "{\"verified\":true,\"entries\":3,\"first_seq\":1,\"last_seq\":3,\"log_id\":\"log-1\"}\n",
                ""));
  }

  @Test
  void one_file_is_said_to_be_only_one() {
    assertThat(verify(log.resolve(SEGMENT).toString()))
        .isEqualTo(
            new Result(
                0,
                "verified: 3 entries (1 to 3) of log-1; only this file: what comes before and after is not"
                    + " checked\n",
                ""));
  }

  @Test
  void the_first_bad_entry_is_named_and_the_exit_code_is_1() throws IOException {
    forgeEntry2();

    Path segment = log.resolve(SEGMENT);
    assertThat(verify())
        .isEqualTo(
            new Result(
                1,
                "",
                "lasso: tampered: entry 2: the mac is not right: it was changed, or the key is another"
                    + " log's ("
                    + segment
                    + ")\n"));
    assertThat(verify("--json"))
        .isEqualTo(
            new Result(
                1,
                "{\"verified\":false,\"seq\":2,\"file\":\""
                    + segment
                    + "\",\"problem\":\"the mac is not right: it was changed, or the key is another log's\"}\n",
                ""));
  }

  @Test
  void what_can_not_be_read_is_2_and_neither_good_nor_bad() throws IOException {
    Path nowhere = home.resolve("nowhere");
    assertThat(verify(nowhere.toString()))
        .isEqualTo(
            new Result(
                2,
                "",
                "lasso: not verified: the log can't be read: there is no " + nowhere + "\n"));
    assertThat(verify("--json", nowhere.toString()))
        .isEqualTo(
            new Result(
                2,
                "{\"verified\":false,\"problem\":\"the log can't be read: there is no "
                    + nowhere
                    + "\"}\n",
                ""));
    Path empty = Files.createDirectory(home.resolve("empty"));
    assertThat(verify(empty.toString()))
        .isEqualTo(
            new Result(
                2,
                "",
                "lasso: not verified: there is no segment of an audit log in " + empty + "\n"));

    Files.writeString(key, KEY.substring(1));
    assertThat(verify().code()).isEqualTo(2);
    assertThat(verify().err()).contains("64 lower-case hex digits").doesNotContain("abab");
    Files.delete(key);
    assertThat(verify().code()).isEqualTo(2);
    assertThat(verify().err()).contains("there is no " + key).contains("--key");
  }

  @Test
  void a_key_beside_the_log_is_never_used_unless_it_is_named() throws IOException {
    Path brought = Files.move(key, log.resolve("audit-key"));

    assertThat(verify(log.toString()).code()).isEqualTo(2);
    assertThat(verify("--key", brought.toString(), log.toString()).code()).isZero();
    Files.writeString(key, "cd".repeat(32));
    assertThat(verify(log.toString()).code()).isEqualTo(1);
  }
}
