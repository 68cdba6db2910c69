package dev.lasso.runner.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.runner.supervisor.ExecutionResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Measures what the way through the engine's stream and the supervisor costs, and prints it. */
@Tag("slow")
class SpawnLatencyTest {
  private static final int WARM_UP = 1_000;
  private static final int ROUNDS = 3_000;
  @TempDir Path home;

  @Test
  void runningTrueInARunningSandboxTakesMillisecondsNotTens() throws Exception {
    try (EngineFixture fixture = new EngineFixture(home)) {
      LiveSandbox sandbox = fixture.create((Path) null);
      long[] whole = new long[ROUNDS];
      long[] spawn = new long[ROUNDS];
      for (int i = -WARM_UP; i < ROUNDS; i++) {
        long start = System.nanoTime();
        ExecutionResult result = EngineFixture.exec(sandbox, Duration.ofSeconds(10), "true");
        long time = System.nanoTime() - start;
        assertThat(result).isInstanceOf(ExecutionResult.Ended.class);
        if (i >= 0) {
          whole[i] = time;
          spawn[i] = ((ExecutionResult.Ended) result).spawn().toNanos();
        }
      }
      Arrays.sort(whole);
      Arrays.sort(spawn);
      System.out.printf(
          "exec of true: p50 %.3f ms, p99 %.3f ms; until it started: p50 %.3f ms, p99 %.3f ms%n",
          whole[ROUNDS / 2] / 1e6,
          whole[ROUNDS * 99 / 100] / 1e6,
          spawn[ROUNDS / 2] / 1e6,
          spawn[ROUNDS * 99 / 100] / 1e6);
      assertThat(Duration.ofNanos(whole[ROUNDS / 2])).isLessThan(Duration.ofMillis(20));

      long start = System.nanoTime();
      ExecutionResult flood =
          EngineFixture.exec(
              sandbox, Duration.ofSeconds(30), "head", "-c", "268435456", "/dev/zero");
      assertThat(flood).isInstanceOf(ExecutionResult.Ended.class);
      System.out.printf("output: %.0f MiB/s%n", 256 / ((System.nanoTime() - start) / 1e9));
    }
  }
}
