package dev.lasso.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.AuditLine;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the audit log's files say: read and checked without the product's own reader and verifier,
 * as a second opinion on both.
 *
 * @param executionBySeq the execution that an entry is about
 * @param typesByExecution the kinds of entry that an execution has; a decision's with its verdict
 * @param faults where the chain is broken
 */
record LogEntries(
    Map<Long, String> executionBySeq,
    Map<String, Set<String>> typesByExecution,
    List<String> faults) {
  private static final String FINISHED = "execution.finished";
  private static final String DECIDED = "command.decided";
  static final String ALLOWED = DECIDED + " allow";
  static final String DENIED = DECIDED + " deny";

  private static final String HMAC = "HmacSHA256";

  /**
   * Reads all segments.
   *
   * @param hexKey the key of the MACs
   */
  static LogEntries read(Path directory, String hexKey) throws IOException {
    LogEntries log = new LogEntries(new HashMap<>(), new HashMap<>(), new ArrayList<>());
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(HexFormat.of().parseHex(hexKey), HMAC));
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      String prev = AuditLine.GENESIS;
      long seq = 0;
      for (Path file : files) {
        // one byte is one character, so that what is hashed is what is there
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        // without its line feed a line is still being written
        int end = content.lastIndexOf('\n');
        for (String text : end < 0 ? new String[0] : content.substring(0, end).split("\n", -1)) {
          byte[] line = text.getBytes(StandardCharsets.ISO_8859_1);
          seq++;
          log.add(line, seq, prev, mac);
          prev = HexFormat.of().formatHex(sha256.digest(line));
        }
      }
      return log;
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private void add(byte[] line, long seq, String prev, Mac mac) throws IOException {
    JsonNode entry;
    try {
      AuditLine.Parts parts = AuditLine.split(line);
      if (!MessageDigest.isEqual(parts.mac(), mac.doFinal(parts.body()))) {
        faults.add("the MAC of entry " + seq + " is wrong");
      }
      entry = Wire.mapper().readTree(parts.body());
    } catch (IllegalArgumentException | com.fasterxml.jackson.core.JacksonException e) {
      faults.add("entry " + seq + " is damaged");
      return;
    }
    if (entry.path("seq").asLong() != seq) {
      faults.add("entry " + entry.path("seq") + " stands at place " + seq);
    }
    if (!entry.path("prev").asText().equals(prev)) {
      faults.add("entry " + seq + " does not follow from the one before");
    }
    String execution = entry.path("execution_id").asText("");
    if (!execution.isEmpty()) {
      executionBySeq.put(seq, execution);
      String type = entry.path("type").asText();
      typesByExecution
          .computeIfAbsent(execution, id -> new HashSet<>())
          .add(type.equals(DECIDED) ? type + " " + entry.at("/data/verdict").asText("none") : type);
    }
  }

  /** The executions that were allowed, and of which no entry says how they ended. */
  Set<String> allowedWithoutEnd() {
    return where(types -> types.contains(ALLOWED) && !types.contains(FINISHED));
  }

  /** The executions that ended without having been allowed. */
  Set<String> endedWithoutBeingAllowed() {
    return where(types -> types.contains(FINISHED) && !types.contains(ALLOWED));
  }

  private Set<String> where(Predicate<Set<String>> wanted) {
    Set<String> found = new TreeSet<>();
    typesByExecution.forEach((execution, types) -> {
      if (wanted.test(types)) {
        found.add(execution);
      }
    });
    return found;
  }
}
