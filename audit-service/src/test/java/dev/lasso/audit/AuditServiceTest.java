package dev.lasso.audit;

import static dev.lasso.testkit.KafkaFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.AuditAppended;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.CommandRequested;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxStopRequested;
import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Settings;
import dev.lasso.sdk.audit.AuditVerifier;
import dev.lasso.sdk.audit.Verification;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit service over a real broker and real files. Each test has a log of its own. */
@Tag("slow")
class AuditServiceTest {
  private static final SandboxId SANDBOX = new SandboxId("sb-1");
  private static final NodeId NODE = new NodeId("node-1");

  private static KafkaFixture kafka;
  private static EventProducer producer;
  private static KafkaFixture.Recording<AuditAppended> published;
  private static KafkaFixture.Recording<Heartbeat> heartbeats;

  @TempDir Path home;

  @BeforeAll
  static void start() {
    kafka = KafkaFixture.start();
    producer = kafka.producer();
    published = kafka.record(Topics.AUDIT_APPENDED);
    heartbeats = kafka.record(Topics.HEARTBEAT);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void anEventIsInTheLogBeforeItsEntryIsPublished() throws IOException {
    AuditService service = startedService();

    request("ex-first-1");

    AuditAppended entry = published.await(e -> e.eventId().equals("ex-first-1/requested"));
    assertThat(entry.type()).isEqualTo("command.requested");
    assertThat(entry.executionId()).isEqualTo(new ExecutionId("ex-first-1"));
    assertThat(lines())
        .filteredOn(line -> line.startsWith("{\"seq\":" + entry.seq() + ","))
        .singleElement()
        .asString()
        .contains("\"event_id\":\"ex-first-1/requested\"");
    await(service.stop());
    assertVerified();
  }

  @Test
  void whatHappenedWhileNobodyWroteIsRecordedOnceBySomebodyWhoStartsAgain() throws IOException {
    AuditService before = startedService();
    request("ex-again-1");
    published.await(e -> e.eventId().equals("ex-again-1/requested"));
    await(before.stop());
    request("ex-again-2");
    request("ex-again-1"); // a second delivery, as a new record

    AuditService after = startedService();
    request("ex-again-3");
    published.await(e -> e.eventId().equals("ex-again-3/requested"));
    await(after.stop());

    assertThat(eventIds())
        .containsOnlyOnce("ex-again-1/requested", "ex-again-2/requested", "ex-again-3/requested");
    assertThat(fields("epoch")).containsSubsequence("1", "2");
    assertVerified();
  }

  @Test
  void afterAKillNothingIsLostAndNothingIsRecordedTwice() throws Exception {
    int first = 0;
    for (int life = 0; life < 3; life++) {
      Process process = startProcess();
      try {
        int last = first + 400;
        for (int i = first; i < last; i++) {
          // not waited for: so that there is something in every stage when it is killed
          sendUnacknowledged("ex-kill-" + i);
        }
        String early = "ex-kill-" + (first + 50) + "/requested";
        Waiting.untilTrue("some of them in the log", () -> contains(early));
        first = last;
      } finally {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
    }

    AuditService service = startedService(Map.of("LASSO_INSTANCE", "survivor"));
    String last = "ex-kill-" + (first - 1) + "/requested";
    published.await(e -> e.eventId().equals(last));
    List<String> all = new ArrayList<>();
    for (int i = 0; i < first; i++) {
      all.add("ex-kill-" + i + "/requested");
    }
    Waiting.untilTrue(
        "all of them published",
        () -> published.values().stream().map(AuditAppended::eventId).toList().containsAll(all));
    await(service.stop());

    assertThat(eventIds()).doesNotHaveDuplicates().containsAll(all);
    assertVerified();
  }

  @Test
  void aSecondWriterStandsByUntilTheFirstEndsAndThenGoesOn() throws IOException {
    AuditService first = startedService();
    AuditService second = service();
    await(second.start());

    Heartbeat standing =
        heartbeats.await(beat -> String.valueOf(beat.problem()).contains("stands by: the log"));
    assertThat(standing.ready()).isFalse();
    assertThat(standing.problem()).contains("process " + ProcessHandle.current().pid());
    request("ex-pair-1");
    published.await(e -> e.eventId().equals("ex-pair-1/requested"));

    await(first.stop());
    request("ex-pair-2");

    AuditAppended entry = published.await(e -> e.eventId().equals("ex-pair-2/requested"));
    assertThat(entry.epoch()).isEqualTo(2);
    await(second.stop());
    assertThat(eventIds()).containsOnlyOnce("ex-pair-1/requested", "ex-pair-2/requested");
    assertVerified();
  }

  @Test
  void aRecordThatIsNoEventIsRecordedAsThatAndHoldsUpNothing() throws IOException {
    AuditService service = startedService();
    Topic<JsonNode> asAnything =
        new Topic<>(
            Topics.COMMAND_REQUESTED.name(),
            JsonNode.class,
            Topics.COMMAND_REQUESTED.partitions(),
            Topics.COMMAND_REQUESTED.cleanup(),
            Topics.COMMAND_REQUESTED.retention(),
            Topics.COMMAND_REQUESTED.maxRecordBytes());

    kafka.send(
        producer, asAnything, "sb-1", Wire.mapper().createObjectNode().put("a", "not-a-secret"));
    request("ex-after-malformed");

    published.await(e -> e.eventId().equals("ex-after-malformed/requested"));
    await(service.stop());
    assertThat(fields("type")).contains("record.malformed");
    assertThat(String.join("\n", lines())).doesNotContain("not-a-secret");
    assertVerified();
  }

  @Test
  void aLogWhoseKeyIsGoneIsNotWrittenTo() throws IOException {
    await(startedService().stop());
    List<String> before = lines();
    Files.delete(home.resolve("audit-key"));

    assertThatThrownBy(() -> await(service().start())).hasMessageContaining("its key is missing");
    assertThat(lines()).isEqualTo(before);
  }

  @Test
  void aLogThatWasChangedIsNotWrittenTo() throws IOException {
    await(startedService().stop());
    Path segment = segments().getLast();
    String text = Files.readString(segment);
    Files.writeString(segment, text.replaceFirst("log.opened", "log.opener"));

    assertThatThrownBy(() -> await(service().start())).hasMessageContaining("damaged");
    assertThat(Files.readString(segment)).contains("log.opener").hasSameSizeAs(text);
  }

  @Test
  void aLogThatSomebodyElseWritesToIsSaidToBeInTroubleAndNothingIsPublished() throws IOException {
    AuditService service = startedService();
    Files.writeString(segments().getLast(), "{}\n", java.nio.file.StandardOpenOption.APPEND);

    request("ex-foreign");

    Heartbeat beat =
        heartbeats.await(
            b -> isOurs(b) && String.valueOf(b.problem()).contains("another program writes to it"));
    assertThat(beat.ready()).isFalse();
    assertThat(beat.problem()).contains("lasso audit verify");
    assertThat(published.values()).noneMatch(e -> e.eventId().equals("ex-foreign/requested"));
    await(service.stop());
  }

  @Test
  void anEventOfAnotherTopicIsRecordedToo() throws IOException {
    AuditService service = startedService();
    SandboxStopRequested stop =
        new SandboxStopRequested(SANDBOX, NODE, true, "tester", Instant.EPOCH);

    kafka.send(producer, Topics.SANDBOX_STOP_REQUESTED, SANDBOX.value(), stop);

    AuditAppended entry = published.await(e -> e.type().equals("sandbox.stop-requested"));
    assertThat(entry.actor()).isEqualTo("tester");
    await(service.stop());
    assertVerified();
  }

  /** Without a name of its own: such a member leaves its group when it stops. */
  private AuditService service() {
    return service(Map.of());
  }

  private AuditService service(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("LASSO_HOME", home.toString());
    Settings settings = Settings.of(environment);
    AuditService service = AuditService.create(kafka.context(), settings);
    settings.check();
    return service;
  }

  private AuditService startedService() {
    return startedService(Map.of());
  }

  private AuditService startedService(Map<String, String> more) {
    AuditService service = service(more);
    Instant now = Instant.now();
    await(service.start());
    heartbeats.await(beat -> beat.ready() && isOurs(beat) && beat.at().isAfter(now));
    return service;
  }

  private boolean isOurs(Heartbeat beat) {
    return home.resolve("audit").toString().equals(beat.details().get("directory"));
  }

  private Process startProcess() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.lasso.audit.AuditMain");
    Map<String, String> environment =
        new HashMap<>(kafka.environment(home.resolve("kafka.properties")));
    environment.put("LASSO_HOME", home.toString());
    // named: so that the next life need not wait until this one is missed
    environment.put("LASSO_INSTANCE", "survivor");
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("audit.log").toFile()))
        .start();
  }

  private static CommandRequested command(String id) {
    Instant now = Instant.now();
    return new CommandRequested(
        new ExecutionId(id),
        SANDBOX,
        NODE,
        new ProfileRef("minimal", "0000000000000001"),
        CommandInput.ofArgv(List.of("echo", id)),
        null,
        Map.of(),
        null,
        1_000,
        "tester",
        now,
        now.plus(Duration.ofSeconds(10)));
  }

  private static void request(String id) {
    kafka.send(producer, Topics.COMMAND_REQUESTED, SANDBOX.value(), command(id));
  }

  private static void sendUnacknowledged(String id) {
    var _ =
        producer.send(
            Topics.COMMAND_REQUESTED,
            "sb-" + id,
            command(id),
            dev.lasso.kit.TraceContext.root(new java.util.Random(1)));
  }

  private void assertVerified() {
    assertThat(AuditVerifier.verify(home.resolve("audit"), home.resolve("audit-key")))
        .isInstanceOf(Verification.Verified.class);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("audit"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).sorted().toList();
    }
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path segment : segments()) {
      lines.addAll(Files.readAllLines(segment));
    }
    return lines;
  }

  private boolean contains(String eventId) {
    if (!Files.isDirectory(home.resolve("audit"))) {
      return false;
    }
    try {
      return lines().stream().anyMatch(line -> line.contains('"' + eventId + '"'));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> eventIds() throws IOException {
    return fields("event_id");
  }

  private List<String> fields(String name) throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : lines()) {
      found.add(Optional.ofNullable(Wire.mapper().readTree(line).get(name)).orElseThrow().asText());
    }
    return found;
  }
}
