package dev.lasso.kit;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * How to reach the brokers.
 *
 * @param bootstrapServers as Kafka's {@code bootstrap.servers}
 * @param properties further client properties, such as SASL; may hold secrets
 */
public record KafkaConnection(String bootstrapServers, Map<String, String> properties) {

  /** Keeps a copy. */
  public KafkaConnection {
    properties = Map.copyOf(properties);
  }

  /**
   * From {@code KAFKA_BOOTSTRAP_SERVERS} and the file that {@code LASSO_KAFKA_PROPERTIES} names.
   */
  public static KafkaConnection from(Settings settings) {
    String servers = settings.text("KAFKA_BOOTSTRAP_SERVERS", "localhost:9092");
    Map<String, String> properties = new HashMap<>();
    Optional<String> file = settings.optionalText("LASSO_KAFKA_PROPERTIES");
    if (file.isPresent()) {
      try (Reader reader = Files.newBufferedReader(Path.of(file.get()), StandardCharsets.UTF_8)) {
        Properties read = new Properties();
        read.load(reader);
        read.stringPropertyNames().forEach(key -> properties.put(key, read.getProperty(key)));
      } catch (IOException | IllegalArgumentException e) {
        settings.report(
            "LASSO_KAFKA_PROPERTIES names " + file.get() + ", which cannot be read: " + e);
      }
    }
    return new KafkaConnection(servers, properties);
  }

  /** A new map with these properties, to which a client adds its own. */
  Map<String, Object> clientProperties() {
    Map<String, Object> all = new HashMap<>(properties);
    all.put("bootstrap.servers", bootstrapServers);
    return all;
  }

  /** Without the properties: they may hold secrets. */
  @Override
  public String toString() {
    return "KafkaConnection[" + bootstrapServers + "]";
  }
}
