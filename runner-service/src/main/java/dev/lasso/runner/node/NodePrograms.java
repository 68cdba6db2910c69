package dev.lasso.runner.node;

import dev.lasso.kit.LassoHome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The native programs and the system call filter that this jar brings along.
 *
 * @param supervisor process 1 of every sandbox
 * @param idmap makes id-mapped mounts
 * @param seccomp the filter, as JSON
 */
public record NodePrograms(Path supervisor, Path idmap, String seccomp) {
  private static final String FILTER = "/dev/lasso/runner/container/seccomp.json";

  /**
   * Puts the programs below {@code run}, each in a folder named by its content, and checks what is
   * there already. Blocks.
   *
   * @throws IOException when they can't be written, or the jar was built without them
   */
  public static NodePrograms install(Path run) throws IOException {
    LassoHome.makePrivateDirectory(run);
    return new NodePrograms(
        install(run, "lasso-supervisor"),
        install(run, "lasso-idmap"),
        new String(resource(FILTER), StandardCharsets.UTF_8));
  }

  private static Path install(Path run, String name) throws IOException {
    byte[] content = resource(name);
    String digest = digest(content);
    Path folder = run.resolve(digest.substring(0, 16));
    LassoHome.makePrivateDirectory(folder);
    Path file = folder.resolve(name);
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        || !digest.equals(digest(Files.readAllBytes(file)))) {
      // Never written in place: a container may be running what is there.
      Path draft = Files.createTempFile(folder, name, ".draft");
      Files.write(draft, content);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = NodePrograms.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(
            name + " is missing from the jar: build runner-service with make and a C compiler");
      }
      return in.readAllBytes();
    }
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
