package dev.lasso.audit.domain;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names in a log's directory. A segment is named by the seq of its first entry: 20 digits and
 * {@code .jsonl}.
 */
final class SegmentFiles {
  static final String HEAD = "head";
  static final String LOCK = "lock";
  static final String QUARANTINE = "quarantine";

  static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Two zeros: so that every name is a long, and no log will see the day that it needs more. */
  private static final Pattern NAME = Pattern.compile("(00\\d{18})\\.jsonl");

  private SegmentFiles() {}

  /**
   * A segment.
   *
   * @param path where
   * @param firstSeq as its name says
   */
  record Segment(Path path, long firstSeq) {}

  /** The segment that begins with this entry. */
  static Segment segment(Path directory, long firstSeq) {
    return new Segment(directory.resolve("%020d.jsonl".formatted(firstSeq)), firstSeq);
  }

  /** All segments, by age; files with other names are left to the verifier to complain about. */
  static List<Segment> list(Path directory) throws IOException {
    List<Segment> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
          found.add(new Segment(file, Long.parseLong(name.group(1))));
        }
      }
    }
    found.sort(Comparator.comparingLong(Segment::firstSeq));
    return found;
  }

  /** Makes names that were added to or taken from a directory survive a power failure. */
  static void syncDirectory(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
