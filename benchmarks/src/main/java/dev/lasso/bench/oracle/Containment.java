package dev.lasso.bench.oracle;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whether what happened is within what was predicted.
 *
 * <p>What is not held against a line: the toolchain and the files that any program looks at as it
 * starts; the programs that a program is known to be made of; the directories above a file that is
 * made; a file that is replaced by what is written in its place, also where the kernel refused
 * that; what the line itself has written, gone again; and scratch files: made where nothing was,
 * gone at the end, in /tmp or beside something that was predicted to be written.
 */
final class Containment {
  private static final Set<String> PROGRAM_DIRECTORIES =
      Set.of("/usr/bin", "/usr/sbin", "/bin", "/sbin");

  /** Programs that are made of others. */
  private static final Map<String, Set<String>> PARTS =
      Map.ofEntries(
          Map.entry("zgrep", Set.of("sh", "dash", "grep", "gzip")),
          Map.entry("egrep", Set.of("sh", "dash", "grep")),
          Map.entry("fgrep", Set.of("sh", "dash", "grep")),
          Map.entry("zcat", Set.of("sh", "dash", "gzip")),
          Map.entry("gunzip", Set.of("sh", "dash", "gzip")),
          Map.entry("tar", Set.of("sh", "dash", "gzip", "bzip2", "xz", "zstd")),
          Map.entry("zip", Set.of("sh", "dash", "unzip")),
          Map.entry("sort", Set.of("gzip")));

  /** Files that programs look at whatever they do. */
  private static final Set<String> AMBIENT =
      Set.of(
          "/etc/passwd",
          "/etc/group",
          "/etc/nsswitch.conf",
          "/etc/localtime",
          "/etc/ld.so.cache",
          "/proc/filesystems",
          "/proc/meminfo",
          "/proc/stat",
          "/proc/cpuinfo",
          "/proc/loadavg",
          "/proc/uptime");

  /**
   * Programs that the shell has built in; the gate follows them as such, also where it has no part.
   */
  private static final Set<String> BUILT_IN =
      Set.of("true", "false", "[", "test", "echo", "printf", "pwd", "kill");

  /** Settings in home that programs look for whatever they do. */
  private static final Map<String, Set<String>> SETTINGS =
      Map.of(
          "wget",
          Set.of("/home/agent/.netrc", "/home/agent/.wgetrc"),
          // a library that it is linked with looks for the machine's own name
          "curl",
          Set.of("/etc/hosts", "/etc/host.conf", "/etc/resolv.conf"));

  /** Programs that open what they look at, so that it is mounted, and read nothing of it. */
  private static final Set<String> OPENING = Set.of("df");

  /** Programs that show processes. */
  private static final Set<String> PROCESS_TOOLS = Set.of("ps", "pgrep", "pkill", "top");

  private final Prediction.Claimed predicted;
  private final Happened happened;
  private final Set<String> scratch;

  private Containment(Prediction.Claimed predicted, Happened happened) {
    this.predicted = predicted;
    this.happened = happened;
    this.scratch = scratch();
  }

  /** What happened beyond it. */
  static List<Event> beyond(Prediction.Claimed predicted, Happened happened) {
    Containment containment = new Containment(predicted, happened);
    List<Event> beyond = new ArrayList<>();
    for (Event event : happened.events()) {
      if (!containment.holds(event)) {
        beyond.add(event);
      }
    }
    return beyond;
  }

  private Set<String> scratch() {
    Set<String> made = new HashSet<>();
    Set<String> gone = new HashSet<>();
    for (Event event : happened.events()) {
      if (event.kind() == Event.Kind.MAKES && event.done()) {
        made.add(event.path());
      } else if (event.kind() == Event.Kind.DELETES && made.contains(event.path())) {
        gone.add(event.path());
      }
    }
    gone.removeIf(path -> !Paths.isBeneath(path, "/tmp") && !besideWritten(path));
    return gone;
  }

  /**
   * {@code ln -f} and {@code sed -i} make a file by a name of their own first: one that was not to
   * be.
   */
  private boolean isRefusedScratch(Event event) {
    int name = event.path().lastIndexOf('/') + 1;
    return !event.done()
        && ((predicted.runs().contains("ln") && event.path().startsWith("Cu", name))
            || (predicted.runs().contains("sed") && event.path().startsWith("sed", name)))
        && besideWritten(event.path());
  }

  private boolean besideWritten(String path) {
    String directory = parent(path);
    return predicted.writes().stream()
        .anyMatch(place ->
            covers(place, path)
                || (place instanceof At(String at) && parent(at).equals(directory)));
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  private boolean holds(Event event) {
    if (scratch.contains(event.path()) || isNoFile(event.path()) || isPipe(event)) {
      return true;
    }
    return switch (event.kind()) {
      case RUNS -> runs(event);
      case READS -> isAmbient(event.path()) || reads(event.path());
      case LISTS -> isAmbient(event.path()) || lists(event.path());
      // what is overwritten before it is deleted is no more than deleted
      case WRITES -> writes(event.path()) || deletes(event.path());
      case MAKES -> writes(event.path()) || isAboveWritten(event.path()) || isRefusedScratch(event);
      case DELETES -> deletes(event.path()) || isReplaced(event);
      case CONNECTS -> predicted.connects() || event.path().startsWith("unix /var/run/nscd/");
    };
  }

  /** What a process substitution is named by cannot be deleted. */
  private static boolean isPipe(Event event) {
    return event.kind() == Event.Kind.DELETES
        && !event.done()
        && ofItself(event.path()).startsWith("/proc/self/fd/");
  }

  private static boolean isNoFile(String path) {
    return path.startsWith("/memfd:")
        || Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")
            .contains(path);
  }

  private boolean isAmbient(String path) {
    return AMBIENT.contains(path)
        || path.startsWith("/usr/")
        || path.startsWith("/proc/sys/")
        || path.startsWith("/sys/")
        || isOwnProcess(path)
        || (path.startsWith("/proc") && predicted.runs().stream().anyMatch(PROCESS_TOOLS::contains))
        || predicted.runs().stream()
            .anyMatch(each -> SETTINGS.getOrDefault(each, Set.of()).contains(path))
        || (predicted.connects() && path.startsWith("/etc/"));
  }

  /** {@code /proc/12/maps} and the like; never what tells of variables or memory. */
  private static boolean isOwnProcess(String path) {
    return path.startsWith("/proc/")
        && path.length() > 6
        && Character.isDigit(path.charAt(6))
        && !path.endsWith("/environ")
        && !path.endsWith("/mem");
  }

  private boolean runs(Event event) {
    String called = event.path();
    String name = called.substring(called.lastIndexOf('/') + 1);
    String file = event.file().substring(event.file().lastIndexOf('/') + 1);
    if (called.equals("/usr/bin/bash") && predicted.plan().getFirst().equals("/bin/bash")) {
      return true;
    }
    if (!PROGRAM_DIRECTORIES.contains(parent(called))
        && !PROGRAM_DIRECTORIES.contains(parent(event.file()))) {
      // a script of the line's own: its text was judged, or the line makes no claim
      return predicted.writes().contains(new At(called));
    }
    return BUILT_IN.contains(name)
        || predicted.runs().contains(name)
        || predicted.runs().contains(file)
        || predicted.runs().stream()
            .anyMatch(each -> PARTS.getOrDefault(each, Set.of()).contains(name));
  }

  /**
   * Taken away for a new one by the same name, which does not follow where the kernel refused; or
   * its own: a backup that is put back.
   */
  private boolean isReplaced(Event event) {
    return writes(event.path())
        && (!event.done()
            || happened.events().stream()
                .anyMatch(other ->
                    other.path().equals(event.path())
                        && (other.kind() == Event.Kind.MAKES
                            || other.kind() == Event.Kind.WRITES)));
  }

  /** As a process names what is its own. */
  private static String ofItself(String path) {
    int id = "/proc/".length();
    int end = path.startsWith("/proc/") ? path.indexOf('/', id) : -1;
    return end > id && Character.isDigit(path.charAt(id))
        ? "/proc/self" + path.substring(end)
        : path;
  }

  private boolean reads(String named) {
    String path = ofItself(named);
    boolean opens = predicted.runs().stream().anyMatch(OPENING::contains);
    for (Effect.Reads reads : predicted.reads()) {
      if ((reads.content() || opens)
          && (covers(reads.location(), path) || covers(reads.location(), named))) {
        return true;
      }
    }
    // what is changed in place is read first, an archive by its whole name; what the line has made
    // is its own
    return predicted.writes().contains(new At(path))
        || predicted.writes().stream()
            .anyMatch(place -> place instanceof Beneath && covers(place, path))
        || (path.endsWith(".zip") && predicted.runs().contains("zip") && writes(path))
        || happened.events().contains(new Event(Event.Kind.MAKES, true, path, path));
  }

  private boolean lists(String path) {
    return predicted.reads().stream().anyMatch(reads -> covers(reads.location(), path))
        || writes(path)
        || deletes(path);
  }

  private boolean writes(String path) {
    return predicted.writes().stream().anyMatch(place -> covers(place, path));
  }

  private boolean isAboveWritten(String path) {
    return predicted.writes().stream()
        .anyMatch(place -> place instanceof At(String at) && Paths.isBeneath(at, path));
  }

  private boolean deletes(String path) {
    for (Effect.Deletes deletes : predicted.deletes()) {
      // a directory stands for all files in it, where a pattern or a list names them
      boolean same = deletes.location() instanceof At(String at) && Paths.isBeneath(path, at);
      boolean within =
          (deletes.recursive() || deletes.location() instanceof Beneath)
              && covers(deletes.location(), path);
      if (same || within) {
        return true;
      }
    }
    return false;
  }

  /** A place that is a directory stands for what is in it. */
  private static boolean covers(Location place, String path) {
    return switch (place) {
      case At(String at) -> Paths.isBeneath(path, at);
      case Beneath(String directory) -> Paths.isBeneath(path, directory);
      case Location.Anywhere anywhere -> true;
    };
  }
}
