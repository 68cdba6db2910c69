package dev.lasso.runner.domain;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which directories of a host may become a workspace. Judges real paths only: whoever asks has
 * resolved every symbolic link.
 *
 * @param privateTrees directories that nobody may get at through a sandbox, such as the node's own
 *     state or the engine's
 */
public record WorkspaceRules(List<Path> privateTrees) {
  private static final Set<String> SYSTEM_TREES =
      Set.of(
          "/etc",
          "/usr",
          "/bin",
          "/sbin",
          "/lib",
          "/lib32",
          "/lib64",
          "/libx32",
          "/boot",
          "/dev",
          "/proc",
          "/sys",
          "/run",
          "/var/lib",
          "/var/run",
          "/var/log",
          "/var/lock",
          "/var/cache",
          "/var/spool",
          "/var/mail",
          "/var/backups",
          "/lost+found");

  /** Directories that belong to the system themselves, while those in them are people's. */
  private static final Set<String> SYSTEM_ROOTS =
      Set.of("/", "/root", "/home", "/var", "/var/tmp", "/tmp", "/opt", "/srv", "/mnt", "/media");

  /** Directories in which programs keep credentials, wherever they are; another node's home too. */
  private static final Set<String> SECRET_NAMES =
      Set.of(".ssh", ".gnupg", ".aws", ".azure", ".kube", ".docker", ".lasso", ".password-store");

  /** Keeps a copy. */
  public WorkspaceRules {
    privateTrees = List.copyOf(privateTrees);
  }

  /** Why not, as a sentence for people; empty when it may. */
  public Optional<String> refuse(Path real) {
    if (!real.isAbsolute() || !real.equals(real.normalize())) {
      return Optional.of("a working directory is an absolute path");
    }
    if (SYSTEM_ROOTS.contains(real.toString()) || isInSystem(real)) {
      return Optional.of(
          real
              + " belongs to the system and is never given to a sandbox; use a directory of a"
              + " project");
    }
    for (Path name : real) {
      if (SECRET_NAMES.contains(name.toString())) {
        return Optional.of(
            real + " is where keys are kept (" + name + "), which no sandbox may see");
      }
    }
    for (Path tree : privateTrees) {
      if (real.startsWith(tree)) {
        return Optional.of(real + " is inside " + tree + ", which no sandbox may see");
      }
      if (tree.startsWith(real)) {
        return Optional.of(
            real + " contains " + tree + ", which no sandbox may see; use a directory below it");
      }
    }
    return Optional.empty();
  }

  private static boolean isInSystem(Path real) {
    for (int names = 1; names <= Math.min(2, real.getNameCount()); names++) {
      String ancestor = "/" + real.subpath(0, names);
      if (SYSTEM_TREES.contains(ancestor)) {
        return true;
      }
    }
    return false;
  }
}
