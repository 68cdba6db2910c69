package dev.lasso.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every record as it is on the wire. A golden file only ever gains fields; what an older version
 * wrote must stay readable.
 */
class GoldenJsonTest {
  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
  private static final SandboxId SANDBOX = new SandboxId("sb-1");
  private static final ExecutionId EXECUTION = new ExecutionId("ex-1");
  private static final NodeId NODE = new NodeId("node-1");
  private static final ProfileRef PROFILE = new ProfileRef("development", "0123456789abcdef");

  static Stream<Object> records() {
    return Stream.of(
        new SandboxRequested(
            SANDBOX,
            "work",
            PROFILE,
            Isolation.CONTAINER,
            "/home/me/project",
            Map.of("LANG", "C.UTF-8"),
            Map.of("team", "a"),
            "api-key:00112233",
            AT,
            AT.plusSeconds(60)),
        new SandboxStopRequested(SANDBOX, NODE, true, "api-key:00112233", AT),
        new SandboxState(
            SANDBOX,
            "work",
            PROFILE,
            Isolation.GVISOR,
            SandboxState.Phase.LOST,
            NODE,
            "/home/me/project",
            Map.of("team", "a"),
            "api-key:00112233",
            "its container ended by itself",
            AT,
            AT.plusSeconds(5)),
        new CommandRequested(
            EXECUTION,
            SANDBOX,
            NODE,
            PROFILE,
            CommandInput.ofArgv(List.of("cat", "-n")),
            "src",
            Map.of("A", "b"),
            "in".getBytes(StandardCharsets.UTF_8),
            30_000,
            "api-key:00112233",
            AT,
            AT.plusSeconds(10)),
        new CommandDecided(
            EXECUTION,
            SANDBOX,
            NODE,
            new Decision(
                Verdict.ALLOW,
                "command.whitelisted",
                List.of("cat is on the list"),
                PROFILE,
                "89abcdef",
                new Explanation(
                    new Explanation.Source(4, 2, "-n"),
                    "reads x",
                    "Refused: ...",
                    Explanation.Retry.CHANGED,
                    new Explanation.Edit("without -n", "cat", List.of("cat")))),
            new Plan(
                List.of("cat", "-n"),
                "/workspace/src",
                Map.of("A", "b"),
                "in".getBytes(StandardCharsets.UTF_8),
                30_000),
            "api-key:00112233",
            AT,
            AT.plusSeconds(10)),
        new ExecutionFinished(
            EXECUTION,
            SANDBOX,
            NODE,
            Outcome.SIGNALED,
            137,
            9,
            new byte[] {(byte) 0xff, 0},
            new byte[0],
            true,
            false,
            1_234,
            "killed",
            AT,
            AT.plusSeconds(1)),
        new Approval(
            EXECUTION,
            SANDBOX,
            Approval.State.PENDING,
            CommandInput.ofCommand("git push"),
            List.of("git", "push"),
            "/workspace",
            "git.publishes",
            List.of("it would publish commits"),
            PROFILE,
            "ab".repeat(32),
            "api-key:00112233",
            AT,
            AT.plusSeconds(300),
            new CommandRequested(
                EXECUTION,
                SANDBOX,
                NODE,
                PROFILE,
                CommandInput.ofCommand("git push"),
                null,
                Map.of(),
                null,
                30_000,
                "api-key:00112233",
                AT,
                AT.plusSeconds(10)),
            new Approval.Answer(true, "api-key:00112233", "looked at it", AT.plusSeconds(60)),
            "a sentence",
            AT),
        new ApprovalAnswered(
            EXECUTION,
            SANDBOX,
            true,
            "looked at it",
            "ab".repeat(32),
            PROFILE,
            "api-key:00112233",
            AT),
        new Heartbeat(
            "node-1", Heartbeat.Role.RUNNER, false, "start dockerd", Map.of("engine", "none"), AT),
        new ProfilePublished(
            PROFILE,
            new Profile(
                "development",
                "for coding",
                "development",
                Isolation.CONTAINER,
                new Profile.CommandPolicy(
                    Profile.ListMode.WHITELIST,
                    List.of("cat", "git"),
                    Profile.Shell.PARSE,
                    Profile.Interpreters.ASK,
                    Profile.Asking.DENY),
                new Profile.NetworkPolicy(
                    Profile.NetworkMode.RESTRICTED, List.of("packages.example")),
                new Profile.Limits(1, 2, 3, 4, 5, 6, 7, 8),
                Map.of("LANG", "C.UTF-8"),
                new Profile.PathPolicy(List.of("/workspace"), List.of("/tmp"), List.of("~")),
                new BehaviorPolicy(
                    List.of(
                        new BehaviorPolicy.Rule(
                            BehaviorPolicy.Signal.DENIALS, 60_000, 5, null, null, 20),
                        new BehaviorPolicy.Rule(
                            BehaviorPolicy.Signal.EGRESS_AFTER_SECRET, 600_000, null, 1, 3, null))),
                List.of(
                    new Rule(
                        "no-force-push",
                        Verdict.DENY,
                        new Rule.When(
                            "git push",
                            List.of("--force"),
                            List.of("main"),
                            List.of("a"),
                            List.of("b"),
                            List.of("c"),
                            List.of("d"),
                            List.of("python"),
                            List.of("E")),
                        "it rewrites what others have",
                        "push without --force",
                        List.of("command.questionable"),
                        List.of("git push --force"),
                        List.of("git push")))),
            "built-in",
            AT),
        new AuditAppended(
            7,
            "log-1",
            2,
            AT,
            "command.decided",
            "ex-1/decided",
            "api-key:00112233",
            SANDBOX,
            EXECUTION,
            new AuditAppended.Source("lasso.command.decided", 3, 42),
            new TreeMap<>(Map.of("verdict", "allow")),
            AuditLine.GENESIS),
        new SandboxPause(
            SANDBOX,
            true,
            "behavior.denials",
            "20 commands were denied within 1 min",
            "api-key:00112233",
            AT));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordIsWrittenAsItsGoldenFileSays(Object value) throws IOException {
    assertThat(new String(Wire.encode(value), StandardCharsets.UTF_8)).isEqualTo(golden(value));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aGoldenFileIsReadBackAsItWas(Object value) throws IOException {
    Object read = Wire.decode(value.getClass(), golden(value).getBytes(StandardCharsets.UTF_8));

    assertThat(new String(Wire.encode(read), StandardCharsets.UTF_8)).isEqualTo(golden(value));
  }

  @ParameterizedTest
  @MethodSource("records")
  void aFieldThatANewerSenderAddedDoesNotHurt(Object value) throws IOException {
    String newer = "{\"field_of_tomorrow\":[1]," + golden(value).substring(1);

    Object read = Wire.decode(value.getClass(), newer.getBytes(StandardCharsets.UTF_8));

    assertThat(new String(Wire.encode(read), StandardCharsets.UTF_8)).isEqualTo(golden(value));
  }

  @Test
  void aDecisionOfAnEarlierVersionIsReadAsItWas() {
    String older =
        """
        {"verdict":"deny","rule":"r","reasons":["no"],"profile":{"name":"p","revision":"0"}}\
        """;

    Decision read = Wire.decode(Decision.class, older.getBytes(StandardCharsets.UTF_8));

    assertThat(read)
        .isEqualTo(new Decision(Verdict.DENY, "r", List.of("no"), new ProfileRef("p", "0")));
    assertThat(new String(Wire.encode(read), StandardCharsets.UTF_8)).isEqualTo(older);
  }

  @Test
  void everyTopicHasAGoldenFile() {
    assertThat(records().map(Object::getClass))
        .containsExactlyInAnyOrderElementsOf(
            Topics.ALL.stream().<Class<?>>map(Topic::type).toList());
  }

  private static String golden(Object value) throws IOException {
    String name = "/golden/" + value.getClass().getSimpleName() + ".json";
    try (InputStream file = GoldenJsonTest.class.getResourceAsStream(name)) {
      assertThat(file).as(name).isNotNull();
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }
}
