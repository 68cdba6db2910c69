package dev.lasso.sdk.audit;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * What stands in a log's directory.
 *
 * @param segments in the order of their entries
 * @param strays files that end like a segment's name and have none
 */
record LogFiles(List<Segment> segments, List<Path> strays) {
  private static final String SUFFIX = ".jsonl";
  private static final int DIGITS = 20;

  /**
   * A segment.
   *
   * @param path where
   * @param firstSeq as its name says
   */
  record Segment(Path path, long firstSeq) {}

  /**
   * Lists a directory to which segments may be added meanwhile. A listing has every file that was
   * there before it, but of those that are made during it perhaps a newer one without an older one
   * (POSIX, readdir). So it is listed twice, and what is newer than all of the first is left out.
   */
  static LogFiles in(Path directory) throws IOException {
    List<Segment> known = list(directory).segments();
    LogFiles now = list(directory);
    long newest = known.isEmpty() ? 0 : known.getLast().firstSeq();
    return new LogFiles(
        now.segments().stream().filter(segment -> segment.firstSeq() <= newest).toList(),
        now.strays());
  }

  private static LogFiles list(Path directory) throws IOException {
    List<Segment> segments = new ArrayList<>();
    List<Path> strays = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        OptionalLong firstSeq = firstSeq(file);
        if (firstSeq.isPresent()) {
          segments.add(new Segment(file, firstSeq.getAsLong()));
        } else if (file.toString().endsWith(SUFFIX)) {
          strays.add(file);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    segments.sort(Comparator.comparingLong(Segment::firstSeq));
    strays.sort(Comparator.naturalOrder());
    return new LogFiles(segments, strays);
  }

  /** The entry with which a file begins by its name: 20 digits; empty where it is no segment's. */
  static OptionalLong firstSeq(Path file) {
    String name = String.valueOf(file.getFileName());
    if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return OptionalLong.empty();
    }
    String digits = name.substring(0, DIGITS);
    if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      return OptionalLong.empty();
    }
    try {
      long seq = Long.parseLong(digits);
      return seq == 0 ? OptionalLong.empty() : OptionalLong.of(seq);
    } catch (NumberFormatException e) {
      return OptionalLong.empty(); // beyond 2^63
    }
  }

  /** Whether a segment of another name begins with this entry or a later one. */
  boolean goOnAfter(Path file, long firstSeq) {
    return segments.stream()
        .anyMatch(segment ->
            segment.firstSeq() >= firstSeq
                && !segment.path().getFileName().equals(file.getFileName()));
  }
}
