package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The directory in which a node of this machine keeps everything, and the names in it that others
 * may look at.
 *
 * @param root the directory, absolute
 */
public record NodeHome(Path root) {
  private static final int MAX_SMALL_FILE = 1 << 16;

  /** The one that {@code LASSO_HOME} names, else {@code ~/.lasso}. */
  public static NodeHome fromEnvironment(Map<String, String> environment) {
    String named = environment.getOrDefault("LASSO_HOME", "");
    try {
      Path root =
          named.isEmpty()
              ? Path.of(System.getProperty("user.home", "."), ".lasso")
              : Path.of(named);
      return new NodeHome(root.toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new LassoException.BadSettings("LASSO_HOME is not a path: " + e.getReason());
    }
  }

  /** The key that clients show; one line, readable by its owner alone. */
  public Path apiKeyFile() {
    return root.resolve("api-key");
  }

  /** The audit log's segments. */
  public Path audit() {
    return root.resolve("audit");
  }

  /** Where the user's own profiles are. */
  public Path profiles() {
    return root.resolve("profiles");
  }

  /** The key of the audit log's MACs; 64 hex digits. */
  public Path auditKey() {
    return root.resolve("audit-key");
  }

  /** What the node printed. */
  public Path log() {
    return root.resolve("logs").resolve("node.log");
  }

  /** What a running node says of itself; see {@link RunningNode}. */
  public Path nodeFile() {
    return root.resolve("run").resolve("node.json");
  }

  /** Locked by the node for as long as it lives. */
  public Path lockFile() {
    return root.resolve("run").resolve("node.lock");
  }

  /**
   * What the node last said of itself; empty where none ever did. It may have died since.
   *
   * @throws LassoException.BadSettings when it can't be read
   */
  public Optional<RunningNode> node() {
    Optional<byte[]> content = read(nodeFile());
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = Wire.mapper().readTree(content.get());
      return Optional.of(RunningNode.from(new Json(json)));
    } catch (IOException | LassoException.BadAnswer e) {
      // half written, or of another version: as good as none
      return Optional.empty();
    }
  }

  /**
   * The key for this node; empty where there is none yet.
   *
   * @throws LassoException.BadSettings when it can't be read or is no key
   */
  public Optional<ApiKey> apiKey() {
    return read(apiKeyFile())
        .map(bytes -> new ApiKey(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1)));
  }

  private static Optional<byte[]> read(Path file) {
    try (var in = Files.newInputStream(file)) {
      return Optional.of(in.readNBytes(MAX_SMALL_FILE));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new LassoException.BadSettings(
          "can't read "
              + file
              + " ("
              + e.getClass().getSimpleName()
              + "): it belongs to the user who runs the node; be that user, or set LASSO_HOME");
    }
  }
}
