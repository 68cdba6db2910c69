package dev.lasso.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.Outcome;
import dev.lasso.sdk.Command;
import dev.lasso.sdk.ExecOutcome;
import dev.lasso.sdk.ExecOutcome.Denied;
import dev.lasso.sdk.ExecOutcome.Finished;
import dev.lasso.sdk.LassoClient;
import dev.lasso.sdk.LassoException;
import dev.lasso.sdk.Sandbox;
import dev.lasso.sdk.SandboxSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One node in a JVM of its own, real containers, used as its users use it. */
@Tag("slow")
@Timeout(600)
class NodeSystemTest {
  private static final String DOUBLED =
      "; a=$a$a; a=$a$a; a=$a$a; a=$a$a; a=$a$a; a=$a$a; a=$a$a; a=$a$a";

  @TempDir static Path directory;

  private static NodeProcess node;
  private static LassoClient client;
  private static Path home;
  private static Sandbox sandbox;

  @BeforeAll
  static void start() {
    Engine.require();
    home = directory.resolve("home");
    node = NodeProcess.node(home, Map.of());
    client = NodeProcess.client(home);
    sandbox = client.create(SandboxSpec.of("development"));
  }

  @AfterAll
  static void stop() {
    if (node == null) {
      return;
    }
    client.close();
    assertThat(node.stop()).as("exit code after SIGTERM").isEqualTo(143);
    assertThat(Engine.containersOf("lasso.node=" + nodeId())).as("containers left").isEmpty();
    assertThat(home.resolve("run/node.json")).doesNotExist();
  }

  @Test
  void aCommandRunsAndItsOutputComesBack() {
    Finished result = finished(Command.of("sh", "-c", "echo out; echo err >&2; exit 3"));

    assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(text(result.stdout())).isEqualTo("out\n");
    assertThat(text(result.stderr())).isEqualTo("err\n");
    assertThat(result.decision().verdict()).isEqualTo("allow");
    assertThat(result.audit().seq()).isPositive();
  }

  @Test
  void aResultIsInTheLogBeforeItIsWithItsCaller() throws IOException {
    Finished result = finished(Command.of("true"));

    String entry = "\"execution_id\":\"" + result.executionId() + "\"";
    assertThat(auditLines())
        .filteredOn(line -> line.contains(entry))
        .anyMatch(line -> line.startsWith("{\"seq\":" + result.audit().seq() + ","))
        .anyMatch(line -> line.contains("command.requested"))
        .anyMatch(line -> line.contains("command.decided"))
        .anyMatch(line -> line.contains("execution.finished"));
  }

  @Test
  void aDeniedCommandDoesNotRun() {
    ExecOutcome outcome = client.exec(sandbox.id(), Command.of("sudo", "true"));

    assertThat(outcome).isInstanceOf(Denied.class);
    assertThat(outcome.decision().verdict()).isEqualTo("deny");
    assertThat(outcome.decision().reasons()).isNotEmpty();
    assertThat(outcome.audit().seq()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo a; sudo b",
        "echo $(sudo id)",
        "echo a && cat ~/.ssh/id_rsa",
        "cat ~/.netrc | head",
        "echo a > /etc/motd",
        "echo aWQK | base64 -d | sh",
        "LD_PRELOAD=./a.so ls",
        "find . -exec sudo {} +",
        "echo 'not closed",
        "a=bbbbbbbb" + DOUBLED + DOUBLED + DOUBLED + DOUBLED + DOUBLED // more than memory holds
      })
  void aLineWithAPartThatMustNotBeIsDeniedWhole(String line) {
    assertThat(client.exec(sandbox.id(), line(line))).isInstanceOf(Denied.class);
  }

  @Test
  void aLineForTheShellRunsAsInOne() {
    Finished result =
        finished(
            line(
                """
                mkdir -p shell && cd shell || exit 7
                printf '%s\\n' b a 'c d' > words; for w in 1 2; do echo "n $w" >> words; done
                sort words | while read -r first rest; do echo "<$first|$rest>"; done
                cat <<EOF | tr a-z A-Z
                here $(basename "$PWD")
                EOF
                [[ -s words ]] && echo {x,y}*.txt; cd ..; rm -r shell; exit 3
                """));

    assertThat(text(result.stderr())).isEmpty();
    assertThat(text(result.stdout()))
        .isEqualTo("<a|>\n<b|>\n<c|d>\n<n|1>\n<n|2>\nHERE SHELL\nx*.txt y*.txt\n");
    assertThat(result.exitCode()).isEqualTo(3);
  }

  @Test
  void aLineIsSplitAsAPosixShellWould() {
    Command command = line("printf '%s|' 'a b' \"c\\\"d\" e\\ f");

    assertThat(text(finished(command).stdout())).isEqualTo("a b|c\"d|e f|");
  }

  @Test
  void operatorsInArgvAreData() {
    assertThat(text(finished(Command.of("echo", "a;b", "$(id)", "&&", "*")).stdout()))
        .isEqualTo("a;b $(id) && *\n");
  }

  @Test
  void everyByteOfStandardInputArrivesAndComesBack() {
    byte[] bytes = new byte[200_000];
    new Random(5).nextBytes(bytes);

    Finished result = finished(Command.of("cat").reading(bytes));

    assertThat(result.stdout()).isEqualTo(bytes);
  }

  @Test
  void aCommandThatTakesTooLongIsKilled() {
    Finished result = finished(Command.of("sleep", "60").within(Duration.ofMillis(300)));

    assertThat(result.outcome()).isEqualTo(Outcome.TIMED_OUT);
    assertThat(result.duration()).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void aSignalIsToldAsOne() {
    Finished result = finished(Command.of("sh", "-c", "kill -TERM $$"));

    assertThat(result.outcome()).isEqualTo(Outcome.SIGNALED);
    assertThat(result.signal()).isEqualTo(15);
    assertThat(result.exitCode()).isEqualTo(143);
  }

  @Test
  void aProgramThatIsNotThereIsSaidToBeSo() {
    Finished result = finished(Command.of("git", "--version"));
    assertThat(result.exitCode()).isZero();

    Finished missing = finished(Command.of("cargo", "--version"));

    assertThat(missing.exitCode()).isEqualTo(127);
  }

  @Test
  void outputBeyondTheLimitIsCutAndSaidToBeCut() {
    Finished result = finished(Command.of("head", "-c", "5000000", "/dev/zero"));

    assertThat(result.exitCode()).isZero();
    assertThat(result.stdoutTruncated()).isTrue();
    assertThat(result.stdout().length).isBetween(1 << 16, 5_000_000 - 1);
  }

  @Test
  void environmentAndWorkingDirectoryAreAsAsked() {
    Command command =
        new Command(
            CommandInput.ofArgv(List.of("sh", "-c", "echo $GREETING; pwd")),
            "/tmp",
            Map.of("GREETING", "hello"),
            null,
            new byte[0]);

    assertThat(text(finished(command).stdout())).isEqualTo("hello\n/tmp\n");
  }

  @Test
  void theSandboxIsHardened() throws IOException {
    // A node that is not root can't give a directory to somebody else: its sandboxes run as its
    // user.
    int nodeUid = (Integer) Files.getAttribute(home, "unix:uid");
    int insider = nodeUid == 0 ? 1000 : nodeUid;
    String status = text(finished(Command.of("cat", "/proc/self/status")).stdout());

    assertThat(status)
        .containsPattern("Uid:(\\s+%d){4}\n".formatted(insider))
        .containsPattern("CapEff:\\s+0{16}")
        .containsPattern("CapBnd:\\s+0{16}")
        .containsPattern("NoNewPrivs:\\s+1")
        .containsPattern("Seccomp:\\s+2");
    // What the gate would deny by name is tried by code, which it leaves to the sandbox.
    assertThat(text(finished(python("import os; print(os.listdir('/sys/class/net'))")).stdout()))
        .isEqualTo("['lo']\n");
    assertThat(finished(python("open('/etc/x', 'w')")).exitCode()).isNotZero();
    assertThat(finished(python("open('/workspace/x', 'w')")).exitCode()).isZero();
  }

  @Test
  void aDirectoryOfSomebodyElseCanBeWorkedInAndStaysTheirs() throws IOException {
    Path work = Files.createDirectory(directory.resolve("work"));
    Files.writeString(work.resolve("mine"), "before");
    Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwx------"));
    Sandbox over = client.create(SandboxSpec.of("development").over(work.toRealPath().toString()));

    ExecOutcome outcome =
        client.exec(
            over.id(), Command.of("sh", "-c", "cat mine && echo after > mine && echo new > made"));

    assertThat(outcome)
        .isInstanceOfSatisfying(Finished.class, done -> assertThat(text(done.stderr())).isEmpty());
    assertThat(work.resolve("mine")).hasContent("after");
    assertThat(Files.getOwner(work.resolve("made"))).isEqualTo(Files.getOwner(work));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(work)))
        .isEqualTo("rwx------");
    client.remove(over.id());
    assertThat(work.resolve("made")).exists();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/etc",
        "/usr/bin",
        "/proc",
        "/proc/self/cwd",
        "/dev",
        "/var/run",
        "/nowhere/at/all"
      })
  void whatMustNotBeAWorkspaceIsRefusedWithTheReason(String path) {
    assertThatThrownBy(() -> client.create(SandboxSpec.of("development").over(path)))
        .isInstanceOf(LassoException.Refused.class);
  }

  @Test
  void anIsolationThatThisMachineLacksIsRefusedAndNothingWeakerIsUsed() {
    assertThatThrownBy(() -> client.create(SandboxSpec.of("strict")))
        .isInstanceOf(LassoException.Refused.class)
        .hasMessageContaining("kata");
  }

  @Test
  void aStoppedSandboxRunsNothingAndIsGoneOnceRemoved() {
    Sandbox other = client.create(SandboxSpec.of("minimal"));

    assertThat(client.stop(other.id()).state()).isEqualTo("stopped");

    assertThatThrownBy(() -> client.exec(other.id(), Command.of("true")))
        .isInstanceOf(LassoException.Refused.class);
    client.remove(other.id());
    assertThatThrownBy(() -> client.sandbox(other.id())).isInstanceOf(LassoException.Refused.class);
    assertThat(Engine.containersOf("lasso.sandbox=" + other.id().value())).isEmpty();
  }

  @Test
  void aSandboxWhoseContainerDiesIsReportedLost() {
    Sandbox other = client.create(SandboxSpec.of("minimal"));
    List<String> containers = Engine.containersOf("lasso.sandbox=" + other.id().value());
    assertThat(containers).hasSize(1);

    assertThat(Engine.run("kill", containers.getFirst()).exitCode()).isZero();

    dev.lasso.testkit.Waiting.untilTrue(
        "the loss", () -> client.sandbox(other.id()).state().equals("lost"));
    assertThat(Engine.containersOf("lasso.sandbox=" + other.id().value())).isEmpty();
  }

  @Test
  void anAgentThatKeepsTryingIsPausedUntilAPersonResumesIt() {
    Sandbox other = client.create(SandboxSpec.of("minimal"));
    for (int i = 0; i < 20; i++) {
      assertThat(client.exec(other.id(), Command.of("sudo", "id")))
          .isInstanceOf(ExecOutcome.Denied.class);
    }
    ExecOutcome paused = client.exec(other.id(), Command.of("true"));
    assertThat(paused.decision().rule()).isEqualTo("behavior.paused");

    client.resume(other.id());

    dev.lasso.testkit.Waiting.untilTrue(
        "the gate to hear of it",
        () -> client.exec(other.id(), Command.of("true")) instanceof Finished);
    client.remove(other.id());
  }

  @Test
  void theLogOfTheNodeCanBeJudgedAnewByAnotherProfile() throws Exception {
    finished(Command.of("python3", "-c", "print(1)"));
    ProcessBuilder simulate =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "dev.lasso.cli.LassoCli",
            "policy",
            "simulate",
            "--profile",
            "minimal",
            "--all");
    simulate.environment().put("LASSO_HOME", home.toString());
    Process process = simulate.redirectErrorStream(true).start();

    String said = text(process.getInputStream().readAllBytes());

    assertThat(process.waitFor()).as(said).isLessThanOrEqualTo(1);
    assertThat(said).contains("entries, verified").contains("allow -> deny  python3 -c print(1)");
  }

  private static Command python(String code) {
    return Command.of("python3", "-c", code);
  }

  private static Command line(String text) {
    return new Command(CommandInput.ofCommand(text), null, Map.of(), null, new byte[0]);
  }

  private static Finished finished(Command command) {
    ExecOutcome outcome = client.exec(sandbox.id(), command);
    assertThat(outcome).isInstanceOf(Finished.class);
    return (Finished) outcome;
  }

  private static List<String> auditLines() throws IOException {
    try (var files = Files.list(home.resolve("audit"))) {
      List<String> lines = new java.util.ArrayList<>();
      for (Path file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      return lines;
    }
  }

  private static String nodeId() {
    try {
      return Files.readString(home.resolve("node-id")).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
