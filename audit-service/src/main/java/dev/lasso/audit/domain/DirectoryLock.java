package dev.lasso.audit.domain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held by the one writer of a log for as long as its process lives; the operating system lets go of
 * it when the process dies, however it dies.
 *
 * <p>POSIX locks have a trap: closing <i>any</i> descriptor of the file lets go of the process's
 * lock on it. So within the process the claim is kept in a table, and nobody who has no claim opens
 * the file. Nothing else may open it in this process.
 */
public final class DirectoryLock implements AutoCloseable {
  private static final Map<Object, String> CLAIMED = new ConcurrentHashMap<>();
  private static final int MAX_HOLDER_BYTES = 256;

  private final Object directoryKey;
  private final FileChannel channel;
  private final FileLock lock;

  private DirectoryLock(Object directoryKey, FileChannel channel, FileLock lock) {
    this.directoryKey = directoryKey;
    this.channel = channel;
    this.lock = lock;
  }

  /** What an attempt came to. */
  public sealed interface Attempt {
    /** It is ours until it is closed. */
    record Taken(DirectoryLock lock) implements Attempt {}

    /**
     * Somebody else has it.
     *
     * @param holder who, as they said when they took it
     */
    record HeldBy(String holder) implements Attempt {}
  }

  /**
   * Tries once, without waiting.
   *
   * @param holder who we are, for others to read: at most 256 bytes
   */
  public static Attempt tryTake(Path directory, String holder) throws IOException {
    Object key = keyOf(directory);
    String other = CLAIMED.putIfAbsent(key, holder);
    if (other != null) {
      return new Attempt.HeldBy(other);
    }
    boolean taken = false;
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              directory.resolve(SegmentFiles.LOCK),
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              SegmentFiles.PRIVATE_FILE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        return new Attempt.HeldBy(readHolder(channel));
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
      taken = true;
      return new Attempt.Taken(new DirectoryLock(key, channel, lock));
    } finally {
      if (!taken) {
        if (channel != null) {
          channel.close();
        }
        CLAIMED.remove(key);
      }
    }
  }

  /** Refuses to be the lock of another directory, or one that was given up. */
  void requireFor(Path directory) throws IOException {
    if (!lock.isValid() || !keyOf(directory).equals(directoryKey)) {
      throw new IllegalStateException("the lock is not held on " + directory);
    }
  }

  /** Device and inode: the same for every path that leads there. */
  private static Object keyOf(Path directory) throws IOException {
    Object key = Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    return Objects.requireNonNullElseGet(key, directory::toAbsolutePath);
  }

  private static String readHolder(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MAX_HOLDER_BYTES);
    channel.read(text, 0);
    String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
    return holder.isEmpty() ? "another process" : holder;
  }

  /** A second call does nothing: by then the claim may be somebody else's. */
  @Override
  public void close() throws IOException {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close(); // and lets go of the lock with it
    } finally {
      CLAIMED.remove(directoryKey);
    }
  }
}
