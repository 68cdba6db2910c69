package dev.lasso.bench.oracle;

import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.eval.Analysis;
import dev.lasso.policy.eval.Finding;
import dev.lasso.policy.eval.Lowering;
import dev.lasso.policy.value.Location;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the gate says of a line. */
sealed interface Prediction {

  /** Programs that do their work with others of their own, in directories of their own. */
  Set<String> WORKSHOPS =
      Set.of(
          "apt", "apt-get", "ar", "c++", "cargo", "cc", "clang", "cmake", "dpkg", "g++", "gcc",
          "git", "go", "gradle", "java", "javac", "jar", "ld", "make", "mvn", "ninja", "node",
          "npm", "npx", "perl", "pip", "pip3", "pnpm", "poetry", "pytest", "python", "python3",
          "ruby", "ruff", "rustc", "tsc", "uv", "yarn");

  /** It says that it can't say all, or refuses to: nothing can be held against it. */
  record Unclaimed(String why) implements Prediction {}

  /**
   * This and no more happens.
   *
   * @param plan what the runner executes
   */
  record Claimed(
      Verdict verdict,
      List<String> plan,
      Set<String> runs,
      List<Effect.Reads> reads,
      List<Location> writes,
      List<Effect.Deletes> deletes,
      boolean connects)
      implements Prediction {}

  /** By this gate's profile. */
  static Prediction of(String line, CommandGate gate) {
    Opinion opinion = gate.line(line, null, null, Map.of());
    if (opinion.script() == null) {
      return new Unclaimed(opinion.rule());
    }
    return switch (Analysis.ofLine(line, null, null, Map.of(), true)) {
      case Analysis.Refused refused -> new Unclaimed(refused.rule());
      case Analysis.Understood understood -> {
        String open = unclaimed(understood.findings());
        yield open == null ? claimed(opinion, understood, gate) : new Unclaimed(open);
      }
    };
  }

  private static @Nullable String unclaimed(List<Finding> findings) {
    for (Finding finding : findings) {
      boolean open =
          switch (finding.effect()) {
            case Effect.RunsCode code -> true;
            case Effect.Loads loads -> true;
            case Effect.Persists persists -> true;
            case Effect.Escalates escalates -> true;
            case Effect.Forbidden forbidden -> true;
            case Effect.Unsure unsure -> true;
            case Effect.SetsVariable sets -> true;
            // what those run or read is in no line
            case Effect.Questionable question ->
                question.what().contains("reads start files")
                    || question.what().contains("names a file or directory");
            case Effect.Runs runs -> false;
            case Effect.RunsThrough runs -> false;
            case Effect.Connects connects -> false;
            case Effect.Reads reads -> reads.location() instanceof Location.Anywhere;
            case Effect.Writes writes -> writes.location() instanceof Location.Anywhere;
            case Effect.Deletes deletes -> deletes.location() instanceof Location.Anywhere;
          };
      if (open) {
        return finding.effect().getClass().getSimpleName();
      }
    }
    return null;
  }

  private static Prediction claimed(
      Opinion opinion, Analysis.Understood understood, CommandGate gate) {
    Set<String> runs = new HashSet<>();
    List<Effect.Reads> reads = new ArrayList<>();
    List<Location> writes = new ArrayList<>();
    List<Effect.Deletes> deletes = new ArrayList<>();
    boolean connects = false;
    for (Finding finding : understood.findings()) {
      switch (finding.effect()) {
        case Effect.Runs effect -> runs.add(effect.program());
        case Effect.Reads effect -> reads.add(effect);
        case Effect.Writes effect -> writes.add(effect.location());
        case Effect.Deletes effect -> deletes.add(effect);
        case Effect.Connects effect -> connects = true;
        default -> {
          // no more is claimed by it
        }
      }
    }
    if (runs.stream().anyMatch(WORKSHOPS::contains)) {
      return new Unclaimed("a workshop");
    }
    if (opinion.verdict() == Verdict.DENY && !gate.profile().commands().list().containsAll(runs)) {
      return new Unclaimed("a program that is refused");
    }
    List<String> plan = Lowering.argv(java.util.Objects.requireNonNull(understood.script()));
    return new Claimed(opinion.verdict(), plan, runs, reads, writes, deletes, connects);
  }
}
