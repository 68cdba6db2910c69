package dev.lasso.runner;

import static dev.lasso.testkit.KafkaFixture.await;

import dev.lasso.contracts.CommandDecided;
import dev.lasso.contracts.Decision;
import dev.lasso.contracts.ExecutionFinished;
import dev.lasso.contracts.ExecutionId;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Identifiers;
import dev.lasso.contracts.Isolation;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Plan;
import dev.lasso.contracts.Profile;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.ProfileRef;
import dev.lasso.contracts.SandboxId;
import dev.lasso.contracts.SandboxRequested;
import dev.lasso.contracts.SandboxState;
import dev.lasso.contracts.SandboxState.Phase;
import dev.lasso.contracts.SandboxStopRequested;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Verdict;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Settings;
import dev.lasso.testkit.KafkaFixture;
import dev.lasso.testkit.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A node in front of a real broker and a real engine, and what the other services would say to it.
 */
final class Node {
  static final String IMAGE = "debian:bookworm-slim";
  static final ProfileRef PROFILE = new ProfileRef("test", "0123456789abcdef");
  static final Duration TIME = Duration.ofSeconds(20);

  private final KafkaFixture kafka;
  private final EventProducer producer;
  private final Path home;
  private final Map<String, String> env = new HashMap<>();
  private final Identifiers identifiers = new Identifiers(Clock.systemUTC(), new Random());
  final KafkaFixture.Recording<SandboxState> states;
  final KafkaFixture.Recording<ExecutionFinished> finished;
  final KafkaFixture.Recording<Heartbeat> heartbeats;
  private @Nullable RunnerService service;

  Node(KafkaFixture kafka, Path home) throws IOException {
    this.kafka = kafka;
    this.producer = kafka.producer();
    this.home = home;
    this.states = kafka.record(Topics.SANDBOX_STATE);
    this.finished = kafka.record(Topics.EXECUTION_FINISHED);
    this.heartbeats = kafka.record(Topics.HEARTBEAT);
    Path images = home.resolveSibling(home.getFileName() + "-images");
    for (String name : List.of("minimal", "offline", "development")) {
      Files.createDirectories(images.resolve(name));
      Files.writeString(
          images.resolve(name).resolve("Dockerfile"),
          "ARG BASE\nFROM ${BASE}\nLABEL dev.lasso.test=" + name + "\n");
    }
    env.put("LASSO_HOME", home.toString());
    env.put("LASSO_IMAGES", images.toString());
    kafka.send(
        producer,
        Topics.PROFILE,
        PROFILE.toString(),
        new ProfilePublished(PROFILE, profile(), "test", Instant.now()));
  }

  private static Profile profile() {
    return new Profile(
        "test",
        "for tests",
        IMAGE,
        Isolation.CONTAINER,
        new Profile.CommandPolicy(Profile.ListMode.BLACKLIST, List.of()),
        new Profile.NetworkPolicy(Profile.NetworkMode.NONE, List.of()),
        new Profile.Limits(256 << 20, 1000, 100, 512, 16 << 20, 32 << 20, 10_000, 60_000),
        Map.of());
  }

  Node with(String setting, String value) {
    env.put(setting, value);
    return this;
  }

  Map<String, String> environment() {
    return env;
  }

  Node start() {
    Settings settings = Settings.of(env);
    RunnerService created = RunnerService.create(kafka.context(), settings);
    settings.check();
    service = created;
    await(created.start());
    return this;
  }

  void stop() {
    RunnerService running = service;
    service = null;
    if (running != null) {
      await(running.stop());
    }
    Engine.removeTestImages();
  }

  NodeId id() {
    return Waiting.until("the node's id", this::readId);
  }

  private java.util.Optional<NodeId> readId() {
    try {
      return java.util.Optional.of(new NodeId(Files.readString(home.resolve("node-id")).strip()));
    } catch (IOException e) {
      return java.util.Optional.empty();
    }
  }

  SandboxId request(@Nullable Path workingDir, Isolation isolation, Duration patience) {
    SandboxId id = identifiers.newSandboxId();
    request(id, workingDir, isolation, patience);
    return id;
  }

  void request(SandboxId id, @Nullable Path workingDir, Isolation isolation, Duration patience) {
    Instant now = Instant.now();
    kafka.send(
        producer,
        Topics.SANDBOX_REQUESTED,
        id.value(),
        new SandboxRequested(
            id,
            "test",
            PROFILE,
            isolation,
            workingDir == null ? null : workingDir.toString(),
            Map.of(),
            Map.of("who", "test"),
            "tester",
            now,
            now.plus(patience)));
  }

  SandboxId running() {
    SandboxId id = request(null, Isolation.CONTAINER, TIME);
    state(id, Phase.RUNNING);
    return id;
  }

  SandboxState state(SandboxId id, Phase phase) {
    return states.await(state -> state.sandboxId().equals(id) && state.phase() == phase);
  }

  SandboxState settled(SandboxId id) {
    return states.await(state -> state.sandboxId().equals(id) && state.phase() != Phase.CREATING);
  }

  List<Phase> phases(SandboxId id) {
    return states.values().stream()
        .filter(state -> state.sandboxId().equals(id))
        .map(SandboxState::phase)
        .toList();
  }

  @SuppressWarnings("NullAway") // it does not see @Nullable on an array of a record in a class file
  CommandDecided allow(SandboxId sandbox, Instant startBy, String cwd, String... argv) {
    return new CommandDecided(
        identifiers.newExecutionId(),
        sandbox,
        id(),
        new Decision(Verdict.ALLOW, "test", List.of("it is a test"), PROFILE),
        new Plan(List.of(argv), cwd, Map.of(), null, 30_000),
        "tester",
        Instant.now(),
        startBy);
  }

  CommandDecided allow(SandboxId sandbox, String... argv) {
    return allow(sandbox, Instant.now().plus(TIME), "/workspace", argv);
  }

  ExecutionId send(CommandDecided decided) {
    kafka.send(producer, Topics.COMMAND_DECIDED, decided.sandboxId().value(), decided);
    return decided.executionId();
  }

  ExecutionFinished result(ExecutionId id) {
    return finished.await(event -> event.executionId().equals(id));
  }

  ExecutionFinished run(SandboxId sandbox, String... argv) {
    return result(send(allow(sandbox, argv)));
  }

  void stop(SandboxId sandbox, boolean remove) {
    kafka.send(
        producer,
        Topics.SANDBOX_STOP_REQUESTED,
        sandbox.value(),
        new SandboxStopRequested(sandbox, id(), remove, "tester", Instant.now()));
  }

  Heartbeat heartbeat(Predicate<Heartbeat> wanted) {
    return heartbeats.await(beat -> beat.instance().equals(id().value()) && wanted.test(beat));
  }
}
