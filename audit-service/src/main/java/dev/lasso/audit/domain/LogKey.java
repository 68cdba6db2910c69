package dev.lasso.audit.domain;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The secret under which entries are authenticated: 32 bytes, in a file as 64 hex digits. Whoever
 * has it can make entries that verify; so its file is readable by its owner alone, or it is
 * refused.
 */
public final class LogKey {
  private static final int BYTES = 32;
  private static final int MAX_FILE_BYTES = 1 << 10;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private final byte[] secret;

  private LogKey(byte[] secret) {
    this.secret = secret;
  }

  /**
   * The key in the file. Where there is none it is made, unless there is a log already: that one's
   * key is lost, and another would make all of it look forged.
   *
   * @throws KeyRefusedException when it can't be used; says what to do
   */
  public static LogKey loadOrCreate(Path file, boolean logExists, RandomGenerator random)
      throws IOException, KeyRefusedException {
    try {
      return load(file);
    } catch (NoSuchFileException e) {
      if (logExists) {
        throw new KeyRefusedException(
            "there is an audit log, but its key is missing: restore "
                + file
                + " (or name it with LASSO_AUDIT_KEY_FILE), or move the audit directory away to"
                + " begin a new log");
      }
      create(file, random);
      return load(file);
    }
  }

  private static LogKey load(Path file) throws IOException, KeyRefusedException {
    Set<PosixFilePermission> open = EnumSet.noneOf(PosixFilePermission.class);
    open.addAll(Files.getPosixFilePermissions(file));
    open.retainAll(OTHERS);
    if (!open.isEmpty()) {
      throw new KeyRefusedException(
          "the audit key "
              + file
              + " is open to other users than its owner; if nobody can have read it: chmod 600 "
              + file);
    }
    byte[] content;
    try (var in = Files.newInputStream(file)) {
      content = in.readNBytes(MAX_FILE_BYTES);
    }
    String text = new String(content, StandardCharsets.ISO_8859_1).strip();
    if (!HEX.matcher(text).matches()) {
      throw new KeyRefusedException(
          "the audit key " + file + " is not 64 lower-case hex digits; restore it from a copy");
    }
    return new LogKey(HexFormat.of().parseHex(text));
  }

  /** Durable before it is visible: a log must never outlive its key by a power failure. */
  private static void create(Path file, RandomGenerator random) throws IOException {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    byte[] text = (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII);
    Path directory = Files.createDirectories(file.toAbsolutePath().normalize().getParent());
    Path draft =
        Files.createTempFile(
            directory, ".audit-key", "", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(text));
        channel.force(true);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
      SegmentFiles.syncDirectory(directory);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Makes and checks MACs under this key; for one thread. */
  Sealer sealer() {
    return new Sealer(secret);
  }

  /** Never the secret. */
  @Override
  public String toString() {
    return "LogKey[redacted]";
  }
}
