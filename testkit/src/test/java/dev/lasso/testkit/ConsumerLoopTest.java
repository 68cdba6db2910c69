package dev.lasso.testkit;

import static dev.lasso.testkit.KafkaFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.Topic;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.ConsumerLoop;
import dev.lasso.kit.EventProducer;
import dev.lasso.kit.Received;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The one consumer, against a real broker. Heartbeats serve as records: their topic has one
 * partition.
 */
@Tag("slow")
class ConsumerLoopTest {
  private static final Topic<Heartbeat> TOPIC = Topics.HEARTBEAT;
  private static KafkaFixture kafka;
  private static EventProducer producer;

  private final List<String> seen = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void startBroker() {
    kafka = KafkaFixture.start();
    producer = kafka.producer();
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @Test
  void tailSeesOnlyWhatComesAfterItsStart() {
    send("tail-before");
    ConsumerLoop loop = loop(this::note).tail().build();
    await(loop.start());

    send("tail-after");

    Waiting.untilTrue("the later record", () -> seen.contains("tail-after"));
    assertThat(seen).containsExactly("tail-after");
    await(loop.stop());
  }

  @Test
  void replayIsCaughtUpWhenEverythingOlderIsHandled() {
    send("replay-1");
    send("replay-2");
    ConsumerLoop loop = loop(this::note).replay().build();
    await(loop.start());

    await(loop.caughtUp());

    assertThat(seen).contains("replay-1", "replay-2");
    await(loop.stop());
  }

  @Test
  void aRecordWhoseHandlerFailsIsHandledAgainAndNothingIsLost() {
    AtomicInteger failures = new AtomicInteger(3);
    ConsumerLoop loop =
        loop(
                received -> {
                  if (received.key().equals("flaky") && failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("not yet");
                  }
                  return note(received);
                })
            .owned("retry")
            .build();
    await(loop.start());

    send("flaky");
    send("steady");

    Waiting.untilTrue("both", () -> seen.containsAll(List.of("flaky", "steady")));
    assertThat(failures.get()).isEqualTo(-1);
    await(loop.stop());
  }

  @Test
  void nothingIsCommittedPastARecordThatIsNotDone() {
    Promise<Void> never = Promise.promise();
    ConsumerLoop first =
        loop(received -> received.key().equals("stuck") ? never.future() : note(received))
            .owned("contiguous")
            .build();
    await(first.start());
    send("stuck");
    send("later");
    Waiting.untilTrue("the later one", () -> seen.contains("later"));
    // Its drain time passes, then it leaves without the stuck one.
    await(first.stop());
    seen.clear();

    ConsumerLoop second = loop(this::note).owned("contiguous").build();
    await(second.start());

    Waiting.untilTrue("the later one again", () -> seen.contains("later"));
    assertThat(seen).containsExactly("stuck", "later");
    await(second.stop());
  }

  @Test
  void aGroupResumesWhereItWasAndNotEarlier() {
    ConsumerLoop first = loop(this::note).owned("resume").build();
    await(first.start());
    send("resume-1");
    Waiting.untilTrue("the first", () -> seen.contains("resume-1"));
    await(first.stop());
    send("resume-2");
    seen.clear();

    ConsumerLoop second = loop(this::note).owned("resume").build();
    await(second.start());

    Waiting.untilTrue("the second", () -> seen.contains("resume-2"));
    assertThat(seen).containsExactly("resume-2");
    await(second.stop());
  }

  @Test
  void oneMemberOwnsEverythingAndAnotherTakesOver() {
    ConsumerLoop first = loop(this::note).shared("single").singleOwner().build();
    await(first.start());
    Waiting.untilTrue("the first to own", first::isAssigned);
    ConsumerLoop second = loop(this::note).shared("single").singleOwner().build();
    await(second.start());
    send("owned-once");
    Waiting.untilTrue("the record", () -> seen.contains("owned-once"));
    assertThat(second.isAssigned()).isFalse();

    await(first.stop());

    Waiting.untilTrue("the second to own", second::isAssigned);
    send("owned-later");
    Waiting.untilTrue("the later record", () -> seen.contains("owned-later"));
    assertThat(seen.stream().filter("owned-once"::equals)).hasSize(1);
    await(second.stop());
  }

  @Test
  void aStartPositionOverridesWhatWasCommitted() {
    send("position-1");
    ConsumerLoop first = loop(this::note).shared("positions").build();
    await(first.start());
    Waiting.untilTrue("the record", () -> seen.contains("position-1"));
    await(first.stop());
    int before = seen.size();
    seen.clear();

    ConsumerLoop second =
        loop(this::note)
            .startAt((topic, partition) -> OptionalLong.of(0))
            .shared("positions")
            .build();
    await(second.start());

    Waiting.untilTrue("everything again", () -> seen.size() >= before);
    await(second.stop());
  }

  private ConsumerLoop.Builder loop(Function<Received<Heartbeat>, Future<Void>> handler) {
    return ConsumerLoop.builder(kafka.context(), "loop").on(TOPIC, handler);
  }

  private Future<Void> note(Received<Heartbeat> received) {
    seen.add(received.key());
    return Future.succeededFuture();
  }

  private static void send(String key) {
    kafka.send(
        producer,
        TOPIC,
        key,
        new Heartbeat(key, Heartbeat.Role.GATE, true, null, Map.of(), Instant.EPOCH));
  }
}
