package dev.lasso.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.audit.domain.DirectoryLock.Attempt;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One log, one writer. */
class DirectoryLockTest {
  @TempDir Path home;

  private static String askFromAnotherProcess(TrialLog log) throws Exception {
    WriterProcess writer = new WriterProcess(log);
    try (BufferedReader out = writer.output()) {
      return String.valueOf(out.readLine());
    } finally {
      writer.kill();
    }
  }

  @Test
  void aSecondAttemptInTheSameProcessIsToldWhoHasIt() throws Exception {
    Path link = Files.createSymbolicLink(home.resolveSibling(home.getFileName() + "-link"), home);
    try (DirectoryLock lock = TrialLog.take(home, "the first")) {
      lock.requireFor(home);
      assertThat(DirectoryLock.tryTake(home, "the second"))
          .isEqualTo(new Attempt.HeldBy("the first"));
      assertThat(DirectoryLock.tryTake(home.resolve("../" + home.getFileName()), "the second"))
          .isEqualTo(new Attempt.HeldBy("the first"));
      assertThat(DirectoryLock.tryTake(link, "the second"))
          .isEqualTo(new Attempt.HeldBy("the first"));
    } finally {
      Files.delete(link);
    }

    TrialLog.take(home, "the second").close();
  }

  @Test
  void anotherProcessIsToldWhoHasItAlsoAfterOthersTriedInThisOne() throws Exception {
    TrialLog log = new TrialLog(home);
    try (DirectoryLock lock = TrialLog.take(log.directory, "the parent")) {
      assertThat(DirectoryLock.tryTake(log.directory, "another"))
          .isInstanceOf(Attempt.HeldBy.class);

      assertThat(askFromAnotherProcess(log)).isEqualTo("held by the parent");

      lock.requireFor(log.directory);
    }

    assertThat(askFromAnotherProcess(log)).isEqualTo("taken");
    TrialLog.take(log.directory, "the parent").close();
  }

  @Test
  void whatAnotherProcessHasIsRefusedUntilItDies() throws Exception {
    TrialLog log = new TrialLog(home);
    WriterProcess writer = new WriterProcess(log);
    try (BufferedReader out = writer.output()) {
      assertThat(out.readLine()).isEqualTo("taken");

      for (int attempt = 0; attempt < 3; attempt++) {
        assertThat(DirectoryLock.tryTake(log.directory, "the parent"))
            .isEqualTo(new Attempt.HeldBy("child"));
      }
    } finally {
      writer.kill();
    }

    TrialLog.take(log.directory, "the parent").close();
  }

  @Test
  void closingALockTwiceDoesNotLetGoOfTheNextHoldersLock() throws Exception {
    TrialLog log = new TrialLog(home);
    DirectoryLock first = TrialLog.take(log.directory, "the first");
    first.close();
    try (DirectoryLock second = TrialLog.take(log.directory, "the second")) {
      first.close();

      assertThat(DirectoryLock.tryTake(log.directory, "the third"))
          .isEqualTo(new Attempt.HeldBy("the second"));
      assertThat(askFromAnotherProcess(log)).isEqualTo("held by the second");
      second.requireFor(log.directory);
    }
  }

  @Test
  void aDirectoryThatIsNotThereCannotBeTakenAndNothingIsClaimed() throws Exception {
    Path missing = home.resolve("missing");

    assertThatThrownBy(() -> DirectoryLock.tryTake(missing, "anybody"))
        .isInstanceOf(IOException.class);

    Files.createDirectory(missing);
    TrialLog.take(missing, "anybody").close();
  }

  @Test
  void anAttemptThatFailsClaimsNothing() throws Exception {
    Path inTheWay = Files.createDirectory(home.resolve("lock"));

    assertThatThrownBy(() -> DirectoryLock.tryTake(home, "anybody"))
        .isInstanceOf(IOException.class);

    Files.delete(inTheWay);
    TrialLog.take(home, "anybody").close();
  }
}
