package dev.lasso.kit;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What a service is given. Several services of one process share it.
 *
 * @param vertx the event loops
 * @param kafka the brokers
 * @param clock the time; real services have a UTC clock
 * @param random thread-safe; cryptographically strong in real services
 * @param meters where metrics go
 */
public record ServiceContext(
    Vertx vertx,
    KafkaConnection kafka,
    Clock clock,
    RandomGenerator random,
    MeterRegistry meters) {}
