package dev.lasso.policy.value;

import dev.lasso.policy.value.Location.Anywhere;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Piece.Hole;
import dev.lasso.policy.value.Piece.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a path leads in the sandbox: resolved as the kernel does it, component by component,
 * through the links that are known (those of the image, and those that the same line makes).
 */
public final class Paths {
  private static final int MAX_LINKS = 40;

  /** Links that the images have. */
  private static final Map<String, String> SYSTEM_LINKS =
      Map.ofEntries(
          Map.entry("/bin", "/usr/bin"),
          Map.entry("/sbin", "/usr/sbin"),
          Map.entry("/lib", "/usr/lib"),
          Map.entry("/lib64", "/usr/lib64"),
          Map.entry("/var/run", "/run"),
          Map.entry("/var/lock", "/run/lock"),
          Map.entry("/dev/fd", "/proc/self/fd"),
          Map.entry("/dev/stdin", "/proc/self/fd/0"),
          Map.entry("/dev/stdout", "/proc/self/fd/1"),
          Map.entry("/dev/stderr", "/proc/self/fd/2"),
          Map.entry("/dev/core", "/proc/kcore"),
          Map.entry("/etc/mtab", "/proc/self/mounts"),
          Map.entry("/proc/mounts", "/proc/self/mounts"),
          Map.entry("/proc/net", "/proc/self/net"),
          Map.entry("/proc/thread-self", "/proc/self"),
          Map.entry("/proc/self/root", "/"));

  private static final int LONGEST_SYSTEM_LINK =
      SYSTEM_LINKS.keySet().stream().mapToInt(String::length).max().orElseThrow();

  /** {@code /proc/ID/root}; no process has a longer number. */
  private static final int LONGEST_PROCESS_LINK = 32;

  private Paths() {}

  /** The place of a path, beginning at a directory where it is relative. */
  public static Location locate(Field path, Location directory, Links links) {
    if (path.many()) {
      return new Anywhere();
    }
    String known = path.text();
    if (known != null && directory instanceof At(String base)) {
      Walk walk = new Walk(base, base, links);
      walk.follow(known);
      return walk.lost ? new Anywhere() : new At(walk.path());
    }
    return new Steps(directory, links).walk(path);
  }

  /** The normal form of a known absolute path, through the links of the image. */
  public static String normal(String path) {
    return new Walk("/", "/", Links.NONE).follow(path);
  }

  /** Whether a path is a directory or lies beneath it. */
  public static boolean isBeneath(String path, String directory) {
    return directory.equals("/")
        || (path.startsWith(directory)
            && (path.length() == directory.length() || path.charAt(directory.length()) == '/'));
  }

  /** Walks a known path. */
  private static final class Walk {
    private final String working;
    private final Links links;
    private final StringBuilder at = new StringBuilder();
    private int followed;

    /** Whether it went through a link of which nobody knows where it leads. */
    private boolean lost;

    Walk(String start, String working, Links links) {
      this.working = working;
      this.links = links;
      at.append(start.equals("/") ? "" : start);
    }

    String follow(String path) {
      int i = 0;
      if (path.startsWith("/")) {
        at.setLength(0);
      }
      while (i < path.length()) {
        int slash = path.indexOf('/', i);
        int end = slash < 0 ? path.length() : slash;
        step(path, i, end);
        i = end + 1;
      }
      return path();
    }

    String path() {
      return at.isEmpty() ? "/" : at.toString();
    }

    void step(String name) {
      step(name, 0, name.length());
    }

    /** Takes the name that lies there in a path, of which there can be very many. */
    private void step(String path, int start, int end) {
      int length = end - start;
      boolean dot = length > 0 && path.charAt(start) == '.';
      if (length == 0 || (dot && length == 1)) {
        return;
      }
      if (dot && length == 2 && path.charAt(start + 1) == '.') {
        at.setLength(Math.max(0, at.lastIndexOf("/")));
        return;
      }
      int parent = at.length();
      at.append('/').append(path, start, end);
      String target = isLong() ? null : target(at.toString());
      lost |=
          !links.isEmpty()
              && (links.anyLength() || !isLong())
              && links.leadsAnywhere(at.toString());
      if (target != null && ++followed <= MAX_LINKS) {
        at.setLength(parent);
        links.follow(target);
        follow(target);
      }
    }

    /** Whether it is longer than the name of any link. */
    private boolean isLong() {
      int length = at.length();
      return length > LONGEST_SYSTEM_LINK
          && !links.hasLength(length)
          && (length > LONGEST_PROCESS_LINK || at.charAt(1) != 'p');
    }

    private @org.jspecify.annotations.Nullable String target(String path) {
      String made = links.isEmpty() ? null : links.get(path);
      if (made != null) {
        return made;
      }
      if (path.startsWith("/proc/")) {
        String process = path.substring("/proc/".length());
        int slash = process.indexOf('/');
        String id = slash < 0 ? process : process.substring(0, slash);
        if (slash > 0 && process.substring(slash).equals("/cwd")) {
          // that of another process may be any
          return id.equals("self") ? working : "/";
        }
        if (slash > 0 && process.substring(slash).equals("/root")) {
          return "/";
        }
      }
      return SYSTEM_LINKS.get(path);
    }
  }

  /** Walks a path with holes, from a directory that may have some too. */
  private static final class Steps {
    private final String working;
    private final Links links;

    /** What is known for certain. */
    private Walk base;

    /** How many unknown names follow it. */
    private int unknown;

    /** Whether any number of names may follow. */
    private boolean deep;

    private boolean lost;

    Steps(Location directory, Links links) {
      this.links = links;
      switch (directory) {
        case At(String path) -> working = path;
        case Beneath(String path) -> {
          working = path;
          deep = true;
        }
        case Anywhere anywhere -> {
          working = "/";
          lost = true;
        }
      }
      base = new Walk(working, working, links);
    }

    Location walk(Field path) {
      List<Piece> component = new ArrayList<>();
      boolean first = true;
      if (path.prefix().startsWith("/")) {
        restart("/");
      }
      for (Piece piece : path.pieces()) {
        switch (piece) {
          case Text text -> {
            String[] names = text.text().split("/", -1);
            for (int i = 0; i < names.length; i++) {
              if (i > 0) {
                step(component);
                component.clear();
              }
              if (!names[i].isEmpty()) {
                component.add(new Text(names[i]));
              }
            }
          }
          case Hole hole -> {
            if (first && hole.shape() == Shape.IN_WORKSPACE) {
              restart("/workspace");
              deep = true;
            } else if (first && hole.shape() == Shape.IN_TMP) {
              restart("/tmp");
              deep = true;
            } else {
              component.add(hole);
            }
          }
        }
        first = false;
      }
      step(component);
      if (lost || base.lost) {
        return new Anywhere();
      }
      return deep || unknown > 0 ? new Beneath(base.path()) : new At(base.path());
    }

    private void restart(String directory) {
      base = new Walk(directory, working, links);
      unknown = 0;
      deep = false;
      lost = false;
    }

    private void step(List<Piece> component) {
      if (component.isEmpty()) {
        return;
      }
      if (component.size() == 1 && component.getFirst() instanceof Text(String name)) {
        stepKnown(name);
        return;
      }
      for (Piece piece : component) {
        if (piece instanceof Hole hole) {
          switch (hole.shape()) {
            case NUMBER, TOKEN -> {
              // a single name
            }
            // the pattern .* finds the directory above
            case NAME ->
                lost |=
                    component.getFirst() instanceof Text(String dots)
                        && dots.chars().allMatch(c -> c == '.');
            case BENEATH, TREE -> deep = true;
            case IN_WORKSPACE, IN_TMP -> deep = true;
            case ANY -> lost = true;
          }
        }
      }
      unknown++;
    }

    private void stepKnown(String name) {
      if (name.equals(".")) {
        return;
      }
      if (name.equals("..")) {
        if (deep) {
          // it may climb out of what is known
          lost = true;
        } else if (unknown > 0) {
          unknown--;
        } else {
          base.step("..");
        }
        return;
      }
      if (deep || unknown > 0) {
        unknown++;
      } else {
        base.step(name);
      }
    }
  }
}
