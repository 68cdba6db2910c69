package dev.lasso.runner.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mounts this process sees (proc_pid_mountinfo(5)). */
final class MountTable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /**
   * Mount points at or below a directory, the innermost and latest first, so that they can be
   * unmounted in this order.
   */
  static List<Path> below(Path directory) throws IOException {
    if (!Files.exists(MOUNTINFO)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    for (String line : Files.readAllLines(MOUNTINFO, StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(" ", -1);
      if (fields.length > MOUNT_POINT) {
        Path point = Path.of(unescape(fields[MOUNT_POINT]));
        if (point.startsWith(directory)) {
          found.add(point);
        }
      }
    }
    return found.reversed();
  }

  /** Blanks, tabs, line feeds and backslashes are octal there; the bytes are UTF-8. */
  static String unescape(String field) {
    byte[] out = new byte[field.length()];
    int size = 0;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 3 < field.length()) {
        out[size++] = (byte) Integer.parseInt(field.substring(i + 1, i + 4), 8);
        i += 3;
      } else {
        out[size++] = (byte) c;
      }
    }
    return new String(out, 0, size, StandardCharsets.UTF_8);
  }
}
