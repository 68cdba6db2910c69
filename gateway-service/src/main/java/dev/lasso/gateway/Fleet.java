package dev.lasso.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.NodeId;
import dev.lasso.contracts.Topics;
import dev.lasso.contracts.Wire;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.Received;
import dev.lasso.kit.ServiceContext;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Which services are there and can work, by their heartbeats. */
final class Fleet {
  private static final int MAX_INSTANCES = 10_000;

  private final ServiceContext context;
  private final ConsumerLoop loop;
  private final Map<String, Seen> instances = new HashMap<>();

  /** A heartbeat, and when it got here: the senders' clocks need not agree with ours. */
  private record Seen(Heartbeat beat, Instant at) {}

  Fleet(ServiceContext context) {
    this.context = context;
    this.loop =
        ConsumerLoop.builder(context, "gateway-fleet")
            .on(Topics.HEARTBEAT, this::accept)
            .tail()
            .build();
  }

  Future<Void> start() {
    return loop.start();
  }

  Future<Void> stop() {
    return loop.stop();
  }

  private Future<Void> accept(Received<Heartbeat> received) {
    Heartbeat beat = received.value();
    if (instances.size() >= MAX_INSTANCES) {
      instances.values().removeIf(seen -> !isFresh(seen));
    }
    instances.put(beat.role() + "/" + beat.instance(), new Seen(beat, context.clock().instant()));
    return Future.succeededFuture();
  }

  private boolean isFresh(Seen seen) {
    return Duration.between(seen.at(), context.clock().instant()).toMillis()
        < Heartbeat.STALE_AFTER_MS;
  }

  /** Whether a node was heard of lately. */
  boolean hears(NodeId node) {
    Seen seen = instances.get(Heartbeat.Role.RUNNER + "/" + node.value());
    return seen != null && isFresh(seen);
  }

  private List<Heartbeat> fresh(Heartbeat.Role role) {
    return instances.values().stream()
        .filter(this::isFresh)
        .map(Seen::beat)
        .filter(beat -> beat.role() == role)
        .toList();
  }

  /**
   * Why commands can't run now, one sentence for each service that can't do its part; empty when
   * they can.
   */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Heartbeat.Role role : Heartbeat.Role.values()) {
      List<Heartbeat> beats = fresh(role);
      if (beats.isEmpty()) {
        problems.add(
            "no "
                + label(role)
                + " service is heard of: it is starting, it is not running, or Kafka is not reachable");
      } else if (beats.stream().noneMatch(Heartbeat::ready)) {
        problems.add(
            label(role)
                + ": "
                + Optional.ofNullable(beats.getFirst().problem()).orElse("not ready yet"));
      }
    }
    return problems;
  }

  /** What is being prepared, where something is. */
  Optional<String> preparing() {
    return fresh(Heartbeat.Role.RUNNER).stream()
        .map(beat -> beat.details().get("preparing"))
        .filter(text -> text != null && !text.isEmpty())
        .findFirst();
  }

  /** All of it, for people. */
  ObjectNode toJson() {
    ObjectNode services = Wire.mapper().createObjectNode();
    for (Heartbeat.Role role : Heartbeat.Role.values()) {
      List<Heartbeat> beats = fresh(role);
      ObjectNode service = services.putObject(label(role));
      service.put("ready", beats.stream().anyMatch(Heartbeat::ready));
      service.set(
          "instances",
          Wire.mapper()
              .valueToTree(
                  beats.stream()
                      .map(beat -> {
                        ObjectNode one = Wire.mapper().createObjectNode();
                        one.put("instance", beat.instance());
                        one.put("ready", beat.ready());
                        if (beat.problem() != null) {
                          one.put("problem", beat.problem());
                        }
                        one.set("details", Wire.mapper().valueToTree(beat.details()));
                        return one;
                      })
                      .toList()));
    }
    return services;
  }

  private static String label(Heartbeat.Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }
}
