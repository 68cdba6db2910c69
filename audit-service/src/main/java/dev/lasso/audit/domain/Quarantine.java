package dev.lasso.audit.domain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Keeps bytes that were cut off the log's end. They are moved here first, then cut, then recorded;
 * a file is {@code .pending} until its entry is in the log, so that a crash in between is made up
 * for.
 */
final class Quarantine {
  private static final Pattern PENDING = Pattern.compile("(\\d{20})-([0-9a-f]{64})\\.pending");

  private final Path log;
  private final Path directory;

  Quarantine(Path log) {
    this.log = log;
    this.directory = log.resolve(SegmentFiles.QUARANTINE);
  }

  /**
   * Bytes that were cut.
   *
   * @param pending where they are until that is recorded
   * @param kept where they are then
   * @param afterSeq the last entry before them
   * @param sha256 their digest, in hex
   * @param length how many
   */
  record Torn(Path pending, Path kept, long afterSeq, String sha256, long length) {}

  /** Moves what follows {@code end} here; when it returns the segment ends there, durably. */
  void cut(Path segment, long end, long afterSeq) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectory(directory, SegmentFiles.PRIVATE_DIRECTORY);
    }
    Path draft = directory.resolve("draft");
    MessageDigest digest = Sealer.newSha256();
    try (FileChannel from =
            FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileChannel to =
            FileChannel.open(
                draft,
                Set.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE),
                SegmentFiles.PRIVATE_FILE)) {
      ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
      for (long at = end; from.read(chunk.clear(), at) > 0; at += chunk.limit()) {
        chunk.flip();
        digest.update(chunk.duplicate());
        while (chunk.hasRemaining()) {
          to.write(chunk);
        }
      }
      to.force(true);
      String name =
          "%020d-%s.pending".formatted(afterSeq, HexFormat.of().formatHex(digest.digest()));
      Files.move(
          draft,
          directory.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      SegmentFiles.syncDirectory(directory);
      SegmentFiles.syncDirectory(log);
      from.truncate(end);
      from.force(true);
    }
  }

  /** What was cut and is not recorded yet. */
  List<Torn> pending() throws IOException {
    List<Torn> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files.sorted()::iterator) {
        Matcher name = PENDING.matcher(file.getFileName().toString());
        if (name.matches()) {
          String kept = file.getFileName().toString().replace(".pending", ".torn");
          found.add(
              new Torn(
                  file,
                  directory.resolve(kept),
                  Long.parseLong(name.group(1)),
                  name.group(2),
                  Files.size(file)));
        }
      }
    }
    return found;
  }

  /** It is in the log. */
  void recorded(Torn torn) throws IOException {
    Files.move(
        torn.pending(),
        torn.kept(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
