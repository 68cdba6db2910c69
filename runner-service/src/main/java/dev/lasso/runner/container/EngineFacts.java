package dev.lasso.runner.container;

import dev.lasso.contracts.Isolation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an engine says of itself.
 *
 * @param name such as {@code Docker}
 * @param version its version
 * @param apiVersion such as {@code 1.41}
 * @param runtimes names under which containers can be run
 * @param processors how many containers can have
 * @param dataRoot where it keeps its state; absent where it does not say
 * @param runcVersion of the default runtime, as it says; absent where there is no runc
 * @param runcBuild the distribution's or source's mark of that build
 */
public record EngineFacts(
    String name,
    String version,
    String apiVersion,
    NavigableSet<String> runtimes,
    int processors,
    @Nullable Path dataRoot,
    @Nullable String runcVersion,
    @Nullable String runcBuild) {

  private static final List<String> KATA = List.of("kata", "kata-runtime", "io.containerd.kata.v2");

  /** Since API 1.41 a container can have a cgroup namespace of its own. */
  public boolean hasPrivateCgroups() {
    String[] parts = apiVersion.split("\\.", -1);
    try {
      int major = Integer.parseInt(parts[0]);
      return major > 1 || (parts.length > 1 && Integer.parseInt(parts[1]) >= 41);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /**
   * The runtime that isolates so; empty for the engine's default.
   *
   * @throws EngineException when the engine has none: it is never replaced by a weaker one
   */
  public Optional<String> runtimeFor(Isolation isolation) {
    return switch (isolation) {
      case CONTAINER -> Optional.empty();
      case GVISOR -> {
        if (!runtimes.contains("runsc")) {
          throw new EngineException(
              "isolation gvisor needs the runtime 'runsc', which the engine does not have: install"
                  + " gVisor and run 'runsc install', then restart the engine; or ask for isolation"
                  + " container");
        }
        yield Optional.of("runsc");
      }
      case KATA ->
          Optional.of(
              KATA.stream()
                  .filter(runtimes::contains)
                  .findFirst()
                  .orElseThrow(() ->
                      new EngineException(
                          "isolation kata needs one of the runtimes "
                              + String.join(", ", KATA)
                              + ", and the engine has none: install Kata Containers (the"
                              + " machine must offer hardware virtualization) and register it"
                              + " with the engine, or ask for another isolation")));
    };
  }

  /** The isolations that can be had. */
  public List<String> isolations() {
    List<String> all = new ArrayList<>(List.of(Isolation.CONTAINER.label()));
    if (runtimes.contains("runsc")) {
      all.add(Isolation.GVISOR.label());
    }
    if (KATA.stream().anyMatch(runtimes::contains)) {
      all.add(Isolation.KATA.label());
    }
    return all;
  }
}
