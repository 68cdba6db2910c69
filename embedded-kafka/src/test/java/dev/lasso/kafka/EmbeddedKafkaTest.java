package dev.lasso.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class EmbeddedKafkaTest {
  private static final String PASSWORD = "s3cret";

  @Test
  void whatWasAcknowledgedIsThereAfterARestart(@TempDir Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, PASSWORD)) {
      try (Admin admin = Admin.create(client(kafka))) {
        admin
            .createTopics(List.of(new NewTopic("t", Optional.of(1), Optional.empty())))
            .all()
            .get(10, TimeUnit.SECONDS);
      }
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(client(kafka), new StringSerializer(), new StringSerializer())) {
        producer.send(new ProducerRecord<>("t", "kept")).get(10, TimeUnit.SECONDS);
      }
    }
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, PASSWORD);
        KafkaConsumer<String, String> consumer =
            new KafkaConsumer<>(
                client(kafka), new StringDeserializer(), new StringDeserializer())) {
      TopicPartition partition = new TopicPartition("t", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));

      ConsumerRecords<String, String> records = consumer.poll(Duration.ofSeconds(10));

      assertThat(records).extracting("value").containsExactly("kept");
    }
  }

  @Test
  void whoDoesNotKnowThePasswordGetsNothing(@TempDir Path directory) throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory, PASSWORD)) {
      Map<String, Object> config = client(kafka);
      config.put(
          "sasl.jaas.config",
          "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"lasso\""
              + " password=\"guess\";");
      try (Admin admin = Admin.create(config)) {
        assertThatThrownBy(() -> admin.listTopics().names().get(10, TimeUnit.SECONDS))
            .isInstanceOf(ExecutionException.class)
            .hasCauseInstanceOf(SaslAuthenticationException.class);
      }
    }
  }

  private static Map<String, Object> client(EmbeddedKafka kafka) {
    Map<String, Object> config = new HashMap<>(kafka.clientProperties());
    config.put("bootstrap.servers", kafka.bootstrapServers());
    return config;
  }
}
