package dev.lasso.runner.container;

import static dev.lasso.runner.container.EngineFixture.sh;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody's directory in a sandbox: it can be worked in, and stays theirs. */
@Tag("slow")
class WorkspacesTest {
  @TempDir Path directory;
  private EngineFixture fixture;
  private Path project;

  @BeforeEach
  void create() throws Exception {
    Assumptions.assumeTrue(EngineFixture.uid() == 0, "SKIPPED: owners are only mapped by root");
    fixture = new EngineFixture(Files.createDirectory(directory.resolve("home")));
    project = Files.createDirectory(directory.resolve("project"));
    Files.writeString(project.resolve("theirs"), "before\n");
  }

  @AfterEach
  void remove() throws Exception {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static int owner(Path path) throws Exception {
    return (Integer) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static void give(Path path, int uid) throws Exception {
    Files.setAttribute(path, "unix:uid", uid);
    Files.setAttribute(path, "unix:gid", uid);
  }

  @Test
  void aDirectoryOfRootsCanBeWrittenAndWhatIsWrittenIsRoots() throws Exception {
    LiveSandbox sandbox = fixture.create(project);

    assertThat(
            sh(
                sandbox,
                "id -u; stat -c %u . theirs; cat theirs; echo after >> theirs; mkdir d; echo x >"
                    + " d/new"))
        .isEqualTo("1000\n1000\n1000\nbefore\n");

    assertThat(Files.readString(project.resolve("theirs"), UTF_8)).isEqualTo("before\nafter\n");
    assertThat(owner(project)).isZero();
    assertThat(owner(project.resolve("d/new"))).isZero();
  }

  @Test
  void aDirectoryOfAnotherUserStaysTheirs() throws Exception {
    give(project, 4711);

    LiveSandbox sandbox = fixture.create(project);

    assertThat(sh(sandbox, "stat -c %u .; echo x > new; echo done")).isEqualTo("1000\ndone\n");
    assertThat(owner(project.resolve("new"))).isEqualTo(4711);
  }

  @Test
  void aDirectoryOfTheAgentsOwnNumberNeedsNoMapping() throws Exception {
    give(project, 1000);

    LiveSandbox sandbox = fixture.create(project);

    assertThat(sh(sandbox, "echo x > new; stat -c %u new")).isEqualTo("1000\n");
    assertThat(owner(project.resolve("new"))).isEqualTo(1000);
  }

  @Test
  void noSetUserIdFileCanBeMadeInSomebodysDirectory() throws Exception {
    LiveSandbox sandbox = fixture.create(project);

    assertThat(sh(sandbox, "cp /bin/sh s; chmod 4755 s; chmod 2755 s; stat -c %a s"))
        .contains("not permitted")
        .endsWith("chmod: changing permissions of 's': Operation not permitted\n");
    assertThat(Files.getAttribute(project.resolve("s"), "unix:mode"))
        .matches(mode -> ((Integer) mode & 06000) == 0);
  }

  @Test
  void whenTheSandboxGoesTheSlotGoesAndTheDirectoryStays() throws Exception {
    LiveSandbox sandbox = fixture.create(project);
    assertThat(MountTable.below(directory)).hasSize(1);

    fixture.factory.destroy(sandbox).get(30, TimeUnit.SECONDS);

    assertThat(MountTable.below(directory)).isEmpty();
    assertThat(directory.resolve("home/run/slots")).isEmptyDirectory();
    assertThat(project.resolve("theirs")).exists();
  }

  @Test
  void sweepingAwayADeadSandboxLeavesSomebodysDirectoryAlone() throws Exception {
    LiveSandbox sandbox = fixture.create(project);
    sandbox.close("as if the node had died");

    fixture.factory.sweep(Set::of);

    assertThat(MountTable.below(directory)).isEmpty();
    assertThat(directory.resolve("home/run/slots")).isEmptyDirectory();
    assertThat(project.resolve("theirs")).hasContent("before");
    assertThat(fixture.engine.containersOf(fixture.node)).isEmpty();
  }

  @Test
  void sweepingSparesTheLiving() throws Exception {
    LiveSandbox sandbox = fixture.create(project);
    LiveSandbox scratch = fixture.create((Path) null);

    fixture.factory.sweep(() -> Set.of(sandbox.id(), scratch.id()));

    assertThat(sh(sandbox, "cat theirs")).isEqualTo("before\n");
    assertThat(sh(scratch, "echo x > y; cat y")).isEqualTo("x\n");
  }

  @Test
  void aSymbolicLinkIsJudgedByWhereItLeads() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("/etc"));
    Path good = Files.createSymbolicLink(directory.resolve("good"), project);

    assertThatThrownBy(() -> fixture.create(link))
        .isInstanceOf(ExecutionException.class)
        .hasMessageContaining("/etc belongs to the system");
    assertThat(sh(fixture.create(good), "cat theirs")).isEqualTo("before\n");
  }

  @Test
  void theNodesOwnStateIsRefusedFromBothSides() {
    assertThatThrownBy(() -> fixture.create(directory.resolve("home")))
        .hasMessageContaining("no sandbox may see");
    assertThatThrownBy(() -> fixture.create(directory)).hasMessageContaining("no sandbox may see");
    assertThatThrownBy(() -> fixture.create(directory.resolve("nowhere")))
        .hasMessageContaining("does not exist");
  }

  @Test
  void whatASandboxLeavesInItsOwnWorkspaceIsDeletedHoweverItIsNamedAndNested() throws Exception {
    LiveSandbox sandbox = fixture.create((Path) null);
    Path scratch = directory.resolve("home/run/workspaces").resolve(sandbox.id().value());
    sh(
        sandbox,
        "ln -s / root; printf x > '-rf *'; i=0; while [ $i -lt 600 ]; do mkdir xxxxxxxxxxxxxxx &&"
            + " cd xxxxxxxxxxxxxxx; i=$((i+1)); done; chmod 0 .");
    assertThat(scratch).exists();

    fixture.factory.destroy(sandbox).get(60, TimeUnit.SECONDS);

    assertThat(scratch).doesNotExist();
    assertThat(Path.of("/etc/passwd")).exists();
  }
}
