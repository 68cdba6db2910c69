package dev.lasso.runner.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.Verdict;
import dev.lasso.runner.supervisor.CapturedOutput;
import dev.lasso.runner.supervisor.ExecutionResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FinishedTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant END = START.plusSeconds(1);
  private static final CapturedOutput OUT = new CapturedOutput(new byte[] {1}, true);
  private final Finished finished = new Finished(new NodeId("node-1"));

  private static CommandDecided command() {
    return new CommandDecided(
        new ExecutionId("ex-1"),
        new SandboxId("sb-1"),
        new NodeId("node-1"),
        new Decision(Verdict.ALLOW, "test", List.of("test"), new ProfileRef("p", "r")),
        new Plan(List.of("true"), "/", Map.of(), new byte[0], 1),
        "tester",
        START,
        END);
  }

  private ExecutionFinished ended(boolean signaled, int code, boolean timedOut) {
    return finished.of(
        command(),
        new ExecutionResult.Ended(
            signaled,
            code,
            timedOut,
            OUT,
            CapturedOutput.EMPTY,
            Duration.ofMillis(1),
            Duration.ofMillis(3),
            START),
        END);
  }

  private ExecutionFinished failed(ExecutionResult.Stage stage, long errno) {
    return finished.of(command(), new ExecutionResult.NotStartable(stage, errno, "why"), END);
  }

  @Test
  void anExitIsTheProgramsOwn() {
    ExecutionFinished event = ended(false, 3, false);

    assertThat(event.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(event.exitCode()).isEqualTo(3);
    assertThat(event.signal()).isNull();
    assertThat(event.durationMicros()).isEqualTo(3_000);
    assertThat(event.stdoutTruncated()).isTrue();
    assertThat(event.startedAt()).isEqualTo(START);
    assertThat(event.at()).isEqualTo(END);
  }

  @Test
  void aSignalIs128MoreAndATimeOutIsSaidToBeOne() {
    assertThat(ended(true, 15, false).outcome()).isEqualTo(Outcome.SIGNALED);
    assertThat(ended(true, 15, false).exitCode()).isEqualTo(143);
    assertThat(ended(true, 15, false).signal()).isEqualTo(15);
    assertThat(ended(true, 9, true).outcome()).isEqualTo(Outcome.TIMED_OUT);
  }

  @Test
  void whatNeverStartedHasThePosixCodes() {
    assertThat(failed(ExecutionResult.Stage.EXEC, 2).exitCode()).isEqualTo(127);
    assertThat(failed(ExecutionResult.Stage.EXEC, 13).exitCode()).isEqualTo(126);
    assertThat(failed(ExecutionResult.Stage.CWD, 2).exitCode()).isEqualTo(126);
    assertThat(failed(ExecutionResult.Stage.ORDER, 0).exitCode()).isEqualTo(126);
    assertThat(failed(ExecutionResult.Stage.CWD, 2).outcome()).isEqualTo(Outcome.FAILED_TO_START);
    assertThat(failed(ExecutionResult.Stage.FULL, 11).outcome()).isEqualTo(Outcome.NOT_STARTED);
    assertThat(failed(ExecutionResult.Stage.FORK, 11).outcome()).isEqualTo(Outcome.NOT_STARTED);
  }

  @Test
  void whatWasLostIsUnknownAndKeepsWhatHadArrived() {
    ExecutionFinished event =
        finished.of(
            command(),
            new ExecutionResult.Lost("it died", START, OUT, OUT, Duration.ofMillis(5)),
            END);

    assertThat(event.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(event.exitCode()).isNull();
    assertThat(event.stdout()).containsExactly(1);
    assertThat(event.detail()).contains("it died", "cannot be known");
  }
}
