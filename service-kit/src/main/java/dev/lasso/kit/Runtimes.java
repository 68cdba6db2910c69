package dev.lasso.kit;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;

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
}
