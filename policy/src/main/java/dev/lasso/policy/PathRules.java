package dev.lasso.policy;

import dev.lasso.contracts.Profile;
import dev.lasso.policy.text.Shown;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Secrets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What may be done with a place in the sandbox's file system. */
final class PathRules {
  private static final String WORKSPACE = "/workspace";
  private static final String HOME = "/home/agent";

  /** Files that are no storage. */
  private static final Set<String> DEVICES =
      Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty");

  /** Names in a workspace that tools read their settings from, some of which name programs. */
  private static final Set<String> TOOL_SETTINGS =
      Set.of(
          ".npmrc",
          ".yarnrc",
          ".yarnrc.yml",
          ".pnpmfile.cjs",
          ".envrc",
          ".gitattributes",
          ".gitmodules",
          ".lldbinit",
          ".gdbinit",
          ".wgetrc",
          ".curlrc",
          ".netrc",
          ".inputrc");

  /** Directories in a workspace whose files programs run or obey. */
  private static final List<String> TOOL_DIRECTORIES =
      List.of(
          "/workspace/.claude",
          "/workspace/.cursor",
          "/workspace/.gemini",
          "/workspace/.codex",
          "/workspace/.vscode",
          "/workspace/.idea",
          "/workspace/.devcontainer");

  private final List<String> read;
  private final List<String> write;
  private final List<String> deny;

  PathRules(Profile profile) {
    this.read = normal(profile.paths().read());
    this.write = normal(profile.paths().write());
    this.deny = normal(profile.paths().deny());
  }

  private static List<String> normal(List<String> roots) {
    return roots.stream()
        .map(root -> root.startsWith("~") ? HOME + root.substring(1) : root)
        .map(Paths::normal)
        .toList();
  }

  private static boolean isIn(String path, List<String> roots) {
    for (String root : roots) {
      if (Paths.isBeneath(path, root)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOpenFile(String path) {
    return path.startsWith("/proc/self/fd/") && path.indexOf('/', "/proc/self/fd/".length()) < 0;
  }

  Judgement read(Location location, boolean content) {
    return switch (location) {
      case At(String path) -> readAt(path, content);
      case Beneath(String directory) ->
          isIn(directory, read) && !isIn(directory, deny)
              ? allowed("path.read", directory)
              : outside(directory, content);
      case Location.Anywhere anywhere ->
          Judgement.ask("path.unknown", "which file is read is only known when it runs");
    };
  }

  private Judgement readAt(String path, boolean content) {
    if (DEVICES.contains(path) || isOpenFile(path)) {
      return allowed("path.read", path);
    }
    boolean own = Paths.isBeneath(path, WORKSPACE) || Paths.isBeneath(path, "/tmp");
    if (isIn(path, read)
        && !isIn(path, deny)
        && (own
            || !content
            || !Secrets.isSecretFile(path)
            || path.startsWith("/usr/")
            || path.startsWith("/etc/ssl/certs"))) {
      return allowed("path.read", path);
    }
    return outside(path, content);
  }

  private static Judgement outside(String path, boolean content) {
    String shown = Shown.of(path);
    boolean home = path.startsWith("/home/") || Paths.isBeneath(path, "/root");
    if (Secrets.isSecretFile(path)
        || path.endsWith("/environ")
        || path.endsWith("/mem")
        || path.endsWith("/kcore")) {
      return Judgement.deny("path.secret", "'" + shown + "' holds secrets");
    }
    if (!content) {
      return home
          ? Judgement.deny(
              "path.looks-outside", "'" + shown + "' is outside what the profile lets be read")
          : Judgement.ask(
              "path.looks-outside", "'" + shown + "' is outside what the profile lets be read");
    }
    boolean system =
        path.startsWith("/etc/")
            || path.startsWith("/var/")
            || path.startsWith("/sys/")
            || path.startsWith("/proc/")
            || path.startsWith("/run/");
    return system
        ? Judgement.ask(
            "path.read-outside", "'" + shown + "' is outside what the profile lets be read")
        : Judgement.deny(
            "path.read-outside", "'" + shown + "' is outside what the profile lets be read");
  }

  private static Judgement allowed(String rule, String path) {
    return Judgement.allow(rule, "'" + Shown.of(path) + "' is within the profile's roots");
  }

  Judgement write(Location location) {
    return switch (location) {
      case At(String path) -> writeAt(path);
      case Beneath(String directory) ->
          isIn(directory, write) && !isIn(directory, deny)
              ? special(directory + "/")
              : Judgement.deny(
                  "path.write-outside",
                  "'" + Shown.of(directory) + "' is outside what the profile lets be written");
      case Location.Anywhere anywhere ->
          Judgement.ask("path.unknown", "which file is written is only known when it runs");
    };
  }

  private Judgement writeAt(String path) {
    if (DEVICES.contains(path) || isOpenFile(path)) {
      return allowed("path.write", path);
    }
    if (!isIn(path, write) || isIn(path, deny)) {
      return Judgement.deny(
          "path.write-outside",
          "'" + Shown.of(path) + "' is outside what the profile lets be written");
    }
    return special(path);
  }

  /** Files within the roots that make programs run later. */
  private static Judgement special(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int git = path.indexOf("/.git/");
    if (git >= 0 || path.endsWith("/.git")) {
      String inside = git < 0 ? "" : path.substring(git + "/.git/".length());
      boolean runs =
          inside.startsWith("hooks")
              || inside.endsWith("config")
              || inside.startsWith("config")
              || inside.startsWith("info/attributes")
              || inside.contains("/hooks/");
      return runs
          ? Judgement.deny("persistence.git", "'" + Shown.of(path) + "' has git run programs later")
          : Judgement.ask("path.git-internals", "'" + Shown.of(path) + "' is git's own");
    }
    if (TOOL_SETTINGS.contains(name.toLowerCase(Locale.ROOT)) || isIn(path, TOOL_DIRECTORIES)) {
      return Judgement.ask("path.tool-settings", "'" + Shown.of(path) + "' decides what tools run");
    }
    if (name.startsWith("-")) {
      return Judgement.ask(
          "path.looks-like-option",
          "a file named '" + Shown.of(name) + "' is taken for an option later");
    }
    return allowed("path.write", path);
  }

  Judgement delete(Location location, boolean recursive) {
    return switch (location) {
      case At(String path) -> deleteAt(path, recursive);
      case Beneath(String directory) -> {
        if (!isIn(directory, write) || isIn(directory, deny)) {
          yield destruction(directory);
        }
        yield special(directory + "/x");
      }
      case Location.Anywhere anywhere ->
          recursive
              ? Judgement.deny("destruction.unknown", "what is deleted is only known when it runs")
              : Judgement.ask("destruction.unknown", "what is deleted is only known when it runs");
    };
  }

  private Judgement deleteAt(String path, boolean recursive) {
    if (!isIn(path, write) || isIn(path, deny) || DEVICES.contains(path)) {
      return destruction(path);
    }
    for (String root : write) {
      // the root itself, or what has it beneath
      if (Paths.isBeneath(root, path)) {
        return recursive
            ? path.equals("/tmp")
                ? Judgement.ask("destruction.tmp", "all of /tmp would be deleted")
                : destruction(path)
            : Judgement.ask(
                "destruction.many", "every file in '" + Shown.of(path) + "' would be deleted");
      }
    }
    if (path.equals(WORKSPACE + "/.git")) {
      return Judgement.ask("destruction.history", "the repository's history would be deleted");
    }
    return deletable(path);
  }

  private static Judgement deletable(String path) {
    Judgement special = special(path);
    return special.rule().startsWith("persistence")
            || special.rule().equals("path.looks-like-option")
        ? allowed("path.delete", path)
        : special;
  }

  private static Judgement destruction(String path) {
    return Judgement.deny("destruction", "'" + Shown.of(path) + "' must not be deleted");
  }
}
