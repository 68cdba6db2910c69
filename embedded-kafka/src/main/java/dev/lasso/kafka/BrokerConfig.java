package dev.lasso.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The settings of a broker that serves one machine: small buffers, few threads, no waiting for
 * company.
 */
final class BrokerConfig {
  static final String CONTROLLER = "CONTROLLER";
  private static final String CLIENTS = "CLIENTS";
  private static final String USER = "lasso";
  private static final int MIB = 1 << 20;

  private BrokerConfig() {}

  static Map<String, Object> of(
      int nodeId, Path directory, int clientPort, int controllerPort, String password) {
    Map<String, Object> config = new HashMap<>();
    config.put("process.roles", "broker,controller");
    config.put("node.id", nodeId);
    config.put("controller.quorum.voters", nodeId + "@127.0.0.1:" + controllerPort);
    config.put("controller.listener.names", CONTROLLER);
    config.put(
        "listeners",
        CLIENTS
            + "://127.0.0.1:"
            + clientPort
            + ","
            + CONTROLLER
            + "://127.0.0.1:"
            + controllerPort);
    config.put("advertised.listeners", CLIENTS + "://127.0.0.1:" + clientPort);
    config.put(
        "listener.security.protocol.map",
        CLIENTS + ":SASL_PLAINTEXT," + CONTROLLER + ":SASL_PLAINTEXT");
    config.put("inter.broker.listener.name", CLIENTS);
    config.put("sasl.enabled.mechanisms", "PLAIN");
    config.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
    config.put("sasl.mechanism.controller.protocol", "PLAIN");
    String jaas = jaas(password) + " user_" + USER + "=\"" + password + "\";";
    config.put("listener.name.clients.plain.sasl.jaas.config", jaas);
    config.put("listener.name.controller.plain.sasl.jaas.config", jaas);

    config.put("log.dirs", directory.toString());
    config.put("num.network.threads", 1);
    config.put("num.io.threads", 2);
    config.put("background.threads", 2);
    config.put("log.cleaner.dedupe.buffer.size", 4L * MIB);
    config.put("log.segment.bytes", 64 * MIB);
    config.put("log.index.size.max.bytes", MIB);
    config.put("auto.create.topics.enable", false);
    config.put("default.replication.factor", 1);
    config.put("min.insync.replicas", 1);
    config.put("offsets.topic.replication.factor", (short) 1);
    config.put("offsets.topic.num.partitions", 1);
    config.put("transaction.state.log.replication.factor", (short) 1);
    config.put("transaction.state.log.min.isr", 1);
    config.put("transaction.state.log.num.partitions", 1);
    config.put("share.coordinator.state.topic.replication.factor", (short) 1);
    config.put("share.coordinator.state.topic.min.isr", (short) 1);
    config.put("group.initial.rebalance.delay.ms", 0);
    config.put("group.min.session.timeout.ms", 1_000);
    return config;
  }

  static Map<String, String> clientProperties(String password) {
    return Map.of(
        "security.protocol", "SASL_PLAINTEXT",
        "sasl.mechanism", "PLAIN",
        "sasl.jaas.config", jaas(password) + ";");
  }

  private static String jaas(String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required username=\""
        + USER
        + "\" password=\""
        + password
        + "\"";
  }
}
