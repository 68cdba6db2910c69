package dev.lasso.cli.machine;

import dev.lasso.sdk.NodeHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything that a node needs of its machine. Changes nothing; takes at most some
 * seconds.
 */
public final class MachineCheck {
  private static final int JAVA = 25;
  private static final long MIB = 1 << 20;

  /** A node takes about 400 MiB, a small sandbox next to nothing. */
  private static final long MEMORY_NEEDED = 700 * MIB;

  private static final long MEMORY_COMFORTABLE = 2048 * MIB;
  private static final long DISK_NEEDED = 500 * MIB;

  /**
   * The built-in images take about 1 GiB, the engine's copies of them as much again while they are
   * built.
   */
  private static final long DISK_COMFORTABLE = 3072 * MIB;

  private MachineCheck() {}

  /** All findings, the worst not first but each at its place. */
  public static List<Finding> run(NodeHome home, Map<String, String> environment) {
    List<Finding> findings = new ArrayList<>();
    findings.add(system());
    findings.add(java());
    findings.addAll(EngineFindings.of(EngineProbe.ask(environment)));
    findings.add(memory());
    findings.add(home(home));
    findings.add(disk(home));
    return List.copyOf(findings);
  }

  private static Finding system() {
    String name = System.getProperty("os.name", "unknown");
    String found =
        name
            + " "
            + System.getProperty("os.version", "")
            + ", "
            + System.getProperty("os.arch", "")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors";
    return name.equals("Linux")
        ? Finding.ok("system", found)
        : Finding.warn(
            "system",
            found,
            "sandboxes run in the engine's virtual machine; gvisor and kata need Linux");
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    String found = "Java " + version + ", " + System.getProperty("java.home", "");
    return version >= JAVA
        ? Finding.ok("java", found)
        : Finding.missing("java", found, "install a JDK " + JAVA + " or newer, or set JAVA_HOME");
  }

  private static Finding memory() {
    OptionalLong available = availableMemory();
    if (available.isEmpty()) {
      return Finding.warn("memory", "can't tell", "a node takes about 400 MiB");
    }
    String found = mib(available.getAsLong()) + " free";
    if (available.getAsLong() < MEMORY_NEEDED) {
      return Finding.missing("memory", found, "a node needs " + mib(MEMORY_NEEDED) + " free");
    }
    return available.getAsLong() < MEMORY_COMFORTABLE
        ? Finding.warn("memory", found, "enough for a few small sandboxes")
        : Finding.ok("memory", found);
  }

  private static OptionalLong availableMemory() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"), StandardCharsets.US_ASCII)) {
        if (line.startsWith("MemAvailable:")) {
          String kib = line.substring("MemAvailable:".length()).replace("kB", "").strip();
          return OptionalLong.of(Long.parseLong(kib) * 1024);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // not a Linux
    }
    return OptionalLong.empty();
  }

  private static Finding home(NodeHome home) {
    Path there = existing(home.root());
    if (there == null || !Files.isWritable(there)) {
      return Finding.missing(
          "home",
          home.root() + " can't be written",
          "set LASSO_HOME to a directory of your own, or be the user it belongs to");
    }
    return Finding.ok("home", home.root() + (there.equals(home.root()) ? "" : " (will be made)"));
  }

  private static Finding disk(NodeHome home) {
    try {
      Path there = existing(home.root());
      long free = there == null ? 0 : Files.getFileStore(there).getUsableSpace();
      String found = mib(free) + " free at " + home.root();
      if (free < DISK_NEEDED) {
        return Finding.missing("disk", found, "make room: a node needs " + mib(DISK_NEEDED));
      }
      return free < DISK_COMFORTABLE
          ? Finding.warn("disk", found, "a first start, with its images, takes about 2 GiB")
          : Finding.ok("disk", found);
    } catch (IOException e) {
      return Finding.warn("disk", "can't tell", "a first start takes about 2 GiB");
    }
  }

  private static @Nullable Path existing(Path path) {
    Path there = path;
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    return there;
  }

  private static String mib(long bytes) {
    return bytes < 10L * 1024 * MIB
        ? bytes / MIB + " MiB"
        : String.format(Locale.ROOT, "%.0f GiB", bytes / (1024.0 * MIB));
  }
}
