package dev.lasso.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One broker that is its own controller (KRaft, KIP-500), listening on loopback only and only to
 * those who know its password (SASL/PLAIN): another user of the machine can neither read nor send
 * events.
 *
 * <p>Its ports are any that are free and change with every start.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final int NODE_ID = 1;
  private static final int START_ATTEMPTS = 3;

  private final KafkaRaftServer server;
  private final String bootstrapServers;
  private final Map<String, String> clientProperties;

  private EmbeddedKafka(
      KafkaRaftServer server, String bootstrapServers, Map<String, String> clientProperties) {
    this.server = server;
    this.bootstrapServers = bootstrapServers;
    this.clientProperties = clientProperties;
  }

  /**
   * Starts a broker over this directory, which is formatted where it is new. Takes about two
   * seconds; returns when clients can connect.
   *
   * @param directory holds the data; one broker at a time
   * @param password what clients must know; letters and digits
   * @throws IOException when the directory cannot be used
   */
  public static EmbeddedKafka start(Path directory, String password) throws IOException {
    if (password.isEmpty() || !password.chars().allMatch(Character::isLetterOrDigit)) {
      throw new IllegalArgumentException("the password must be letters and digits");
    }
    Files.createDirectories(directory);
    format(directory);
    for (int attempt = 1; ; attempt++) {
      Ports ports = Ports.free();
      Map<String, Object> config =
          BrokerConfig.of(NODE_ID, directory, ports.clients(), ports.controller(), password);
      KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
      try {
        server.startup();
        return new EmbeddedKafka(
            server, "127.0.0.1:" + ports.clients(), BrokerConfig.clientProperties(password));
      } catch (RuntimeException e) {
        server.shutdown();
        // Somebody else may have taken a port in between.
        if (attempt == START_ATTEMPTS) {
          throw new IOException("the embedded Kafka broker does not start: " + e.getMessage(), e);
        }
        log.atWarn().addKeyValue("problem", e.toString()).log("broker did not start; trying again");
      }
    }
  }

  private static void format(Path directory) throws IOException {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(NODE_ID)
          .addDirectory(directory.toString())
          .setMetadataLogDirectory(directory.toString())
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setControllerListenerName(BrokerConfig.CONTROLLER)
          .setHasDynamicQuorum(false)
          .run();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format " + directory + " for Kafka: " + e.getMessage(), e);
    }
  }

  /** Two ports that nobody listens on now. */
  private record Ports(int clients, int controller) {

    static Ports free() throws IOException {
      InetAddress loopback = InetAddress.getLoopbackAddress();
      // Both are held until both are known: one that was let go of may be given out again at once.
      try (ServerSocket one = new ServerSocket(0, 1, loopback);
          ServerSocket other = new ServerSocket(0, 1, loopback)) {
        return new Ports(one.getLocalPort(), other.getLocalPort());
      }
    }
  }

  /** Where clients connect. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** What clients need besides; holds the password. */
  public Map<String, String> clientProperties() {
    return clientProperties;
  }

  /**
   * Stops it in order, so that the next start need not recover. Blocks, for some seconds at most.
   */
  @Override
  public void close() {
    server.shutdown();
    server.awaitShutdown();
  }
}
