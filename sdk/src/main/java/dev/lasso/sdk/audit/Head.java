package dev.lasso.sdk.audit;

import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The file that says, under the log's MAC, how far the log goes. */
sealed interface Head {
  int MAX_BYTES = 1 << 10;

  /**
   * What it says.
   *
   * @param logId of which log
   * @param seq an entry that is there, and at most a few after it
   * @param hash hex SHA-256 of that entry's line
   */
  record Mark(String logId, long seq, String hash) implements Head {}

  /** It says nothing that could be relied on. */
  record Unusable(String problem) implements Head {}

  /** There is none that has to do with what is verified. */
  record None() implements Head {}

  /** Its only line, without the MAC. */
  record Body(String head, String logId, String hash) {}

  /** Whether it knows that this log has this entry. */
  default boolean knowsOf(@Nullable String log, long entry) {
    return this instanceof Mark mark && mark.logId().equals(log) && mark.seq() >= entry;
  }

  static Path in(Path directory) {
    return directory.resolve("head");
  }

  /**
   * Reads it, again and again while it is just being written: that is done in place. Must be read
   * before the segments, for it is written after them: then nothing it speaks of can be missing
   * there.
   */
  static Head read(Path directory, AuditKey key, Patience patience) throws IOException {
    while (true) {
      Head head = readOnce(in(directory), key);
      if (head instanceof Mark || !patience.pause()) {
        return head;
      }
    }
  }

  private static Head readOnce(Path file, AuditKey key) throws IOException {
    byte[] content;
    try {
      if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
        return new Unusable("is not a file");
      }
      try (var in = Files.newInputStream(file)) {
        content = in.readNBytes(MAX_BYTES + 1);
      }
    } catch (NoSuchFileException e) {
      return new Unusable("is missing, so entries may have been cut off");
    }
    if (content.length > MAX_BYTES || content.length == 0 || content[content.length - 1] != '\n') {
      return new Unusable("is not one line");
    }
    try {
      byte[] body = key.open(Arrays.copyOf(content, content.length - 1));
      Body says = Wire.decode(Body.class, body);
      return new Mark(says.logId(), Long.parseLong(says.head()), says.hash());
    } catch (IllegalArgumentException e) {
      return new Unusable("is not authentic: " + e.getMessage());
    } catch (Wire.MalformedRecordException e) {
      return new Unusable("is authentic, but it is no head");
    }
  }
}
