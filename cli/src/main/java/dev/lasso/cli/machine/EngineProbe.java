package dev.lasso.cli.machine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the container engine about itself: one {@code GET /info} of its API (Docker's; Podman
 * answers it too) over HTTP/1.0, whose answer ends with the connection. No client library: this
 * must work, and quickly, on a machine that has nothing else.
 */
public final class EngineProbe {
  private static final String DEFAULT = "unix:///var/run/docker.sock";
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final int MAX_ANSWER = 4 << 20;
  private static final int DEFAULT_PORT = 2375;

  /** What was found. */
  public sealed interface Result {

    /** It answers; the fields of its {@code /info}. */
    record Answers(String address, JsonNode info) implements Result {}

    /**
     * It does not.
     *
     * @param problem what is the matter
     * @param hint what to do
     */
    record Unreachable(String address, String problem, String hint) implements Result {}

    /** Its address is of a kind that only the node itself can speak to (ssh, TLS). */
    record Unknown(String address) implements Result {}
  }

  private EngineProbe() {}

  /** Asks the engine that the environment names ({@code DOCKER_HOST}). */
  public static Result ask(Map<String, String> environment) {
    String address = environment.getOrDefault("DOCKER_HOST", "");
    address = address.isEmpty() ? DEFAULT : address;
    boolean tls = !environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty();
    CompletableFuture<Result> answer = new CompletableFuture<>();
    String target = address;
    Thread.ofVirtual().start(() -> answer.complete(ask(target, tls)));
    try {
      return answer.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return new Result.Unreachable(
          address,
          "the engine gave no answer within " + DEADLINE.toSeconds() + " s",
          "restart it (systemctl restart docker)");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result.Unreachable(address, "interrupted", "try again");
    }
  }

  private static Result ask(String address, boolean tls) {
    try {
      URI uri = new URI(address);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme();
      if (scheme.equals("unix")) {
        return askSocket(address, Path.of(uri.getPath()));
      }
      if (scheme.equals("tcp") && !tls && uri.getHost() != null) {
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        try (SocketChannel channel =
            SocketChannel.open(new InetSocketAddress(uri.getHost(), port))) {
          return new Result.Answers(address, info(channel));
        }
      }
      return new Result.Unknown(address);
    } catch (URISyntaxException | InvalidPathException e) {
      return new Result.Unreachable(
          address, "DOCKER_HOST is not an address", "set it to unix:///PATH or tcp://HOST:PORT");
    } catch (IOException e) {
      return new Result.Unreachable(
          address, "no engine answers: " + e.getMessage(), "start it, or correct DOCKER_HOST");
    }
  }

  private static Result askSocket(String address, Path socket) {
    if (!Files.exists(socket)) {
      return new Result.Unreachable(
          address,
          "there is no engine's socket",
          "install Docker or Podman (`./lasso quickstart` does), start it, or set DOCKER_HOST");
    }
    if (!Files.isWritable(socket)) {
      return new Result.Unreachable(
          address,
          "this user may not use the engine's socket",
          "join its group (usermod -aG docker NAME, then log in again), or use a rootless engine");
    }
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return new Result.Answers(address, info(channel));
    } catch (IOException e) {
      return new Result.Unreachable(
          address,
          "the engine does not answer: " + e.getMessage(),
          "start it (systemctl start docker, or dockerd)");
    }
  }

  private static JsonNode info(SocketChannel channel) throws IOException {
    byte[] request =
        "GET /info HTTP/1.0\r\nHost: engine\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    channel.write(ByteBuffer.wrap(request));
    byte[] answer = Channels.newInputStream(channel).readNBytes(MAX_ANSWER);
    String text = new String(answer, StandardCharsets.ISO_8859_1);
    int body = text.indexOf("\r\n\r\n");
    if (body < 0 || !text.startsWith("HTTP/1.") || !text.startsWith(" 200", "HTTP/1.x".length())) {
      throw new IOException("its answer is " + text.lines().findFirst().orElse("empty"));
    }
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    json.write(answer, body + 4, answer.length - body - 4);
    return Wire.mapper().readTree(json.toByteArray());
  }
}
