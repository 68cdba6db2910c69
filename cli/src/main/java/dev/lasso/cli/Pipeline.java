package dev.lasso.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Who writes to our standard input. In {@code slow | lasso exec ...} the writer is a process of our
 * own process group that is not one of our ancestors; an open pipe that some ancestor merely holds
 * is not a pipeline. Linux only (proc(5)); elsewhere nobody is found.
 */
final class Pipeline {
  private static final int GROUP_FIELD = 2;
  private static final int WRITES = 03;

  private Pipeline() {}

  /** Whether a process of our pipeline has the other end of our standard input open for writing. */
  static boolean writesToStdin() {
    try {
      String pipe = Files.readSymbolicLink(Path.of("/proc/self/fd/0")).toString();
      String group = groupOf(Path.of("/proc/self"));
      Set<String> family = new HashSet<>();
      for (ProcessHandle p = ProcessHandle.current(); p != null; p = p.parent().orElse(null)) {
        family.add(Long.toString(p.pid()));
      }
      try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
        for (Path process : processes) {
          if (!family.contains(String.valueOf(process.getFileName()))
              && group.equals(groupOf(process))
              && writes(process, pipe)) {
            return true;
          }
        }
      }
    } catch (IOException | UnsupportedOperationException e) {
      // no such proc: nothing is known
    }
    return false;
  }

  private static String groupOf(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
      // the fields after the name, which stands in parentheses and may hold any character: state,
      // parent, group
      return stat.substring(stat.lastIndexOf(')') + 2).split(" ", GROUP_FIELD + 2)[GROUP_FIELD];
    } catch (IOException | IndexOutOfBoundsException e) {
      return "";
    }
  }

  private static boolean writes(Path process, String pipe) {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        if (Files.readSymbolicLink(descriptor).toString().equals(pipe)
            && isWritable(process.resolve("fdinfo").resolve(descriptor.getFileName()))) {
          return true;
        }
      }
    } catch (IOException e) {
      // gone, or another user's
    }
    return false;
  }

  private static boolean isWritable(Path info) throws IOException {
    for (String line : Files.readAllLines(info, StandardCharsets.ISO_8859_1)) {
      if (line.startsWith("flags:")) {
        return (Integer.parseInt(line.substring("flags:".length()).strip(), 8) & WRITES) != 0;
      }
    }
    return false;
  }
}
