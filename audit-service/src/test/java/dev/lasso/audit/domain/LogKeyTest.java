package dev.lasso.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The key is its owner's alone, whole, and never made twice for one log. */
class LogKeyTest {
  private static final String HEX = "0123456789abcdef".repeat(4);

  @TempDir Path home;
  private Path file;

  @BeforeEach
  void name() {
    file = home.resolve("keys/audit.key");
  }

  private void write(String content, String mode) throws Exception {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private LogKey load() throws Exception {
    return LogKey.loadOrCreate(file, true, new Random(1));
  }

  @Test
  void aNewKeyIsItsOwnersAloneAndComesFromTheRandomness() throws Exception {
    byte[] secret = new byte[32];
    new Random(1).nextBytes(secret);

    LogKey key = LogKey.loadOrCreate(file, false, new Random(1));

    assertThat(file).hasContent(HexFormat.of().formatHex(secret) + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file.getParent()).isDirectoryContaining(file::equals);
    try (var files = Files.list(file.getParent())) {
      assertThat(files).as("no draft of it stays behind").containsExactly(file);
    }
    byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    assertThat(load().sealer().open(key.sealer().seal(body))).isEqualTo(body);
  }

  @Test
  void theKeyThatIsThereIsUsedAndNotMadeAnew() throws Exception {
    write(HEX + "\n", "r--------");

    assertThat(LogKey.loadOrCreate(file, false, new Random(1)).toString())
        .isEqualTo("LogKey[redacted]");

    assertThat(file).hasContent(HEX + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rw---x---", "rw------x"})
  void aKeyThatIsOpenToOthersIsRefused(String mode) throws Exception {
    write(HEX, mode);

    assertThatThrownBy(this::load)
        .isInstanceOf(KeyRefusedException.class)
        .hasMessageContaining("chmod 600 " + file)
        .hasMessageNotContaining(HEX);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "0123456789abcdef",
        "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef0",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\nx"
      })
  void aKeyThatIsNotOneIsRefusedAndNotShown(String content) throws Exception {
    write(content, "rw-------");

    assertThatThrownBy(this::load)
        .isInstanceOf(KeyRefusedException.class)
        .hasMessageContaining("is not 64 lower-case hex digits")
        .hasMessageNotContaining("0123456789");
    assertThat(file).hasContent(content);
  }

  @Test
  void aLogWhoseKeyIsGoneIsRefusedAndNoOtherIsMade() throws Exception {
    try (TrialLog log = new TrialLog(home)) {
      log.open();
      log.die();
      Files.delete(log.keyFile);

      assertThatThrownBy(log::open)
          .isInstanceOf(KeyRefusedException.class)
          .hasMessageContaining("its key is missing");
      Files.delete(log.lastSegment());
      assertThatThrownBy(log::open)
          .as("the head alone is a log")
          .isInstanceOf(KeyRefusedException.class);

      assertThat(log.keyFile).doesNotExist();
    }
  }
}
