package dev.lasso.kit;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process's settings, read from environment variables into typed values. A bad value is noted and
 * its fallback returned, so that {@link #check} can report every problem at once.
 *
 * <p>Used by one thread, while a process starts.
 */
public final class Settings {
  private final Map<String, String> env;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> env) {
    this.env = env;
  }

  /** Settings out of these variables. */
  public static Settings of(Map<String, String> env) {
    return new Settings(Map.copyOf(env));
  }

  /** A text that is not blank. */
  public String text(String name, String fallback) {
    return optionalText(name).orElse(fallback);
  }

  /** A text that may be absent; a blank one counts as absent. */
  public Optional<String> optionalText(String name) {
    return Optional.ofNullable(env.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  /** A whole number between {@code min} and {@code max}, both included. */
  public int number(String name, int fallback, int min, int max) {
    return (int) parse(name, fallback, min, max);
  }

  /** A span of time, written as whole milliseconds. */
  public Duration millis(String name, Duration fallback, Duration min, Duration max) {
    return Duration.ofMillis(parse(name, fallback.toMillis(), min.toMillis(), max.toMillis()));
  }

  private long parse(String name, long fallback, long min, long max) {
    @Nullable String text = optionalText(name).orElse(null);
    if (text == null) {
      return fallback;
    }
    try {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below, like a number out of range
    }
    report(name + " must be a whole number from " + min + " to " + max + ", not '" + text + "'");
    return fallback;
  }

  /** An absolute, normalized path. */
  public Path path(String name, Path fallback) {
    try {
      return Path.of(text(name, fallback.toString())).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      report(name + " is not a path: " + e.getMessage());
      return fallback;
    }
  }

  /** {@code true}/{@code 1}/{@code yes} or {@code false}/{@code 0}/{@code no}. */
  public boolean flag(String name, boolean fallback) {
    String text = text(name, Boolean.toString(fallback)).toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> {
        report(name + " must be true or false, not '" + text + "'");
        yield fallback;
      }
    };
  }

  /** The directory of all state: {@code LASSO_HOME}, or {@code ~/.lasso}. */
  public LassoHome home() {
    String userHome = env.getOrDefault("HOME", System.getProperty("user.home", "."));
    return new LassoHome(path("LASSO_HOME", Path.of(userHome, ".lasso")));
  }

  /** Notes a problem that {@link #check} will report. */
  public void report(String problem) {
    problems.add(problem);
  }

  /**
   * Ends the reading.
   *
   * @throws SettingsException with every problem there was
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
  }
}
