package dev.lasso.runner.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.Isolation;
import dev.lasso.runner.supervisor.OutputBudget;
import dev.lasso.runner.supervisor.SessionLimits;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers whose first process is not our supervisor. */
@Tag("slow")
class HostileSandboxTest {
  @TempDir Path home;

  private void failsAndLeavesNothing(String firstProcess, String why) throws Exception {
    try (EngineFixture fixture = new EngineFixture(home)) {
      SessionLimits hasty =
          new SessionLimits(
              8,
              1 << 20,
              1 << 18,
              Duration.ofSeconds(2),
              Duration.ofSeconds(5),
              Duration.ofSeconds(20),
              Duration.ofSeconds(3));
      OutputBudget budget = new OutputBudget(1 << 20);
      SandboxFactory factory =
          new SandboxFactory(
              fixture.node,
              fixture.engine,
              fixture.calls,
              new Workspaces(
                  home.resolve("run"),
                  fixture.programs.idmap(),
                  EngineFixture.uid(),
                  EngineFixture.uid()),
              new SandboxFactory.Session(hasty, budget, fixture.timers, Clock.systemUTC()),
              Path.of(firstProcess).toRealPath(),
              fixture.programs.seccomp(),
              List.of(home));
      long threads = sandboxThreads();

      assertThatThrownBy(() ->
              factory
                  .create(
                      new SandboxOrder(
                          fixture.newId(),
                          EngineFixture.profile(),
                          Isolation.CONTAINER,
                          null,
                          Map.of()),
                      fixture.image(),
                      fixture.facts)
                  .get(60, TimeUnit.SECONDS))
          .hasMessageContaining(why);

      assertThat(fixture.engine.containersOf(fixture.node)).isEmpty();
      assertThat(home.resolve("run/workspaces")).isEmptyDirectory();
      assertThat(budget.free()).isEqualTo(1 << 20);
      dev.lasso.testkit.Waiting.untilTrue("its thread ends", () -> sandboxThreads() <= threads);
    }
  }

  private static long sandboxThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lasso-sandbox-"))
        .count();
  }

  @Test
  void oneThatFloodsTheStreamWithGarbageIsGivenUp() throws Exception {
    failsAndLeavesNothing("/usr/bin/yes", "broke the supervisor protocol");
  }

  @Test
  void oneThatSaysNothingIsGivenUp() throws Exception {
    failsAndLeavesNothing("/bin/cat", "did not come up in time");
  }

  @Test
  void oneThatEndsAtOnceIsGivenUp() throws Exception {
    failsAndLeavesNothing("/bin/true", "ended");
  }
}
