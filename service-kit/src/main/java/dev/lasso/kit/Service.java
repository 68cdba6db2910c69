package dev.lasso.kit;

import io.vertx.core.Future;

/** Something that is started once and stopped once. */
public interface Service {

  /** For logs. */
  String name();

  /** Completes when the service does its work; fails when it can't be started at all. */
  Future<Void> start();

  /**
   * Takes no more work, finishes what is in flight within a bounded time, and closes. Never fails
   * to complete; may be called on a service whose start failed.
   */
  Future<Void> stop();
}
