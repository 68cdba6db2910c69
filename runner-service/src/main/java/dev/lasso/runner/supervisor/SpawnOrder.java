package dev.lasso.runner.supervisor;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One program to run.
 *
 * @param argv the words; the first is the program
 * @param cwd absolute working directory inside the sandbox
 * @param env its whole environment
 * @param searchPath absolute directories in which a program name without a slash is looked up,
 *     whatever {@code env} says
 * @param stdin bytes for its standard input; absent: nothing to read
 * @param timeout after which it is killed; positive
 */
public record SpawnOrder(
    List<String> argv,
    String cwd,
    Map<String, String> env,
    List<String> searchPath,
    byte @Nullable [] stdin,
    Duration timeout) {

  /** Keeps copies of the collections. */
  public SpawnOrder {
    argv = List.copyOf(argv);
    env = Map.copyOf(env);
    searchPath = List.copyOf(searchPath);
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a timeout is positive");
    }
  }
}
