package dev.lasso.kit;

import io.vertx.core.Future;

/** Something that is opened, where it has to be, started once and stopped once. */
public interface Service {

  /** For logs. */
  String name();

  /**
   * Does what needs no broker, such as answering that there is none yet. In a process of its own a
   * service is opened before it waits for Kafka; a service that was not is opened by its start.
   */
  default Future<Void> open() {
    return Future.succeededFuture();
  }

  /** Completes when the service does its work; fails when it can't be started at all. */
  Future<Void> start();

  /**
   * Takes no more work, finishes what is in flight within a bounded time, and closes. Never fails
   * to complete; may be called on a service whose start failed, and again.
   */
  Future<Void> stop();
}
