package dev.lasso.kit;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The event loops of a process, with Vert.x's own metrics in the same registry as the services'.
 */
public final class Runtimes {
  private Runtimes() {}

  /** A registry that Prometheus can read. */
  public static PrometheusMeterRegistry meters() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  /** New event loops; close them when done. */
  public static Vertx vertx(PrometheusMeterRegistry meters) {
    return Vertx.builder()
        .with(new VertxOptions().setMetricsOptions(new MicrometerMetricsOptions().setEnabled(true)))
        .withMetrics(new MicrometerMetricsFactory(meters))
        .build();
  }

  /**
   * Stops a service, then the event loops it ran on. Blocks; must not be called on an event loop.
   *
   * @throws TimeoutException when either takes longer than the limit
   */
  public static void stop(Service service, Vertx vertx, Duration limit) throws TimeoutException {
    service.stop().await(limit.toMillis(), TimeUnit.MILLISECONDS);
    // Waited for apart: what is chained to a future of an event loop is not called once that loop
    // has ended.
    vertx.close().await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }
}
