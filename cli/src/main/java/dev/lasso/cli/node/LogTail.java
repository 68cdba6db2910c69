package dev.lasso.cli.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The end of a log, from where it was when something began.
 *
 * @param file the log
 * @param from its length then
 */
public record LogTail(Path file, long from) {
  private static final int MAX_BYTES = 1 << 16;

  /** What is written from now on. */
  public static LogTail ofNow(Path file) {
    try {
      return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
    } catch (IOException e) {
      return new LogTail(file, 0);
    }
  }

  /** Its last lines; none where it can't be read. */
  public List<String> last(int lines) {
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      // shorter than it was: it was begun anew
      long start = Math.max(from > size ? 0 : from, size - MAX_BYTES);
      ByteBuffer bytes = ByteBuffer.allocate((int) (size - start));
      while (bytes.hasRemaining() && channel.read(bytes, start + bytes.position()) > 0) {
        // goes on
      }
      List<String> all =
          new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }
}
