package dev.lasso.cli.node;

import dev.lasso.sdk.NodeHome;
import dev.lasso.sdk.RunningNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The live process of a home's node.
 *
 * @param process certainly that node's
 * @param node what it says of itself; empty while it starts or stops
 */
public record LocalNode(ProcessHandle process, Optional<RunningNode> node) {

  /**
   * The node that lives for this home. Its lock file names the process; after a kill -9 that may be
   * another program's by now, but that one does not hold the lock.
   */
  public static Optional<LocalNode> of(NodeHome home) {
    return holder(home)
        .map(process ->
            new LocalNode(process, home.node().filter(node -> node.pid() == process.pid())));
  }

  private static Optional<ProcessHandle> holder(NodeHome home) {
    try {
      String pid = Files.readString(home.lockFile(), StandardCharsets.ISO_8859_1).strip();
      return ProcessHandle.of(Long.parseLong(pid))
          .filter(Processes::isAlive)
          .filter(process -> isHeld(home));
    } catch (IOException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  // Asked only when the process it names lives: taking the lock for a moment can then hardly
  // disturb another's start.
  private static boolean isHeld(NodeHome home) {
    try (FileChannel channel = FileChannel.open(home.lockFile(), StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock == null;
    } catch (IOException e) {
      // not ours to open: another user's node
      return true;
    }
  }
}
