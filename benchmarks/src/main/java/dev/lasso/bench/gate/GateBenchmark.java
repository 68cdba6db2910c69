package dev.lasso.bench.gate;

import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One decision, by one thread that is warm. The peer is what many gates are: one regular expression
 * with the programs that may run, which understands nothing of their arguments.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 10, time = 4)
@Measurement(iterations = 5, time = 3)
@Fork(1)
@State(Scope.Benchmark)
public class GateBenchmark {
  private static final String PIPELINE =
      "git log --oneline -n 200 | grep -v 'merge' | awk '{print $2}' | sort | uniq -c";
  private static final long SPIN = 3_000;
  private static final Pattern ALLOWED =
      Pattern.compile(
          "(ls|cat|grep|git|awk|sort|uniq|head|sed)( [^|;&$`<>]*)?(\\|"
              + " ?(ls|cat|grep|git|awk|sort|uniq|head|sed)( [^|;&`<>]*)?)*");

  private final CommandGate gate = new CommandGate(Policy.of(BuiltInProfiles.named("development")));
  private final List<String> status = List.of("git", "status", "--short");
  private final List<String> list = List.of("ls", "-la", "src");

  /** {@code git status --short} as words. */
  @Benchmark
  public Opinion argvGitStatus() {
    return gate.words(status, null, null);
  }

  /** {@code ls -la src} as words. */
  @Benchmark
  public Opinion argvLs() {
    return gate.words(list, null, null);
  }

  /** The same as a line. */
  @Benchmark
  public Opinion lineLs() {
    return gate.line("ls -la src", null, null, Map.of());
  }

  /** Five commands. */
  @Benchmark
  public Opinion pipelineOfFive() {
    return gate.line(PIPELINE, null, null, Map.of());
  }

  /** The peer on the five commands. */
  @Benchmark
  public boolean pipelineOfFiveByPattern() {
    return ALLOWED.matcher(PIPELINE).matches();
  }

  /**
   * About as long as the five commands take, and nothing of ours: no allocation, no branch that
   * could be compiled anew. How far its p99 is from its p50 is the machine's doing.
   */
  @Benchmark
  public void spin() {
    Blackhole.consumeCPU(SPIN);
  }
}
