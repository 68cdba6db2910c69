package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process of its own, as shells and programs start it. */
@Tag("slow")
class LassoCliTest {
  private static final long DEADLINE = 60;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // set by BeforeAll
  private static StandIn node;

  private record Result(int code, byte[] out, String err) {
    String text() {
      return new String(out, StandardCharsets.UTF_8);
    }
  }

  @BeforeAll
  static void start() throws IOException {
    node = new StandIn();
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static List<String> lasso(String... args) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lasso.cli.LassoCli"));
    command.addAll(List.of(args));
    return command;
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.startsWith("LASSO_") || name.startsWith("LC_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "LASSO_API_URL",
                node.url(),
                "LASSO_API_KEY",
                "k",
                "LASSO_HOME",
                directory.resolve("home").toString(),
                "LC_ALL",
                "C.UTF-8"));
    return builder;
  }

  private static File devNull() {
    return new File("/dev/null");
  }

  private Result run(ProcessBuilder builder) throws Exception {
    Process process = builder.start();
    return result(process);
  }

  private static Result result(Process process) throws Exception {
    CompletableFuture<byte[]> out =
        CompletableFuture.supplyAsync(() -> all(process.getInputStream()));
    CompletableFuture<byte[]> err =
        CompletableFuture.supplyAsync(() -> all(process.getErrorStream()));
    if (!process.waitFor(DEADLINE, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it hangs");
    }
    return new Result(
        process.exitValue(), out.get(), new String(err.get(), StandardCharsets.UTF_8));
  }

  private static byte[] all(InputStream in) {
    try (in) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Result lassoWithoutStdin(String... args) throws Exception {
    return run(builder(lasso(args)).redirectInput(devNull()));
  }

  /** By a shell, whose {@code $@} is the command line. */
  private Result inShell(String script, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", script, "sh"));
    command.addAll(lasso(args));
    return run(builder(command).redirectInput(devNull()));
  }

  @Test
  void words_and_exit_code_pass_through_untouched() throws Exception {
    Result result =
        lassoWithoutStdin(
            "exec",
            "sb-one-1",
            "--",
            "exit",
            "",
            "a b",
            "ü日",
            "$HOME",
            "--",
            "-n",
            "@x",
            "'\"\\",
            "--debug");

    assertThat(result.text())
        .isEqualTo(
            "[\"exit\",\"\",\"a b\",\"ü日\",\"$HOME\",\"--\",\"-n\",\"@x\",\"'\\\"\\\\\",\"--debug\"]");
    assertThat(result.err()).isEqualTo("err\u001b\n");
    assertThat(result.code()).isEqualTo(7);
  }

  @Test
  void any_bytes_pass_from_stdin_to_stdout() throws Exception {
    byte[] bytes = new byte[70_000];
    new java.util.Random(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("bytes"), bytes);

    Result byFile =
        run(builder(lasso("exec", "sb-one-1", "--", "cat")).redirectInput(file.toFile()));
    Result byPipe = inShell("cat " + file + " | \"$@\"", "exec", "sb-one-1", "--", "cat");

    assertThat(byFile.out()).isEqualTo(bytes);
    assertThat(byPipe.out()).isEqualTo(bytes);
    assertThat(byPipe.err()).isEmpty();
    assertThat(byPipe.code()).isZero();
  }

  @Test
  void a_slow_program_before_the_pipe_is_waited_for() throws Exception {
    Result result = inShell("(sleep 3; echo hi) | \"$@\"", "exec", "sb-one-1", "--", "cat");

    assertThat(result.text()).isEqualTo("hi\n");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void a_parent_that_holds_a_silent_pipe_open_does_not_hang_it() throws Exception {
    Process process = builder(lasso("exec", "sb-one-1", "--", "cat")).start();
    try (OutputStream neverWritten = process.getOutputStream()) {
      long began = System.nanoTime();
      Result result = result(process);

      assertThat(result.code()).isZero();
      assertThat(result.out()).isEmpty();
      assertThat(result.err()).isEmpty();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
      neverWritten.flush();
    }
  }

  @Test
  void closed_descriptors_do_no_harm() throws Exception {
    Result noStdin = inShell("\"$@\" <&-", "exec", "sb-one-1", "--", "cat");
    assertThat(noStdin.code()).isZero();
    assertThat(noStdin.out()).isEmpty();

    Result reader = inShell("\"$@\" </dev/null | head -c 3", "exec", "sb-one-1", "--", "words");
    assertThat(reader.text()).isEqualTo("[\"w");
    assertThat(reader.err()).isEmpty();

    Result full = inShell("\"$@\" >/dev/full", "exec", "sb-one-1", "--", "words");
    assertThat(full.code()).isEqualTo(125);
    assertThat(full.err()).contains("can't write the command's stdout");
  }

  @Test
  void a_batch_whose_output_nobody_takes_ends_and_is_no_success() throws Exception {
    Path batch = directory.resolve("batch.jsonl");
    Files.writeString(batch, "{\"id\":1,\"command\":\"ls\"}\n".repeat(20_000));
    String[] check = {"gate", "check", "-p", "minimal", "--batch", "-"};

    Result head = inShell("\"$@\" <" + batch + " | head -n 1", check);
    Result full = inShell("\"$@\" <" + batch + " >/dev/full", check);

    assertThat(head.text().lines()).hasSize(1);
    assertThat(head.err()).isEqualTo("lasso: can't write the output\n");
    assertThat(full.code()).isEqualTo(1);
    assertThat(full.err()).isEqualTo("lasso: can't write the output\n");
  }

  @Test
  void interrupted_it_ends_with_130_and_says_what_may_go_on() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      // A shell starts what runs in the background with SIGINT ignored, and that is inherited: by
      // this JVM perhaps, and then by what it starts.
      List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
      command.addAll(lasso("exec", "-n", "sb-one-1", "--", "cat"));
      ProcessBuilder builder = builder(command).redirectInput(devNull());
      builder.environment().put("LASSO_API_URL", "http://127.0.0.1:" + silent.getLocalPort());
      Process process = builder.start();
      silent.accept().getInputStream().read();
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

      Result result = result(process);

      assertThat(result.code()).isEqualTo(130);
      assertThat(result.err()).contains("interrupted");
    }
  }

  @Test
  void too_much_stdin_runs_nothing() throws Exception {
    Result result = inShell("head -c 600000 /dev/zero | \"$@\"", "exec", "sb-one-1", "--", "cat");

    assertThat(result.code()).isEqualTo(125);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("512 KiB");
  }

  @Test
  void a_denial_is_126_with_the_reason_made_harmless() throws Exception {
    Result result = lassoWithoutStdin("exec", "sb-one-1", "--", "deny");

    assertThat(result.code()).isEqualTo(126);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualTo("lasso: denied: because \\x1b[31m [test.rule]\n");
  }

  @Test
  void the_beginning_of_an_id_will_do() throws Exception {
    assertThat(lassoWithoutStdin("exec", "sb-o", "--", "exit").code()).isEqualTo(7);
    assertThat(lassoWithoutStdin("exec", "other", "--", "exit").code()).isEqualTo(125);
  }

  @Test
  void what_did_not_run_for_now_is_75() throws Exception {
    Result result = lassoWithoutStdin("exec", "sb-one-1", "--", "busy");

    assertThat(result.code()).isEqualTo(75);
    assertThat(result.err()).isEqualTo("lasso: Too many\n");
  }

  @Test
  void what_a_person_must_approve_is_said_and_waited_for() throws Exception {
    Result result = lassoWithoutStdin("exec", "sb-one-1", "--", "ask");

    assertThat(result.code()).isEqualTo(7);
    assertThat(result.text()).isEqualTo("approved");
    assertThat(result.err())
        .isEqualTo(
            """
            lasso: waiting for approval: because \\x1b[31m [test.asks]
            lasso: approve with: lasso approvals approve ex-1-1
            """);
  }

  @Test
  void who_does_not_want_to_wait_for_a_person_has_123() throws Exception {
    Result result = lassoWithoutStdin("exec", "--no-wait", "sb-one-1", "--", "ask");

    assertThat(result.code()).isEqualTo(123);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("lasso approvals approve ex-1-1");
  }

  @Test
  void json_is_the_nodes_whole_answer() throws Exception {
    Result result = lassoWithoutStdin("exec", "--json", "sb-one-1", "--", "exit");

    assertThat(result.text()).startsWith("{\"execution_id\":\"ex-1-1\"").endsWith("}\n");
    assertThat(result.code()).isEqualTo(7);
  }

  @Test
  void arguments_that_are_not_text_are_refused_and_never_mutilated() throws Exception {
    Result result = inShell("\"$@\" -- \"$(printf '\\377')\"", "exec", "sb-one-1");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("argument 4").contains("LC_ALL=C.UTF-8");
  }

  @Test
  void nonsense_is_2_and_a_missing_node_says_what_to_do_without_a_trace() throws Exception {
    for (String line : List.of("nonsense", "up --port x", "create --what", "stop", "exec")) {
      Result result = lassoWithoutStdin(line.split(" "));
      assertThat(result.code()).as(line).isEqualTo(2);
      assertThat(result.err()).as(line).startsWith("lasso: ").doesNotContain("\tat ");
    }
    ProcessBuilder builder = builder(lasso("status"));
    builder.environment().keySet().removeAll(List.of("LASSO_API_URL", "LASSO_API_KEY"));
    Result result = run(builder);
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("lasso up").doesNotContain("\tat ");
  }

  @Test
  void a_node_that_can_not_be_started_ends_up_with_its_last_words() throws Exception {
    Path dist = Files.createDirectories(directory.resolve("dist/node")).getParent();
    Files.write(directory.resolve("dist/node/empty.jar"), new byte[0]);
    for (List<String> flags : List.of(List.of("--detach"), List.<String>of())) {
      List<String> args = new ArrayList<>(List.of("up", "--port", "0"));
      args.addAll(flags);
      ProcessBuilder builder = builder(lasso(args.toArray(String[]::new)));
      builder.environment().put("LASSO_DIST", String.valueOf(dist));
      builder.environment().put("DOCKER_HOST", "ssh://nowhere"); // not looked at
      builder
          .environment()
          .put("LASSO_JAVA", Path.of(System.getProperty("java.home"), "bin", "java").toString());

      Result result = run(builder.redirectInput(devNull()));

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("NodeMain").contains("node.log");
    }
    assertThat(Files.getPosixFilePermissions(directory.resolve("home")))
        .isEqualTo(java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void without_an_engine_no_node_is_started_and_it_says_what_to_do() throws Exception {
    for (List<String> flags : List.of(List.of("--detach"), List.<String>of())) {
      List<String> args = new ArrayList<>(List.of("up", "--port", "0"));
      args.addAll(flags);
      ProcessBuilder builder = builder(lasso(args.toArray(String[]::new)));
      builder.environment().put("DOCKER_HOST", "unix://" + directory.resolve("no.sock"));

      Result result = run(builder.redirectInput(devNull()));

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err()).contains("no.sock").contains("start it").doesNotContain("\tat ");
    }
    assertThat(directory.resolve("home/logs")).doesNotExist();
  }

  @Test
  void a_port_that_is_taken_is_said_to_be() throws Exception {
    String port = node.url().substring(node.url().lastIndexOf(':') + 1);

    Result result = lassoWithoutStdin("up", "--detach", "--port", port);

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains(port).contains("--port");
  }

  @Test
  void down_without_a_node_is_done() throws Exception {
    assertThat(lassoWithoutStdin("down").code()).isZero();
  }
}
