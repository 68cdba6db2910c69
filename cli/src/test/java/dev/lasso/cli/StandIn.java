package dev.lasso.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Speaks the node's side of `exec` for tests of what the command line itself does with bytes and
 * codes (the system tests have a real node): it answers with the command's stdin as stdout, or what
 * the first word asks for.
 */
final class StandIn implements AutoCloseable {
  private static final String ASKED =
      """
      {"execution_id":"ex-1-1","sandbox_id":"sb-one-1","state":"waiting-for-approval","approval":{
      "id":"ex-1-1","sandbox_id":"sb-one-1","state":"pending","argv":["ask"],"plan":{"argv":["ask"]},
      "rule":"test.asks","reasons":["because \\u001b[31m"],"requested_at":"2026-01-02T03:04:05Z",
      "expires_at":"2026-01-02T03:09:05Z"}}
      """;

  private final HttpServer server;
  private final AtomicInteger polls = new AtomicInteger();

  StandIn() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/api/v1/sandboxes", this::sandboxes);
    server.createContext("/api/v1/executions", this::executions);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void sandboxes(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    byte[] request = exchange.getRequestBody().readAllBytes();
    if (path.equals("/api/v1/sandboxes")) {
      answer(
          exchange,
          200,
          "{\"items\":[{\"id\":\"sb-one-1\",\"name\":\"evil\\u001b[2J\",\"profile\":\"minimal\",\"state\":\"running\","
              + "\"isolation\":\"container\",\"node\":\"node-1\",\"labels\":{},\"actor\":\"me\","
              + "\"created_at\":\"2026-01-02T03:04:05Z\"}]}");
    } else if (path.equals("/api/v1/sandboxes/sb-one-1/exec")) {
      exec(exchange, Wire.mapper().readTree(request));
    } else {
      answer(
          exchange,
          404,
          "{\"type\":\"urn:lasso:problem:no-such-sandbox\",\"title\":\"No such sandbox\",\"status\":404}");
    }
  }

  /** A person approved, the second time that somebody asks. */
  private void executions(HttpExchange exchange) throws IOException {
    if (polls.incrementAndGet() % 2 == 1) {
      answer(exchange, 202, ASKED);
      return;
    }
    answer(
        exchange,
        200,
        """
        {"execution_id":"ex-1-1","outcome":"exited","exit_code":7,"stdout":"approved","stderr":"",
        "duration_ms":1,"decision":{"verdict":"allow","rule":"approval.approved","reasons":["ok"]}}
        """);
  }

  private void exec(HttpExchange exchange, JsonNode command) throws IOException {
    String program = command.path("argv").path(0).asText();
    ObjectNode result = Wire.mapper().createObjectNode();
    result.put("execution_id", "ex-1-1").put("sandbox_id", "sb-one-1").put("duration_ms", 1);
    result
        .putObject("decision")
        .put("verdict", program.equals("deny") ? "deny" : "allow")
        .put("rule", "test.rule")
        .putArray("reasons")
        .add("because \u001b[31m");
    result.putObject("audit").put("seq", 2).put("log_id", "log-1");
    if (program.equals("busy")) {
      answer(exchange, 503, "{\"type\":\"urn:lasso:problem:busy\",\"title\":\"Too many\"}");
      return;
    }
    if (program.equals("ask")) {
      answer(exchange, 202, ASKED);
      return;
    }
    if (program.equals("deny")) {
      result.put("type", "urn:lasso:problem:command-denied").put("title", "denied");
      answer(exchange, 403, result.toString());
      return;
    }
    result.put("outcome", "exited").put("exit_code", program.startsWith("exit") ? 7 : 0);
    byte[] stdout =
        program.equals("cat")
            ? Base64.getDecoder().decode(command.path("stdin_base64").asText(""))
            : command.path("argv").toString().getBytes(StandardCharsets.UTF_8);
    result.put("stdout", "lossy").put("stdout_base64", Base64.getEncoder().encodeToString(stdout));
    result.put("stderr", program.equals("exit") ? "err\u001b\n" : "");
    answer(exchange, 200, result.toString());
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
