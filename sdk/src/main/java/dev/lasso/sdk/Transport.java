package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 to one node: deadlines, a bound on what an answer may hold, and failures in words.
 * Thread-safe.
 */
final class Transport implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(5);

  /** Above what a command's output can come to, escaped and as base64. */
  private static final long MAX_ANSWER = 64L << 20;

  /** Of requests that change nothing, on a connection that breaks. */
  private static final int ATTEMPTS = 3;

  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final Connection connection;
  private final HttpClient http;

  Transport(Connection connection) {
    this.connection = connection;
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            // the key must not travel through a proxy that somebody set for something else
            .proxy(HttpClient.Builder.NO_PROXY);
    if (connection.isPlain()) {
      builder.sslContext(new NoTls());
    }
    this.http = builder.build();
  }

  HttpResponse<byte[]> get(String path, Duration deadline) {
    HttpRequest request = request(path, deadline).GET().build();
    for (int attempt = 1; ; attempt++) {
      try {
        return send(request);
      } catch (LassoException.ConnectionLost e) {
        if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos() * attempt);
      }
    }
  }

  HttpResponse<byte[]> post(String path, byte[] body, Duration deadline) {
    HttpRequest.Builder request = request(path, deadline).POST(BodyPublishers.ofByteArray(body));
    if (body.length > 0) {
      request.header("Content-Type", "application/json");
    }
    return send(request.build());
  }

  HttpResponse<byte[]> delete(String path, Duration deadline) {
    return send(request(path, deadline).DELETE().build());
  }

  private HttpRequest.Builder request(String path, Duration deadline) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(connection.baseUrl() + path))
            .timeout(deadline)
            .header("Accept", "application/json, application/problem+json");
    ApiKey key = connection.apiKey();
    if (key != null) {
      request.header("Authorization", key.authorization());
    }
    return request;
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    try {
      return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER));
    } catch (HttpConnectTimeoutException | ConnectException e) {
      throw unreachable(e);
    } catch (HttpTimeoutException e) {
      throw new LassoException.DeadlineExceeded(
          "the node at "
              + connection.baseUrl()
              + " gave no answer in time; see `lasso status`, and what became of it in `lasso audit view`",
          e);
    } catch (IOException e) {
      if (e.getCause() instanceof UnresolvedAddressException) {
        throw unreachable(e);
      }
      throw new LassoException.ConnectionLost(
          "the connection to "
              + connection.baseUrl()
              + " broke before the answer was there; see `lasso status`, and what became of it in `lasso audit view`",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LassoException.ConnectionLost("interrupted while waiting for the answer", e);
    }
  }

  private LassoException unreachable(IOException cause) {
    String what =
        connection.isLocal()
            ? ": start it with `lasso up`"
            : ": check LASSO_API_URL, and that the node runs";
    return new LassoException.NodeUnreachable(
        "no node answers at " + connection.baseUrl() + what, cause);
  }

  /**
   * The answer's object.
   *
   * @throws LassoException when the status tells of an error
   */
  Json json(HttpResponse<byte[]> response) {
    check(response);
    Json answer = object(response);
    if (answer == null) {
      throw notLasso(response);
    }
    return answer;
  }

  void check(HttpResponse<byte[]> response) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return;
    }
    Problem problem = problem(response);
    if (status == 401) {
      throw new LassoException.Unauthorized(
          connection.apiKey() == null
              ? "the node wants a key and there is none: set LASSO_API_KEY, or LASSO_HOME to the node's own"
              : "the node does not accept this key: LASSO_API_KEY and LASSO_HOME/api-key must be that node's");
    }
    throw new LassoException.Refused(problem);
  }

  /** The error that the answer tells of. */
  Problem problem(HttpResponse<byte[]> response) {
    Json answer = object(response);
    if (answer == null) {
      throw notLasso(response);
    }
    return Problem.from(answer, response.statusCode());
  }

  /** The answer's object; null where it is none. */
  @Nullable Json object(HttpResponse<byte[]> response) {
    try {
      JsonNode node = Wire.mapper().readTree(response.body());
      return node != null && node.isObject() ? new Json(node) : null;
    } catch (IOException e) {
      return null;
    }
  }

  LassoException notLasso(HttpResponse<byte[]> response) {
    return new LassoException.BadAnswer(
        "what answers at "
            + connection.baseUrl()
            + " (HTTP status "
            + response.statusCode()
            + ") is not a LASSO node of this version: check LASSO_API_URL or the port");
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
