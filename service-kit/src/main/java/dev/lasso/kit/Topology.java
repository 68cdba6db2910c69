package dev.lasso.kit;

import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Topics;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the topics of {@code contracts} where they are missing. */
public final class Topology {
  private static final Logger log = LoggerFactory.getLogger(Topology.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Key, headers and framing of a record, for which a topic has room besides the value. */
  private static final int ENVELOPE_BYTES = 64 << 10;

  private static final int MANY_REPLICAS = 3;

  private Topology() {}

  /**
   * Completes once every topic is there. As long as no broker answers it tries again each second,
   * and says so in the log: a service may be started before its brokers.
   */
  public static Future<Void> ensure(ServiceContext context, Optional<Short> replication) {
    Promise<Void> done = Promise.promise();
    attempt(context, replication, done, 0);
    return done.future();
  }

  private static void attempt(
      ServiceContext context, Optional<Short> replication, Promise<Void> done, int failures) {
    Callable<Void> work =
        () -> {
          create(context.kafka(), replication);
          return null;
        };
    context
        .vertx()
        .executeBlocking(work, false)
        .onSuccess(nothing -> done.complete())
        .onFailure(failure -> {
          if (failures % 10 == 0) {
            log.atWarn()
                .addKeyValue("brokers", context.kafka().bootstrapServers())
                .addKeyValue("problem", String.valueOf(failure.getMessage()))
                .log("waiting for Kafka; check KAFKA_BOOTSTRAP_SERVERS if it does not come up");
          }
          context
              .vertx()
              .setTimer(RETRY.toMillis(), id -> attempt(context, replication, done, failures + 1));
        });
  }

  private static void create(KafkaConnection kafka, Optional<Short> replication)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, Object> config = kafka.clientProperties();
    config.put("default.api.timeout.ms", Math.toIntExact(CALL_TIMEOUT.toMillis()));
    config.put("request.timeout.ms", 5_000);
    try (Admin admin = Admin.create(config)) {
      Set<String> present =
          admin.listTopics().names().get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      List<NewTopic> missing = new ArrayList<>();
      for (Topic<?> topic : Topics.ALL) {
        if (!present.contains(topic.name())) {
          missing.add(
              new NewTopic(topic.name(), Optional.of(topic.partitions()), replication)
                  .configs(configOf(topic, replication)));
        }
      }
      for (var created : admin.createTopics(missing).values().entrySet()) {
        try {
          created.getValue().get(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
          // Another service that starts at the same moment made it.
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw e;
          }
        }
      }
    }
  }

  private static Map<String, String> configOf(Topic<?> topic, Optional<Short> replication) {
    Map<String, String> config = new HashMap<>();
    if (replication.isPresent() && replication.get() >= MANY_REPLICAS) {
      // Else an acknowledgement by all that are in sync could be one by the leader alone.
      config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2");
    }
    config.put(
        TopicConfig.CLEANUP_POLICY_CONFIG,
        switch (topic.cleanup()) {
          case DELETE -> TopicConfig.CLEANUP_POLICY_DELETE;
          case COMPACT -> TopicConfig.CLEANUP_POLICY_COMPACT;
        });
    // Also of a topic that keeps the latest only, everything stays long enough to be recorded.
    config.put(
        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(topic.retention().toMillis()));
    config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.retention().toMillis()));
    config.put(
        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(topic.maxRecordBytes() + ENVELOPE_BYTES));
    return config;
  }
}
