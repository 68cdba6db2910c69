package dev.lasso.audit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.AuditAppended.Source;
import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.Event;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the log keeps of an event, and what it must not. */
class EvidenceTest {
  private static final Source SOURCE = new Source(Samples.COMMANDS, 0, 0);
  private static final String SECRET = Samples.SECRET;
  private static final String BASE64 =
      Base64.getEncoder().encodeToString(SECRET.getBytes(StandardCharsets.UTF_8));

  @TempDir(factory = InMemory.class)
  Path home;

  private TrialLog log;

  @BeforeEach
  void create() throws Exception {
    log = new TrialLog(home);
    log.open();
  }

  @AfterEach
  void close() throws Exception {
    log.close();
  }

  static List<Event> events() {
    return Samples.events();
  }

  /** As it stands in the log. */
  private AuditAppended recorded(Event event) throws Exception {
    log.append(Evidence.of(event, SOURCE));
    return log.verified().getLast();
  }

  private String written() throws Exception {
    return Files.readString(log.lastSegment());
  }

  @SuppressWarnings("unchecked") // it was read from a JSON object
  private static Map<String, Object> map(AuditAppended entry, String field) {
    return (Map<String, Object>) Objects.requireNonNull(entry.data().get(field));
  }

  private static Map<String, Object> digest(String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return Map.of("sha256", Verified.sha256(bytes), "length", bytes.length);
  }

  @ParameterizedTest
  @MethodSource("events")
  void anEntrySaysWhoseEventItIsAndReadsBackAsItsOwnBytes(Event event) throws Exception {
    AuditAppended entry = recorded(event); // which is checked to read back

    assertThat(entry.eventId()).isEqualTo(event.eventId());
    assertThat(entry.source()).isEqualTo(SOURCE);
    assertThat(entry.data()).containsEntry("at", event.at().toString()).doesNotContainKey("cut");
  }

  @ParameterizedTest
  @MethodSource("events")
  void noSecretOfAnyEventIsInTheLog(Event event) throws Exception {
    recorded(event);

    assertThat(written()).doesNotContain(SECRET).doesNotContain(BASE64);
    boolean hasSecrets =
        switch (event) {
          case CommandRequested _, CommandDecided _, ExecutionFinished _ -> true;
          default -> false;
        };
    if (hasSecrets) {
      assertThat(new String(Wire.encode(event), StandardCharsets.UTF_8)).contains(BASE64);
      assertThat(written()).contains(Verified.sha256(SECRET.getBytes(StandardCharsets.UTF_8)));
    }
  }

  @Test
  void noSecretIsInAnEntryThatHadToBeCut() throws Exception {
    Map<String, String> env = new HashMap<>();
    for (int i = 0; i < 3_000; i++) {
      env.put("VARIABLE_" + i, SECRET + i);
    }

    AuditAppended entry =
        recorded(
            Samples.commandRequested(
                new ExecutionId("ex-1"), List.of("echo", "y".repeat(2_000_000)), env));

    assertThat(map(entry, "argv").get("cut")).isEqualTo("json");
    assertThat(written()).contains("VARIABLE_7").doesNotContain(SECRET).doesNotContain(BASE64);
  }

  @Test
  void aCommandKeepsItsWordsAndTheNamesOfItsVariables() throws Exception {
    AuditAppended entry =
        recorded(
            Samples.commandRequested(
                Samples.EXECUTION, List.of("cat", "-n"), Map.of("B", SECRET, "A", "1")));

    assertThat(entry.type()).isEqualTo("command.requested");
    assertThat(entry.actor()).isEqualTo("api-key:00112233");
    assertThat(entry.sandboxId()).isEqualTo(Samples.SANDBOX);
    assertThat(entry.executionId()).isEqualTo(Samples.EXECUTION);
    assertThat(entry.data()).containsEntry("argv", List.of("cat", "-n"));
    assertThat(entry.data()).containsEntry("stdin", digest(SECRET));
    Map<String, Object> env = new HashMap<>(digest("A=1\0B=" + SECRET + "\0"));
    env.put("names", List.of("A", "B"));
    assertThat(entry.data()).containsEntry("env", env);
  }

  @Test
  void everyEventIsOfATypeOfItsOwn() {
    assertThat(Samples.events().stream().map(event -> Evidence.of(event, SOURCE).type()))
        .containsExactly(
            "sandbox.requested",
            "sandbox.stop-requested",
            "sandbox.lost",
            "command.requested",
            "command.decided",
            "execution.finished",
            "profile.published",
            "sandbox.paused",
            "approval.pending",
            "approval.answered");
    assertThat(Samples.events()).hasSameSizeAs(Topics.AUDITED);
  }

  @Test
  void aRecordThatIsNoEventIsKeptByItsDigest() throws Exception {
    byte[] value = ("{\"token\":\"" + SECRET + "\"").getBytes(StandardCharsets.UTF_8);
    Draft draft = Evidence.malformed(new Source(Samples.COMMANDS, 2, 5), value, "not JSON");
    Draft other = Evidence.malformed(new Source(Samples.COMMANDS, 2, 5), new byte[1], "not JSON");

    log.append(draft);

    AuditAppended entry = log.verified().getLast();
    assertThat(entry.type()).isEqualTo("record.malformed");
    assertThat(entry.eventId())
        .startsWith("record.malformed/" + Samples.COMMANDS + "/2/5/")
        .isNotEqualTo(other.eventId());
    assertThat(entry.data())
        .isEqualTo(Map.of("value", digest("{\"token\":\"" + SECRET + "\""), "problem", "not JSON"));
    assertThat(written()).doesNotContain(SECRET);
  }

  @Test
  void aHugeFieldGivesWayToDigestLengthAndBeginning() throws Exception {
    String name = "ab".repeat(200_000);

    AuditAppended entry = recorded(Samples.sandboxRequested(name, Map.of("team", "a")));

    Map<String, Object> cut = new HashMap<>(digest(name));
    cut.put("cut", "text");
    cut.put("prefix", name.substring(0, 2_048));
    assertThat(entry.data()).containsEntry("name", cut);
    assertThat(entry.data()).containsEntry("labels", Map.of("team", "a"));
  }

  @Test
  void aBeginningThatEndsWithinASurrogatePairIsWellFormed() throws Exception {
    AuditAppended entry = recorded(Samples.sandboxRequested("a" + "😀".repeat(100_000), Map.of()));

    assertThat(map(entry, "name")).containsEntry("prefix", "a" + "😀".repeat(1_023) + "\ufffd");
  }

  @Test
  void theHugeOneOfAFewGivesWayAndItsNeighboursStay() throws Exception {
    String huge = "x".repeat(300_000);

    AuditAppended entry = recorded(Samples.sandboxRequested("n", Map.of("a", huge, "b", "small")));

    assertThat(map(entry, "labels").get("b")).isEqualTo("small");
    assertThat(map(entry, "labels").get("a"))
        .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
        .containsEntry("sha256", Verified.sha256(huge.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void manySmallOnesGiveWayTogether() throws Exception {
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      labels.put("label-" + i, "value-" + i);
    }

    AuditAppended entry = recorded(Samples.sandboxRequested("n", labels));

    assertThat(map(entry, "labels").get("cut")).isEqualTo("json");
    assertThat(entry.data()).containsEntry("name", "n");
  }

  @Test
  void halfASurrogatePairIsShownAndKeptByDigest() throws Exception {
    String name = "a\ud83db\ude00";

    AuditAppended entry = recorded(Samples.sandboxRequested(name, Map.of()));

    byte[] utf16 = {0, 'a', (byte) 0xd8, 0x3d, 0, 'b', (byte) 0xde, 0};
    assertThat(entry.data().get("name"))
        .isEqualTo(
            Map.of(
                "ill_formed",
                "a\ufffdb\ufffd",
                "utf16be",
                Map.of("sha256", Verified.sha256(utf16), "length", 8)));
  }

  @Test
  void namesThatAreIllFormedOrTooLongStayApart() throws Exception {
    List<String> names =
        List.of("a", "\ufffd", "\ud800", "\udfff", "x".repeat(500), "x".repeat(501));
    Map<String, String> labels = new HashMap<>();
    names.forEach(name -> labels.put(name, "value"));

    assertThat(map(recorded(Samples.sandboxRequested("n", labels)), "labels"))
        .hasSize(names.size())
        .containsKeys("a", "\ufffd");
    assertThat(
            names.stream()
                .map(name -> Evidence.of(Samples.profilePublished(name), SOURCE).eventId())
                .distinct())
        .hasSize(names.size())
        .allSatisfy(id -> assertThat(id.length()).isLessThanOrEqualTo(256));
  }

  @Test
  void aNameThatIsLongerThanAnyReaderTakesDoesNotSpoilTheLog() throws Exception {
    recorded(Samples.sandboxRequested("n", Map.of("k".repeat(60_000), "v")));
    log.die();

    log.open();

    assertThat(log.verified()).hasSize(3);
  }

  @Test
  void whatIsNullWhereATextShouldBeIsRecordedAsThat() throws Exception {
    Event nulls =
        Wire.decode(
            Topics.SANDBOX_REQUESTED.type(),
            new String(
                    Wire.encode(Samples.sandboxRequested("n", Map.of("team", "a"))),
                    StandardCharsets.UTF_8)
                .replace("{\"team\":\"a\"}", "{\"team\":null}")
                .getBytes(StandardCharsets.UTF_8));

    AuditAppended entry = recorded(nulls);

    assertThat(map(entry, "labels").containsKey("team")).isTrue();
    assertThat(map(entry, "labels").get("team")).isNull();
  }
}
