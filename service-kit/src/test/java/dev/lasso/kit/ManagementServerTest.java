package dev.lasso.kit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class ManagementServerTest {
  private static final String HOST = "127.0.0.1";

  private final PrometheusMeterRegistry meters = Runtimes.meters();
  private final AtomicBoolean ready = new AtomicBoolean();
  private ManagementServer server;
  private HttpClient client;

  /** What came back. */
  private record Answer(int status, String type, String body) {}

  @BeforeEach
  void start(Vertx vertx, VertxTestContext test) {
    client = vertx.createHttpClient();
    server = new ManagementServer(vertx, meters, HOST, 0, ready::get);
    server.start().onComplete(test.succeedingThenComplete());
  }

  private Future<Answer> get(String path) {
    return client
        .request(HttpMethod.GET, server.port(), HOST, path)
        .compose(HttpClientRequest::send)
        .compose(response ->
            response
                .body()
                .map(Buffer::toString)
                .map(body ->
                    new Answer(
                        response.statusCode(),
                        String.valueOf(response.getHeader("content-type")),
                        body)));
  }

  @Test
  void aProcessThatIsNotReadyIsAliveAllTheSame(VertxTestContext test) {
    Future.all(get("/health/live"), get("/health/ready"))
        .onComplete(
            test.succeeding(both ->
                test.verify(() -> {
                  assertThat(both.<Answer>resultAt(0).status()).isEqualTo(200);
                  assertThat(both.<Answer>resultAt(1).status()).isEqualTo(503);
                  test.completeNow();
                })));
  }

  @Test
  void readinessIsAskedForAnewEachTime(VertxTestContext test) {
    get("/health/ready")
        .onSuccess(before -> test.verify(() -> assertThat(before.status()).isEqualTo(503)))
        .onSuccess(before -> ready.set(true))
        .compose(before -> get("/health/ready"))
        .onSuccess(then -> test.verify(() -> assertThat(then.status()).isEqualTo(200)))
        .onSuccess(then -> ready.set(false))
        .compose(then -> get("/health/ready"))
        .onComplete(
            test.succeeding(after ->
                test.verify(() -> {
                  assertThat(after.status()).isEqualTo(503);
                  test.completeNow();
                })));
  }

  @Test
  void metricsAreInThePrometheusTextFormat(VertxTestContext test) {
    meters.counter("lasso.test.things").increment(3);

    get("/metrics")
        .onComplete(
            test.succeeding(answer ->
                test.verify(() -> {
                  assertThat(answer.status()).isEqualTo(200);
                  assertThat(answer.type()).startsWith("text/plain; version=0.0.4");
                  assertThat(answer.body().lines()).contains("lasso_test_things_total 3.0");
                  test.completeNow();
                })));
  }

  @Test
  void nothingElseIsThere(VertxTestContext test) {
    Future.all(get("/"), get("/health"), get("/metrics/"))
        .onComplete(
            test.succeeding(all ->
                test.verify(() -> {
                  assertThat(all.<Answer>list()).extracting(Answer::status).containsOnly(404);
                  test.completeNow();
                })));
  }

  @Test
  void onceItHasStoppedItAnswersNobody(VertxTestContext test) {
    get("/health/live")
        .compose(answer -> server.stop())
        .onFailure(test::failNow)
        .onSuccess(
            stopped -> get("/health/live").onComplete(test.failing(failure -> test.completeNow())));
  }
}
