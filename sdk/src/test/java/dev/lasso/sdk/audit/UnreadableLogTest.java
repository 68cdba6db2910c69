package dev.lasso.sdk.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.sdk.audit.Verification.Unreadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of another user's files nothing is said. Root may read everything, so it has nothing to test. */
class UnreadableLogTest {
  @TempDir Path home;

  @Test
  void without_permission_it_is_unreadable_and_never_tampered() throws IOException {
    Path key = Files.writeString(home.resolve("audit-key"), LogOnDisk.KEY);
    Path directory = home.resolve("audit");
    LogOnDisk log = LogOnDisk.of(directory, "log-a", 2, 2);
    for (Path file : new Path[] {log.segment(1), log.segment(3), log.head(), key, directory}) {
      var before = Files.getPosixFilePermissions(file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
      Assumptions.assumeFalse(
          Files.isReadable(file), "SKIPPED: root may read a file whatever its mode says");

      Verification result = AuditVerifier.verify(directory, key, time -> {});

      assertThat(result).as(file.toString()).isInstanceOf(Unreadable.class);
      assertThat(((Unreadable) result).problem()).contains("no permission to read " + file);
      Files.setPosixFilePermissions(file, before);
    }
  }
}
