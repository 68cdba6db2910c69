package dev.lasso.profile;

import static dev.lasso.testkit.KafkaFixture.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lasso.contracts.Heartbeat;
import dev.lasso.contracts.ProfilePublished;
import dev.lasso.contracts.Topics;
import dev.lasso.kit.Settings;
import dev.lasso.testkit.KafkaFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ProfileServiceTest {

  @Test
  void profilesArePublishedOnceAndAgainOnlyWhenTheyChange(@TempDir Path home) throws IOException {
    Path mine = home.resolve("mine.toml");
    Files.writeString(mine, "name = \"mine\"\ndescription = \"first\"\n");
    try (KafkaFixture kafka = KafkaFixture.start()) {
      KafkaFixture.Recording<ProfilePublished> published = kafka.record(Topics.PROFILE);
      KafkaFixture.Recording<Heartbeat> beats = kafka.record(Topics.HEARTBEAT);
      ProfileService first = service(kafka, home);
      await(first.start());
      assertThat(names(published))
          .containsExactlyInAnyOrder(
              "minimal", "development", "offline", "strict", "autonomous", "mine");

      Files.writeString(mine, "name = \"mine\"\ndescription = \"second\"\n");
      published.await(p -> p.profile().description().equals("second"));

      // A file that can't be used changes nothing and is reported.
      Files.writeString(mine, "name = \"mine\"\ndescription = 7\n");
      beats.await(beat -> "mine.toml".equals(beat.details().get("invalid")));
      Files.writeString(home.resolve("thief.toml"), "name = \"strict\"\ndescription = \"d\"\n");
      beats.await(beat -> "mine.toml, thief.toml".equals(beat.details().get("invalid")));
      await(first.stop());
      int before = published.values().size();

      // A service that starts again says nothing that is known.
      Files.delete(home.resolve("thief.toml"));
      Files.writeString(mine, "name = \"mine\"\ndescription = \"second\"\n");
      ProfileService second = service(kafka, home);
      await(second.start());
      await(second.stop());
      assertThat(published.values()).hasSize(before).hasSize(7);
    }
  }

  private static ProfileService service(KafkaFixture kafka, Path directory) {
    Settings settings = Settings.of(Map.of("LASSO_PROFILES_DIR", directory.toString()));
    ProfileService service = ProfileService.create(kafka.context(), settings);
    settings.check();
    return service;
  }

  private static List<String> names(KafkaFixture.Recording<ProfilePublished> published) {
    published.await(p -> p.ref().name().equals("mine"));
    return published.values().stream().map(p -> p.ref().name()).toList();
  }
}
