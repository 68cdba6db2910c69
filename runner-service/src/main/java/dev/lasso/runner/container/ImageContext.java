package dev.lasso.runner.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What an image is built from: the folder of its Dockerfile, and the certificates of this machine's
 * network as {@code ca/}.
 *
 * @param files name in the context to content, in order
 */
record ImageContext(TreeMap<String, byte[]> files) {
  private static final long MAX_FILE = 4 << 20;
  private static final int TAG_DIGITS = 16;
  private static final int MODE = 0644;

  /**
   * Reads it. Blocks.
   *
   * @throws EngineException when a folder can't be read, with what to do
   */
  static ImageContext read(Path folder, @Nullable Path certificates) {
    TreeMap<String, byte[]> files = new TreeMap<>();
    try {
      if (!Files.isRegularFile(folder.resolve("Dockerfile"))) {
        throw new EngineException(
            "there is no Dockerfile in "
                + folder
                + ": set LASSO_IMAGES to the folder 'images' of LASSO");
      }
      addAll(files, "", folder, "");
      if (certificates != null) {
        addAll(files, "ca/", certificates, ".crt");
      }
    } catch (IOException e) {
      throw new EngineException("an image's context cannot be read: " + e.getMessage(), e);
    }
    return new ImageContext(files);
  }

  private static void addAll(Map<String, byte[]> files, String prefix, Path folder, String suffix)
      throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (file.toString().endsWith(suffix) && Files.size(file) <= MAX_FILE) {
          files.put(prefix + file.getFileName(), Files.readAllBytes(file));
        }
      }
    }
  }

  /** The tag of the image that this makes of a base: the same content, the same tag. */
  String tag(String baseImageId) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(baseImageId.getBytes(StandardCharsets.UTF_8));
      files.forEach((name, content) -> {
        digest.update(
            ("\n" + name + "\n" + content.length + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(content);
      });
      return HexFormat.of().formatHex(digest.digest()).substring(0, TAG_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** As the engine takes it. */
  byte[] tar() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        entry.setMode(MODE);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail", e);
    }
    return bytes.toByteArray();
  }
}
