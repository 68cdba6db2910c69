package dev.lasso.kit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LassoHomeTest {

  @Test
  void whatIsWrittenIsItsOwnersOnlyAndLeavesNoDraft(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("new/secret");

    LassoHome.writePrivately(file, new byte[] {1});
    LassoHome.writePrivately(file, new byte[] {2});

    assertThat(Files.readAllBytes(file)).containsExactly(2);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Path parent = directory.resolve("new");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(parent)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(parent)) {
      assertThat(files).containsExactly(file);
    }
  }
}
