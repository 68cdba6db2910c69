package dev.lasso.audit.domain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * A log's files as they were at some moment, to be put back as a crash or somebody else left them.
 *
 * @param files by name relative to the directory
 */
record Snapshot(Map<String, byte[]> files) {

  static Snapshot of(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (var all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        files.put(directory.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return new Snapshot(files);
  }

  byte[] bytes(Path file) {
    byte[] found = files.get(file.getFileName().toString());
    if (found == null) {
      throw new AssertionError(file + " was not there");
    }
    return found;
  }

  Snapshot with(Path file, byte[] content) {
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.put(file.getFileName().toString(), content);
    return new Snapshot(changed);
  }

  Snapshot without(Path file) {
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.remove(file.getFileName().toString());
    return new Snapshot(changed);
  }

  /** Makes the directory what it was. */
  void restore(Path directory) throws IOException {
    try (var all = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        if (!file.equals(directory)) {
          Files.delete(file);
        }
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }
}
