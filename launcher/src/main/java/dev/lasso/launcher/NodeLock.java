package dev.lasso.launcher;

import dev.lasso.kit.LassoHome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Held by the one node that runs over a {@code LASSO_HOME}; the kernel lets go of it when the
 * process ends, however it ends. The file {@code run/node.lock} names the process.
 */
final class NodeLock implements AutoCloseable {
  private final FileChannel channel;

  private NodeLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws IOException when another node has it, with its process id
   */
  static NodeLock take(LassoHome home) throws IOException {
    LassoHome.makePrivateDirectory(home.root());
    LassoHome.makePrivateDirectory(home.run());
    Path file = home.run().resolve("node.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      ByteBuffer pid = ByteBuffer.allocate(32);
      channel.read(pid, 0);
      channel.close();
      throw new IOException(
          "a node already runs over %s (process %s); stop it with `lasso down`"
              .formatted(
                  home.root(), StandardCharsets.US_ASCII.decode(pid.flip()).toString().strip()));
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)),
        0);
    return new NodeLock(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
