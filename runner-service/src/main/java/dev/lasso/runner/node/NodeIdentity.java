package dev.lasso.runner.node;

import dev.lasso.contracts.Identifiers;
import dev.lasso.contracts.NodeId;
import dev.lasso.kit.LassoHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A node's id, which outlives the process, and the proof that no other process has it now: a lock
 * on a file that the kernel takes back when the process dies.
 */
public final class NodeIdentity implements AutoCloseable {
  private final NodeId id;
  private final FileChannel lockFile;

  private NodeIdentity(NodeId id, FileChannel lockFile) {
    this.id = id;
    this.lockFile = lockFile;
  }

  /**
   * Takes the id that is kept in this home, or makes one. Blocks.
   *
   * @throws IOException when another process has it, or it can't be read or kept; the message says
   *     what to do
   */
  public static NodeIdentity claim(LassoHome home, Identifiers identifiers) throws IOException {
    LassoHome.makePrivateDirectory(home.root());
    FileChannel channel =
        FileChannel.open(
            home.root().resolve("node-id.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
    try {
      if (tryLock(channel) == null) {
        throw new IOException(
            "another node runs in "
                + home.root()
                + ": stop it, or set LASSO_NODE_HOME to a directory of this node's own");
      }
      return new NodeIdentity(readOrMake(home.nodeId(), identifiers), channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // another node of this very process
    }
  }

  private static NodeId readOrMake(Path file, Identifiers identifiers) throws IOException {
    if (Files.exists(file)) {
      String text = Files.readString(file, StandardCharsets.UTF_8).strip();
      try {
        return new NodeId(text);
      } catch (IllegalArgumentException e) {
        throw new IOException(file + " does not hold a node's id; remove it to get a new one", e);
      }
    }
    NodeId fresh = identifiers.newNodeId();
    LassoHome.writePrivately(file, (fresh.value() + "\n").getBytes(StandardCharsets.UTF_8));
    return fresh;
  }

  /** Who this node is. */
  public NodeId id() {
    return id;
  }

  /** Lets another process have it. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
