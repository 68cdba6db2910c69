package dev.lasso.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lasso.contracts.Outcome;
import dev.lasso.contracts.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the client makes of a node's answers, and of a server that is no node or breaks. */
class LassoClientTest {
  private static final SandboxId ID = new SandboxId("sb-1-a");
  private static final String DECISION =
      "{\"verdict\":\"allow\",\"rule\":\"command.whitelisted\",\"reasons\":[\"listed\"]}";
  private static final String AUDIT = "{\"seq\":7,\"decided_seq\":6,\"log_id\":\"log-1\"}";

  private static String item(int n) {
    return "{\"id\":\"sb-"
        + n
        + "\",\"name\":\"n\",\"profile\":\"p\",\"state\":\"running\",\"isolation\":\"container\","
        + "\"node\":\"node-1\",\"labels\":{\"a\":\"b\"},\"actor\":\"me\",\"created_at\":\"2026-01-02T03:04:05Z\"}";
  }

  private static String finished(String fields) {
    return "{\"execution_id\":\"ex-1-a\",\"sandbox_id\":\"sb-1-a\",\"duration_ms\":1.25,\"decision\":"
        + DECISION
        + ",\"audit\":"
        + AUDIT
        + ","
        + fields
        + "}";
  }

  @Test
  void exec_sends_the_words_and_gives_back_the_result_with_its_timing() throws IOException {
    try (Answers node =
            Answers.json(
                200,
                finished(
                    "\"outcome\":\"exited\",\"exit_code\":3,\"stdout\":\"ü\",\"stderr\":\"e\""),
                "Server-Timing",
                "gate;dur=0.5, run;desc=\"x\";dur=1.25",
                "Server-Timing",
                "audit;dur=0.75");
        LassoClient client = node.client()) {
      Command command =
          Command.of("echo", "-n", "a b")
              .reading(new byte[] {0, (byte) 0xff})
              .within(Duration.ofSeconds(2));

      ExecOutcome outcome = client.exec(ID, command);

      assertThat(node.requests())
          .containsExactly(
              "POST /api/v1/sandboxes/sb-1-a/exec Bearer secret "
                  + "{\"argv\":[\"echo\",\"-n\",\"a b\"],\"timeout_ms\":2000,\"stdin_base64\":\"AP8=\"}");
      assertThat(outcome)
          .isInstanceOfSatisfying(
              ExecOutcome.Finished.class,
              result -> {
                assertThat(result.outcome()).isEqualTo(Outcome.EXITED);
                assertThat(result.exitCode()).isEqualTo(3);
                assertThat(result.stdout()).isEqualTo("ü".getBytes(StandardCharsets.UTF_8));
                assertThat(result.duration()).isEqualTo(Duration.ofNanos(1_250_000));
                assertThat(result.audit()).isEqualTo(new ExecOutcome.AuditRef(7, "log-1"));
                assertThat(result.timing().hops())
                    .containsExactly(
                        Map.entry("gate", Duration.ofNanos(500_000)),
                        Map.entry("run", Duration.ofNanos(1_250_000)),
                        Map.entry("audit", Duration.ofNanos(750_000)));
              });
    }
  }

  @Test
  void output_that_is_not_text_arrives_byte_for_byte() throws IOException {
    try (Answers node =
            Answers.json(
                200,
                finished(
                    "\"outcome\":\"signaled\",\"exit_code\":137,\"signal\":9,"
                        + "\"stdout\":\"\\ufffd\",\"stdout_base64\":\"/wAK\",\"stderr\":\"\",\"stdout_truncated\":true"));
        LassoClient client = node.client()) {
      assertThat(client.exec(ID, Command.of("cat")))
          .isInstanceOfSatisfying(
              ExecOutcome.Finished.class,
              result -> {
                assertThat(result.stdout()).containsExactly(0xff, 0, '\n');
                assertThat(result.stdoutTruncated()).isTrue();
                assertThat(result.stderrTruncated()).isFalse();
                assertThat(result.signal()).isEqualTo(9);
              });
    }
  }

  @Test
  void a_denial_is_an_outcome_with_its_reasons() throws IOException {
    try (Answers node =
            Answers.json(
                403,
                "{\"type\":\"urn:lasso:problem:command-denied\",\"title\":\"Command denied\",\"status\":403,"
                    + "\"detail\":\"no\",\"execution_id\":\"ex-1-a\",\"decision\":{\"verdict\":\"deny\","
                    + "\"rule\":\"command.blacklisted\",\"reasons\":[\"sudo is on the list\"]},\"audit\":"
                    + AUDIT
                    + "}");
        LassoClient client = node.client()) {
      assertThat(client.exec(ID, Command.of("sudo")))
          .isInstanceOfSatisfying(
              ExecOutcome.Denied.class,
              denied -> {
                assertThat(denied.decision().reasons()).containsExactly("sudo is on the list");
                assertThat(denied.decision().rule()).isEqualTo("command.blacklisted");
              });
    }
  }

  @Test
  void another_403_is_no_denial() throws IOException {
    try (Answers node =
            Answers.json(
                403,
                "{\"type\":\"urn:lasso:problem:origin\",\"title\":\"Forbidden\",\"status\":403,\"hint\":\"ask\"}");
        LassoClient client = node.client()) {
      assertThatThrownBy(() -> client.exec(ID, Command.of("true")))
          .isInstanceOf(LassoException.Refused.class)
          .hasMessage("Forbidden: ask");
    }
  }

  @Test
  void a_list_of_several_pages_is_read_to_its_end() throws IOException {
    AtomicInteger page = new AtomicInteger();
    var server =
        com.sun.net.httpserver.HttpServer.create(
            new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          int n = page.incrementAndGet();
          String cursor = n < 3 ? ",\"next_cursor\":\"c/" + n + "\"" : "";
          byte[] body =
              ("{\"items\":[" + item(n) + "]" + cursor + "}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (LassoClient client = new LassoClient(new Connection(url, null))) {
      List<Sandbox> sandboxes = client.sandboxes();

      assertThat(sandboxes).extracting(s -> s.id().value()).containsExactly("sb-1", "sb-2", "sb-3");
      assertThat(sandboxes.getFirst().labels()).containsExactly(Map.entry("a", "b"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void health_is_told_whether_ready_or_not() throws IOException {
    try (Answers node =
            Answers.json(
                503,
                "{\"status\":\"starting\",\"uptime_seconds\":1.5,\"problems\":[\"no engine\"],\"preparing\":\"image\"}");
        LassoClient client = node.client()) {
      Health health = client.health(Duration.ofSeconds(5));

      assertThat(health.isReady()).isFalse();
      assertThat(health.problems()).containsExactly("no engine");
      assertThat(health.preparing()).isEqualTo("image");
      assertThat(health.uptime()).isEqualTo(Duration.ofMillis(1500));
    }
  }

  @Test
  void a_wrong_key_is_said_to_be_one() throws IOException {
    try (Answers node =
            Answers.json(
                401, "{\"type\":\"urn:lasso:problem:unauthorized\",\"title\":\"Unauthorized\"}");
        LassoClient client = node.client()) {
      assertThatThrownBy(client::sandboxes)
          .isInstanceOf(LassoException.Unauthorized.class)
          .hasMessageContaining("LASSO_API_KEY")
          .hasMessageNotContaining("secret");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>nginx</html>",
        "",
        "null",
        "[]",
        "{\"items\":",
        "{\"items\":{}}",
        "{\"items\":[{\"id\":\"../../etc\"}]}",
        "{\"items\":[{\"id\":\"sb-1\",\"profile\":5}]}",
        "{\"status\":\"ok\"}"
      })
  void what_is_no_answer_of_a_node_is_named_so_and_never_a_crash(String body) throws IOException {
    for (int status : new int[] {200, 502}) {
      try (Answers server = Answers.json(status, body);
          LassoClient client = server.client()) {
        assertThatThrownBy(client::sandboxes)
            .isInstanceOf(LassoException.class)
            .hasMessageNotContaining("Exception");
        assertThatThrownBy(() -> client.health(Duration.ofSeconds(5)))
            .isInstanceOf(LassoException.class);
      }
    }
  }

  @Test
  void nested_without_end_is_refused() throws IOException {
    try (Answers server = Answers.json(200, "{\"items\":" + "[".repeat(100_000));
        LassoClient client = server.client()) {
      assertThatThrownBy(client::sandboxes).isInstanceOf(LassoException.BadAnswer.class);
    }
  }

  @Test
  void nobody_listening_says_how_to_start_a_node() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    URI url = URI.create("http://127.0.0.1:" + port);
    try (LassoClient client = new LassoClient(new Connection(url, null))) {
      assertThatThrownBy(client::sandboxes)
          .isInstanceOf(LassoException.NodeUnreachable.class)
          .hasMessage("no node answers at " + url + ": start it with `lasso up`");
    }
  }

  @Test
  void a_connection_that_breaks_is_tried_again_for_reading_and_never_for_a_command()
      throws IOException, InterruptedException {
    AtomicInteger requests = new AtomicInteger();
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread closer =
          Thread.ofVirtual()
              .start(() -> {
                while (true) {
                  try (Socket accepted = socket.accept()) {
                    // the request has arrived, at least its beginning
                    if (accepted.getInputStream().read() >= 0) {
                      requests.incrementAndGet();
                    }
                  } catch (IOException e) {
                    return;
                  }
                }
              });
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
      try (LassoClient client = new LassoClient(new Connection(url, null))) {
        assertThatThrownBy(() -> client.exec(ID, Command.of("true")))
            .isInstanceOf(LassoException.ConnectionLost.class)
            .hasMessageContaining("lasso audit view");
        assertThat(requests).hasValue(1);

        assertThatThrownBy(client::sandboxes).isInstanceOf(LassoException.ConnectionLost.class);
        assertThat(requests.get()).isGreaterThanOrEqualTo(1 + 3);
      }
      socket.close();
      closer.join();
    }
  }

  @Test
  void silence_ends_with_the_deadline() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
      try (LassoClient client = new LassoClient(new Connection(url, null))) {
        assertThatThrownBy(() -> client.health(Duration.ofMillis(200)))
            .isInstanceOf(LassoException.DeadlineExceeded.class);
      }
    }
  }

  @Test
  void an_answer_without_end_is_cut_off() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try (Socket accepted = socket.accept()) {
              var out = accepted.getOutputStream();
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
              byte[] much = new byte[1 << 20];
              for (int i = 0; i < 80; i++) {
                out.write(much);
              }
            } catch (IOException e) {
              // cut off, as it should be
            }
          });
      URI url = URI.create("http://127.0.0.1:" + socket.getLocalPort());
      try (LassoClient client = new LassoClient(new Connection(url, null))) {
        assertThatThrownBy(() -> client.exec(ID, Command.of("true")))
            .isInstanceOf(LassoException.class);
      }
    }
  }
}
