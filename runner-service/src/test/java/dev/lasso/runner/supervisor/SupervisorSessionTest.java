package dev.lasso.runner.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The session against the real supervisor, and against programs that are none. */
class SupervisorSessionTest {
  private static final ScheduledExecutorService TIMERS = Timers.create("test-timers");
  private static final List<String> PATH = List.of("/usr/bin", "/bin");
  private static final int LIMIT = 64 << 10;
  private final OutputBudget budget = new OutputBudget(64 << 20);
  private final List<AutoCloseable> opened = new ArrayList<>();

  @AfterAll
  static void stopTimers() {
    TIMERS.shutdownNow();
  }

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : opened) {
      one.close();
    }
  }

  private SupervisorSession open(LocalSupervisor supervisor, SessionLimits limits) {
    SupervisorSession session =
        new SupervisorSession(
            supervisor, limits, budget, TIMERS, Clock.systemUTC(), System::nanoTime);
    opened.add(() -> session.close("test over"));
    opened.add(supervisor);
    supervisor.start(session);
    return session;
  }

  private SupervisorSession running() throws Exception {
    SupervisorSession session = open(LocalSupervisor.real(), SessionLimits.of(8, LIMIT));
    session.ready().get(10, TimeUnit.SECONDS);
    return session;
  }

  @SuppressWarnings("NullAway") // it does not see @Nullable on an array of a record in a class file
  private static SpawnOrder order(byte @Nullable [] stdin, Duration timeout, String... argv) {
    return new SpawnOrder(
        Arrays.asList(argv), "/", Map.of("GREETING", "hello"), PATH, stdin, timeout);
  }

  private static SpawnOrder sh(String script) {
    return order(null, Duration.ofSeconds(20), "sh", "-c", script);
  }

  private static ExecutionResult await(CompletableFuture<ExecutionResult> result) throws Exception {
    return result.get(30, TimeUnit.SECONDS);
  }

  private static ExecutionResult.Ended run(SupervisorSession session, SpawnOrder order)
      throws Exception {
    ExecutionResult result = await(session.execute(order));
    assertThat(result).isInstanceOf(ExecutionResult.Ended.class);
    return (ExecutionResult.Ended) result;
  }

  @Test
  void outputExitCodeAndEnvironmentComeThrough() throws Exception {
    var ended = run(running(), sh("echo $GREETING; echo oops >&2; exit 3"));

    assertThat(ended.code()).isEqualTo(3);
    assertThat(ended.signaled()).isFalse();
    assertThat(ended.stdout().bytes()).asString(UTF_8).isEqualTo("hello\n");
    assertThat(ended.stderr().bytes()).asString(UTF_8).isEqualTo("oops\n");
  }

  @Test
  void megabytesOfStandardInputFlowThroughItsWindow() throws Exception {
    byte[] input = new byte[3 << 20];
    Arrays.fill(input, (byte) 'x');

    var ended = run(running(), order(input, Duration.ofSeconds(20), "wc", "-c"));

    assertThat(ended.stdout().bytes()).asString(UTF_8).isEqualTo(Integer.toString(3 << 20) + "\n");
  }

  @Test
  void outputBeyondTheLimitIsDiscardedAndSaidToBe() throws Exception {
    var ended = run(running(), sh("head -c 5000000 /dev/zero; echo end >&2"));

    assertThat(ended.code()).isZero();
    assertThat(ended.stdout().bytes()).hasSize(LIMIT);
    assertThat(ended.stdout().truncated()).isTrue();
    assertThat(ended.stderr().truncated()).isFalse();
    assertThat(budget.free()).as("all memory is given back").isEqualTo(64 << 20);
  }

  @Test
  void outputBeyondTheNodesBudgetIsDiscardedToo() throws Exception {
    OutputBudget small = new OutputBudget(1000);
    LocalSupervisor supervisor = LocalSupervisor.real();
    SupervisorSession session =
        new SupervisorSession(
            supervisor,
            SessionLimits.of(8, LIMIT),
            small,
            TIMERS,
            Clock.systemUTC(),
            System::nanoTime);
    opened.add(supervisor);
    supervisor.start(session);
    session.ready().get(10, TimeUnit.SECONDS);

    var ended = run(session, sh("head -c 5000 /dev/zero"));

    assertThat(ended.stdout().bytes().length).isLessThanOrEqualTo(1000);
    assertThat(ended.stdout().truncated()).isTrue();
    assertThat(small.free()).isEqualTo(1000);
  }

  @Test
  void aCommandWhoseTimeIsOverIsKilled() throws Exception {
    var ended = run(running(), order(null, Duration.ofMillis(100), "sleep", "60"));

    assertThat(ended.timedOut()).isTrue();
    assertThat(ended.duration()).isBetween(Duration.ofMillis(100), Duration.ofSeconds(3));
  }

  @Test
  void aSignalIsReported() throws Exception {
    var ended = run(running(), sh("kill -TERM $$"));

    assertThat(ended.signaled()).isTrue();
    assertThat(ended.code()).isEqualTo(15);
    assertThat(ended.timedOut()).isFalse();
  }

  @Test
  void whatCannotBeStartedSaysWhy() throws Exception {
    SupervisorSession session = running();

    assertThat(await(session.execute(order(null, Duration.ofSeconds(5), "no-such-program"))))
        .asInstanceOf(type(ExecutionResult.NotStartable.class))
        .matches(f -> f.stage() == ExecutionResult.Stage.EXEC && f.errno() == 2);
    assertThat(
            await(
                session.execute(
                    new SpawnOrder(
                        List.of("true"),
                        "/nowhere",
                        Map.of(),
                        PATH,
                        new byte[0],
                        Duration.ofSeconds(5)))))
        .asInstanceOf(type(ExecutionResult.NotStartable.class))
        .matches(f -> f.stage() == ExecutionResult.Stage.CWD && f.errno() == 2);
    assertThat(
            await(session.execute(order(null, Duration.ofSeconds(5), "echo", "x".repeat(300_000)))))
        .asInstanceOf(type(ExecutionResult.NotStartable.class))
        .matches(f -> f.stage() == ExecutionResult.Stage.ORDER);
    assertThat(await(session.execute(order(null, Duration.ofSeconds(5), "echo", "a\0b"))))
        .isInstanceOf(ExecutionResult.NotStartable.class);
    assertThat(run(session, sh("exit 0")).code()).as("the session goes on").isZero();
  }

  @Test
  void oneMoreThanTheMostIsRefusedAndNothingOfItRuns() throws Exception {
    SupervisorSession session = running();
    List<CompletableFuture<ExecutionResult>> busy = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      busy.add(session.execute(sh("sleep 60")));
    }

    assertThat(await(session.execute(sh("true")))).isInstanceOf(ExecutionResult.Refused.class);

    session.killAll();
    for (var one : busy) {
      assertThat(await(one))
          .asInstanceOf(type(ExecutionResult.Ended.class))
          .matches(e -> e.code() == 9);
    }
  }

  @Test
  void aSupervisorThatDiesLosesWhatRan() throws Exception {
    LocalSupervisor supervisor = LocalSupervisor.real();
    SupervisorSession session = open(supervisor, SessionLimits.of(8, LIMIT));
    session.ready().get(10, TimeUnit.SECONDS);
    var result = session.execute(sh("sleep 60"));

    supervisor.process().destroyForcibly();

    assertThat(await(result)).isInstanceOf(ExecutionResult.Lost.class);
    assertThat(session.ended().get(10, TimeUnit.SECONDS)).contains("ended");
    assertThat(await(session.execute(sh("true")))).isInstanceOf(ExecutionResult.Refused.class);
  }

  @Test
  void aSupervisorThatStopsAnsweringIsGivenUp() throws Exception {
    LocalSupervisor supervisor = LocalSupervisor.real();
    SessionLimits hasty =
        new SessionLimits(
            8,
            LIMIT,
            64 << 10,
            Duration.ofSeconds(10),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));
    SupervisorSession session = open(supervisor, hasty);
    session.ready().get(10, TimeUnit.SECONDS);

    new ProcessBuilder("kill", "-STOP", Long.toString(supervisor.process().pid()))
        .start()
        .waitFor();

    assertThat(session.ended().get(10, TimeUnit.SECONDS)).contains("does not answer");
  }

  @Test
  void aSilentSupervisorThatAnswersPingsIsKept() throws Exception {
    SessionLimits hasty =
        new SessionLimits(
            8,
            LIMIT,
            64 << 10,
            Duration.ofSeconds(10),
            Duration.ofMillis(20),
            Duration.ofMillis(400),
            Duration.ofSeconds(2));
    SupervisorSession session = open(LocalSupervisor.real(), hasty);
    session.ready().get(10, TimeUnit.SECONDS);

    var ended = run(session, order(null, Duration.ofSeconds(10), "sleep", "1"));

    assertThat(ended.code()).as("twice the pong timeout went by").isZero();
  }

  @Test
  void aProgramThatIsNoSupervisorIsGivenUpAtItsFirstBytes() throws Exception {
    SupervisorSession session =
        open(LocalSupervisor.of("cat", "/dev/urandom"), SessionLimits.of(8, LIMIT));

    assertThat(session.ended().get(10, TimeUnit.SECONDS)).contains("broke the supervisor protocol");
    assertThat(session.ready()).isCompletedExceptionally();
  }

  @Test
  void aProgramThatSaysNothingIsGivenUpInTime() throws Exception {
    SessionLimits hasty =
        new SessionLimits(
            8,
            LIMIT,
            64 << 10,
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofSeconds(2));
    SupervisorSession session = open(LocalSupervisor.of("sleep", "60"), hasty);

    assertThat(session.ended().get(10, TimeUnit.SECONDS)).contains("did not come up");
  }

  @Test
  void shutdownEndsTheSupervisorByItself() throws Exception {
    LocalSupervisor supervisor = LocalSupervisor.real();
    SupervisorSession session = open(supervisor, SessionLimits.of(8, LIMIT));
    session.ready().get(10, TimeUnit.SECONDS);

    session.shutdown();

    assertThat(supervisor.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(supervisor.process().exitValue()).isZero();
  }
}
