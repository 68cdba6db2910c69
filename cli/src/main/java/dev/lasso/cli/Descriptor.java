package dev.lasso.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** What one of the standard descriptors is. */
enum Descriptor {
  /** A person sits there. */
  TERMINAL,
  /** Nothing comes from it: {@code /dev/null}, or it was closed. */
  NOTHING,
  /** A regular file: reading it ends. */
  FILE,
  /**
   * A pipe or a socket: reading it ends when all who can write have closed it, which may be never.
   */
  STREAM;

  /**
   * What the descriptor with that number is; by the links of proc(5), without which only a terminal
   * is told apart.
   */
  static Descriptor of(int number) {
    try {
      return ofTarget(Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString());
    } catch (IOException | UnsupportedOperationException e) {
      if (Files.isDirectory(Path.of("/proc/self/fd"))) {
        return NOTHING;
      }
      boolean terminal =
          Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent();
      return terminal ? TERMINAL : STREAM;
    }
  }

  static Descriptor ofTarget(String target) {
    if (target.equals("/dev/null")) {
      return NOTHING;
    }
    if (target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console")) {
      return TERMINAL;
    }
    if (!target.startsWith("/")) {
      return STREAM;
    }
    // whoever starts Java with a closed descriptor gets one of Java's own files in its place
    if (target.startsWith(System.getProperty("java.home", "/nonexistent"))) {
      return NOTHING;
    }
    try {
      // of a file that was removed, the name says so, and it isn't found: a shell's here-document,
      // for one
      return target.endsWith(" (deleted)") || Files.isRegularFile(Path.of(target)) ? FILE : STREAM;
    } catch (InvalidPathException e) {
      return STREAM;
    }
  }
}
