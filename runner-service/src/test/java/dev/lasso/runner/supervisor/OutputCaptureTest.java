package dev.lasso.runner.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutputCaptureTest {
  private final OutputBudget budget = new OutputBudget(10_000);

  @Test
  void whatFitsIsKeptAsItIs() {
    OutputCapture capture = new OutputCapture(10, budget);

    capture.add(new byte[] {1, 2, 3});
    capture.add(new byte[] {4});

    CapturedOutput output = capture.finish();
    assertThat(output.bytes()).containsExactly(1, 2, 3, 4);
    assertThat(output.truncated()).isFalse();
  }

  @Test
  void exactlyTheLimitIsNotTruncatedAndOneMoreIs() {
    OutputCapture capture = new OutputCapture(4, budget);
    capture.add(new byte[4]);
    assertThat(capture.finish().truncated()).isFalse();

    OutputCapture more = new OutputCapture(4, budget);
    more.add(new byte[5]);
    CapturedOutput output = more.finish();
    assertThat(output.bytes()).hasSize(4);
    assertThat(output.truncated()).isTrue();
  }

  @Test
  void capturesShareTheBudgetAndGiveItBack() {
    OutputCapture first = new OutputCapture(9_000, budget);
    OutputCapture second = new OutputCapture(9_000, budget);

    first.add(new byte[8_000]);
    second.add(new byte[8_000]);

    assertThat(first.finish().truncated()).isFalse();
    assertThat(second.finish().truncated()).isTrue();
    assertThat(budget.free()).isEqualTo(10_000);
  }

  @Test
  void aCancelledDeadlineLeavesTheTimersAtOnce() {
    try (ScheduledThreadPoolExecutor timers =
        (ScheduledThreadPoolExecutor) Timers.create("test-timers")) {
      timers.schedule(() -> {}, 1, TimeUnit.HOURS).cancel(false);

      assertThat(timers.getQueue()).isEmpty();
      timers.shutdownNow();
    }
  }
}
