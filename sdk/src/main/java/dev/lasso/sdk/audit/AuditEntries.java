package dev.lasso.sdk.audit;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Wire;
import dev.lasso.sdk.audit.LogFiles.Segment;
import dev.lasso.sdk.audit.SegmentReader.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the entries of an audit log, to be worked with. Reading proves nothing: verify first, and
 * read no further than what was verified. Memory is constant; it blocks. Any thread.
 */
public final class AuditEntries {

  private AuditEntries() {}

  /**
   * What a reading found besides entries.
   *
   * @param entries how many there were
   * @param unreadable lines that are no entry; the rest of a file after a line that is too long is
   *     one
   */
  public record Read(long entries, long unreadable) {}

  /**
   * Reads a log's directory, or one segment or a copy of one, in order.
   *
   * @param lastSeq entries after this one are left out; {@link Long#MAX_VALUE} for all
   * @param entries is given each
   * @throws IOException when it can't be read
   */
  public static Read read(Path fileOrDirectory, long lastSeq, Consumer<AuditAppended> entries)
      throws IOException {
    List<Path> files =
        Files.isDirectory(fileOrDirectory)
            ? LogFiles.in(fileOrDirectory).segments().stream().map(Segment::path).toList()
            : List.of(fileOrDirectory);
    long read = 0;
    long unreadable = 0;
    for (Path file : files) {
      try (SegmentReader lines = new SegmentReader(file)) {
        boolean more = true;
        while (more) {
          switch (lines.next()) {
            case Line.Whole(byte[] bytes) -> {
              AuditAppended entry = entry(bytes);
              if (entry == null) {
                unreadable++;
              } else if (entry.seq() <= lastSeq) {
                read++;
                entries.accept(entry);
              }
            }
            case Line.Incomplete(), Line.TooLong() -> {
              unreadable++;
              more = false;
            }
            case Line.End() -> more = false;
          }
        }
      }
    }
    return new Read(read, unreadable);
  }

  private static @Nullable AuditAppended entry(byte[] line) {
    try {
      return Wire.decode(AuditAppended.class, line);
    } catch (Wire.MalformedRecordException e) {
      return null;
    }
  }
}
