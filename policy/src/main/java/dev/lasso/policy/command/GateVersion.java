package dev.lasso.policy.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Names the gate itself: the build digests its code and its tables, so that two gates of one
 * version decide alike. Reads a file once; thread-safe.
 */
public final class GateVersion {
  private static final String NAME = "dev/lasso/policy/gate-version";

  private GateVersion() {}

  /** Hex SHA-256 of the code and the tables; {@code unbuilt} where no build has made it. */
  public static String current() {
    return Holder.CURRENT;
  }

  private static final class Holder {
    static final String CURRENT = read();
  }

  private static String read() {
    try (InputStream in = GateVersion.class.getResourceAsStream("/" + NAME)) {
      return in == null ? "unbuilt" : new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Digests what the build has made; the build runs it last. */
  static void write(Path output) throws IOException {
    Path own = output.resolve("dev/lasso/policy");
    Path target = output.resolve(NAME);
    MessageDigest digest = sha256();
    List<Path> files;
    try (Stream<Path> found = Files.walk(own)) {
      files =
          found.filter(Files::isRegularFile).filter(file -> !file.equals(target)).sorted().toList();
    }
    for (Path file : files) {
      digest.update((own.relativize(file) + "\0").getBytes(StandardCharsets.UTF_8));
      byte[] content = Files.readAllBytes(file);
      digest.update((content.length + "\0").getBytes(StandardCharsets.UTF_8));
      digest.update(content);
    }
    Files.writeString(target, HexFormat.of().formatHex(digest.digest()));
  }

  /** A digest to begin with. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
