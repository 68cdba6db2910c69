package dev.lasso.kit;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services that start one after the other and stop in reverse. When one can't be started, those
 * that run are stopped again.
 */
public final class ServiceGroup implements Service {
  private static final Logger log = LoggerFactory.getLogger(ServiceGroup.class);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

  private final String name;
  private final List<Service> services;
  private final Deque<Service> running = new ArrayDeque<>();

  /** In the order in which they start. */
  public ServiceGroup(String name, List<Service> services) {
    this.name = name;
    this.services = List.copyOf(services);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Future<Void> start() {
    Future<Void> all = Future.succeededFuture();
    for (Service service : services) {
      all = all.compose(before -> startOne(service));
    }
    return all.recover(failure -> stop().compose(stopped -> Future.failedFuture(failure)));
  }

  private Future<Void> startOne(Service service) {
    synchronized (running) {
      running.push(service);
    }
    return service
        .start()
        .onSuccess(
            started -> log.atInfo().addKeyValue("service", service.name()).log("service started"));
  }

  @Override
  public Future<Void> stop() {
    Service last;
    synchronized (running) {
      last = running.poll();
    }
    return last == null
        ? Future.succeededFuture()
        : last.stop()
            .timeout(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .onFailure(failure ->
                log.atError()
                    .addKeyValue("service", last.name())
                    .addKeyValue("problem", String.valueOf(failure))
                    .log("service did not stop cleanly"))
            .otherwiseEmpty()
            .compose(stopped -> stop());
  }
}
