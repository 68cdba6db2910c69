package dev.lasso.runner.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceRulesTest {
  private final WorkspaceRules rules =
      new WorkspaceRules(List.of(Path.of("/home/you/.lasso"), Path.of("/srv/docker")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/etc/ssl",
        "/usr",
        "/usr/local/src",
        "/bin",
        "/sbin",
        "/lib",
        "/lib64",
        "/boot",
        "/dev/shm",
        "/proc/1/cwd",
        "/sys",
        "/run",
        "/run/user/1000",
        "/var",
        "/var/lib/docker/x",
        "/var/run",
        "/var/log/x",
        "/root",
        "/home",
        "/tmp",
        "/opt"
      })
  void systemDirectoriesAreRefused(String path) {
    assertThat(rules.refuse(Path.of(path)))
        .hasValueSatisfying(why -> assertThat(why).contains("system"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/home/you/.lasso",
        "/home/you/.lasso/run/x",
        "/home/you",
        "/srv/docker/volumes",
        "/srv"
      })
  void privateTreesAreRefusedFromInsideAndFromAbove(String path) {
    assertThat(rules.refuse(Path.of(path))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/home/you/project",
        "/home/other",
        "/root/project",
        "/var/tmp/x",
        "/var/www",
        "/tmp/x",
        "/opt/x",
        "/library",
        "/home/you/.lasso-project",
        "/srv/docker-project"
      })
  void directoriesOfPeopleAreTaken(String path) {
    assertThat(rules.refuse(Path.of(path))).isEmpty();
  }

  @Test
  void pathsThatAreNotRealPathsAreRefused() {
    assertThat(rules.refuse(Path.of("relative"))).isPresent();
    assertThat(rules.refuse(Path.of("/home/you/project/../../../etc"))).isPresent();
  }

  @Test
  void onlyTheImageAndTheProfileDecideWhereProgramsAreLookedUp() {
    var environment =
        CommandEnvironment.of(
            Map.of("PATH", "/opt/tool/bin:relative::/bin", "LANG", "C", "FROM_IMAGE", "1"),
            Map.of("PROFILE", "2"),
            Map.of("PATH", "/workspace/evil", "HOME", "/workspace"));

    assertThat(environment.searchPath()).containsExactly("/opt/tool/bin", "/bin");
    assertThat(environment.variables())
        .containsEntry("PATH", "/workspace/evil")
        .containsEntry("HOME", "/workspace")
        .containsEntry("LANG", "C.UTF-8")
        .containsEntry("FROM_IMAGE", "1")
        .containsEntry("PROFILE", "2");
  }
}
