package dev.lasso.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Reads a log as a stranger would who has the format and the key but none of the code under test:
 * with the JDK's own HMAC and SHA-256.
 */
final class Verified {
  private static final ObjectMapper PLAIN = new ObjectMapper();
  private static final String MAC_MEMBER = ",\"mac\":\"";

  private Verified() {}

  static List<AuditAppended> log(Path directory, Path keyFile) throws Exception {
    Mac hmac = Mac.getInstance("HmacSHA256");
    String key = Files.readString(keyFile).strip();
    hmac.init(new SecretKeySpec(HexFormat.of().parseHex(key), "HmacSHA256"));
    List<AuditAppended> entries = new ArrayList<>();
    Set<String> eventIds = new HashSet<>();
    String prev = "0".repeat(64);
    for (Path segment : segments(directory)) {
      String name = segment.getFileName().toString().replace(".jsonl", "");
      assertThat(Long.parseLong(name)).isEqualTo(entries.size() + 1);
      for (byte[] line : lines(segment)) {
        String text = new String(line, StandardCharsets.UTF_8);
        assertThat(text.getBytes(StandardCharsets.UTF_8)).isEqualTo(line);
        int at = text.lastIndexOf(MAC_MEMBER);
        byte[] body = (text.substring(0, at) + "}").getBytes(StandardCharsets.UTF_8);
        String mac = HexFormat.of().formatHex(hmac.doFinal(body));
        assertThat(text.substring(at)).isEqualTo(MAC_MEMBER + mac + "\"}");
        assertThat(line.length).isLessThanOrEqualTo(256 << 10);

        JsonNode json = PLAIN.readTree(line);
        assertThat(json.get("seq").longValue()).isEqualTo(entries.size() + 1);
        assertThat(json.get("prev").textValue()).isEqualTo(prev);
        assertThat(eventIds.add(json.get("event_id").textValue()))
            .as("there is only one entry for %s", json.get("event_id"))
            .isTrue();
        AuditAppended entry = Wire.decode(AuditAppended.class, body);
        assertThat(Wire.encode(entry)).as("it reads back as it was written").isEqualTo(body);
        if (!entries.isEmpty()) {
          assertThat(entry.logId()).isEqualTo(entries.getLast().logId());
          assertThat(entry.epoch()).isGreaterThanOrEqualTo(entries.getLast().epoch());
        }
        entries.add(entry);
        prev = sha256(line);
      }
    }
    checkHead(directory, entries.size(), prev);
    return entries;
  }

  /** While nothing is being written and nothing crashed since, the head is where the log ends. */
  private static void checkHead(Path directory, long seq, String hash) throws Exception {
    byte[] head = Files.readAllBytes(directory.resolve("head"));
    JsonNode json = PLAIN.readTree(head);
    assertThat(Long.parseLong(json.get("head").textValue())).isEqualTo(seq);
    assertThat(json.get("hash").textValue()).isEqualTo(hash);
    assertThat(head[head.length - 1]).isEqualTo((byte) '\n');
  }

  private static List<Path> segments(Path directory) throws Exception {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  /** The lines of a file in which every line is ended. */
  static List<byte[]> lines(Path file) throws Exception {
    byte[] all = Files.readAllBytes(file);
    List<byte[]> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        lines.add(java.util.Arrays.copyOfRange(all, from, i));
        from = i + 1;
      }
    }
    assertThat(from).as("the last line is whole").isEqualTo(all.length);
    return lines;
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
