package dev.lasso.runner.domain;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The environment of a sandbox's commands.
 *
 * @param variables what every command gets
 * @param searchPath where programs are looked up; only the image and the profile decide on it, so
 *     that no caller changes which program the gate approved
 */
public record CommandEnvironment(Map<String, String> variables, List<String> searchPath) {
  private static final String PATH = "PATH";
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final int MAX_DIRECTORIES = 64;
  private static final Map<String, String> FIXED =
      Map.of("HOME", "/home/agent", "USER", "agent", "LOGNAME", "agent", "LANG", "C.UTF-8");

  /** Later ones win: the image's, ours, the profile's, the sandbox's. */
  public static CommandEnvironment of(
      Map<String, String> image, Map<String, String> profile, Map<String, String> sandbox) {
    Map<String, String> all = new HashMap<>(Map.of(PATH, DEFAULT_PATH));
    all.putAll(image);
    all.putAll(FIXED);
    all.putAll(profile);
    List<String> search =
        Stream.of(Objects.requireNonNullElse(all.get(PATH), DEFAULT_PATH).split(":", -1))
            .filter(directory -> directory.startsWith("/"))
            .limit(MAX_DIRECTORIES)
            .toList();
    all.putAll(sandbox);
    return new CommandEnvironment(Map.copyOf(all), search);
  }
}
