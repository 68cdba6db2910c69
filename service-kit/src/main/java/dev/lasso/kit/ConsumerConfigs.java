package dev.lasso.kit;

import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.jspecify.annotations.Nullable;

/**
 * The settings of Kafka's consumer for each way of reading. Latency comes first: a fetch is
 * answered by one record.
 */
final class ConsumerConfigs {
  private static final int MAX_FETCH_BYTES = 16 << 20;

  private ConsumerConfigs() {}

  static Map<String, Object> of(
      KafkaConnection kafka, String clientId, ConsumptionMode mode, @Nullable String instanceId) {
    Map<String, Object> config = kafka.clientProperties();
    config.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MAX_FETCH_BYTES);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    switch (mode) {
      case ConsumptionMode.Shared shared -> {
        config.put(ConsumerConfig.GROUP_ID_CONFIG, shared.group());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        config.put(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            shared.singleOwner()
                ? SingleOwnerAssignor.class.getName()
                : CooperativeStickyAssignor.class.getName());
        if (instanceId != null) {
          config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        }
      }
      case ConsumptionMode.Owned owned -> config.put(ConsumerConfig.GROUP_ID_CONFIG, owned.group());
      case ConsumptionMode.Tail tail ->
          config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
      case ConsumptionMode.Replay replay -> {
        // as set above
      }
    }
    return config;
  }
}
