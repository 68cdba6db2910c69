package dev.lasso.sdk.audit;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.AuditLine;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes logs, good ones and, with the key, ones that no writer would make. */
final class LogOnDisk {
  static final String KEY = "0123456789abcdef".repeat(4);

  private final Path directory;
  final String logId;
  final List<String> lines = new ArrayList<>();
  String prev = AuditLine.GENESIS;
  long epoch = 1;

  LogOnDisk(Path directory, String logId) {
    this.directory = directory;
    this.logId = logId;
  }

  /** A log of segments with so many entries each, and its head. */
  static LogOnDisk of(Path directory, String logId, int... segments) throws IOException {
    Files.createDirectories(directory);
    LogOnDisk log = new LogOnDisk(directory, logId);
    for (int entries : segments) {
      Path segment = log.segment(log.seq() + 1);
      Files.createFile(segment);
      for (int i = 0; i < entries; i++) {
        append(segment, log.add());
      }
    }
    log.writeHead();
    return log;
  }

  static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  Path segment(long firstSeq) {
    return directory.resolve("%020d.jsonl".formatted(firstSeq));
  }

  Path head() {
    return directory.resolve("head");
  }

  long seq() {
    return lines.size();
  }

  /** The next line, with its line feed. */
  String add() {
    return add(Map.of("word", "ü " + seq()));
  }

  String add(Map<String, Object> data) {
    return add(entry(seq() + 1, logId, epoch, prev, data));
  }

  String add(AuditAppended entry) {
    String line = sealed(Wire.encode(entry));
    lines.add(line);
    prev = sha256(line);
    return line;
  }

  static AuditAppended entry(
      long seq, String logId, long epoch, String prev, Map<String, Object> data) {
    return new AuditAppended(
        seq,
        logId,
        epoch,
        Instant.EPOCH.plusSeconds(seq),
        "command.decided",
        "event-" + seq,
        null,
        null,
        null,
        new AuditAppended.Source("lasso.command.decided", 0, seq),
        data,
        prev);
  }

  /** A line of any body under the key, with its line feed. */
  static String sealed(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(KEY), "HmacSHA256"));
      return new String(AuditLine.join(body, mac.doFinal(body)), StandardCharsets.UTF_8) + "\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String sha256(String line) {
    try {
      byte[] bytes = line.strip().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  void writeHead() throws IOException {
    Files.writeString(head(), headLine(seq(), prev));
  }

  String headLine(long seq, String hash) {
    return sealed(
        "{\"head\":\"%020d\",\"log_id\":\"%s\",\"hash\":\"%s\"}"
            .formatted(seq, logId, hash)
            .getBytes(StandardCharsets.UTF_8));
  }
}
