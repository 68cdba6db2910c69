package dev.lasso.kit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The directory that holds everything of a node, and the names in it. Nothing in it is readable by
 * anybody but its owner.
 *
 * @param root the directory itself
 */
public record LassoHome(Path root) {
  private static final Set<PosixFilePermission> PRIVATE_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> PRIVATE_FILE =
      PosixFilePermissions.fromString("rw-------");

  /** The key that clients of the API show; one line. */
  public Path apiKey() {
    return root.resolve("api-key");
  }

  /** The audit log's segments. */
  public Path audit() {
    return root.resolve("audit");
  }

  /** The key of the audit log's MACs; 64 hex digits. */
  public Path auditKey() {
    return root.resolve("audit-key");
  }

  /** The user's own profiles. */
  public Path profiles() {
    return root.resolve("profiles");
  }

  /** What the node prints. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** What is of no use once the node has ended. */
  public Path run() {
    return root.resolve("run");
  }

  /** The embedded broker's data. */
  public Path kafka() {
    return root.resolve("kafka");
  }

  /** The runner's identity. */
  public Path nodeId() {
    return root.resolve("node-id");
  }

  /**
   * Makes a directory that only its owner can enter, with its parents. One that is there becomes
   * private.
   */
  public static void makePrivateDirectory(Path directory) throws IOException {
    Path parent = directory.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(PRIVATE_DIRECTORY));
    }
    Files.setPosixFilePermissions(directory, PRIVATE_DIRECTORY);
  }

  /**
   * Writes a file that only its owner can read, whole or not at all; its directory is made where it
   * is missing.
   */
  public static void writePrivately(Path file, byte[] content) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException("not a file's name: " + file);
    }
    if (!Files.isDirectory(directory)) {
      makePrivateDirectory(directory);
    }
    Path draft =
        Files.createTempFile(
            directory, ".draft", "", PosixFilePermissions.asFileAttribute(PRIVATE_FILE));
    try {
      Files.write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
