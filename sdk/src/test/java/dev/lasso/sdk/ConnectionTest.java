package dev.lasso.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a client finds its node and its key. */
class ConnectionTest {
  @TempDir Path home;

  private Map<String, String> environment(String... more) {
    var all = new java.util.HashMap<>(Map.of("LASSO_HOME", home.toString()));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private void nodeRuns() throws IOException {
    Files.createDirectories(home.resolve("run"));
    Files.writeString(
        home.resolve("run/node.json"),
        "{\"pid\":42,\"port\":9999,\"url\":\"http://127.0.0.1:9999\",\"started_at\":\"2026-01-02T03:04:05Z\"}");
    Files.writeString(home.resolve("api-key"), "k1\n");
  }

  @Test
  void the_home_alone_leads_to_its_node() throws IOException {
    nodeRuns();

    Connection connection = Connection.fromEnvironment(environment());

    assertThat(connection.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:9999"));
    assertThat(connection.apiKey())
        .isNotNull()
        .extracting(ApiKey::authorization)
        .isEqualTo("Bearer k1");
    assertThat(connection.toString()).doesNotContain("k1");
  }

  @Test
  void without_a_node_it_says_how_to_start_one() {
    assertThatThrownBy(() -> Connection.fromEnvironment(environment()))
        .isInstanceOf(LassoException.NodeUnreachable.class)
        .hasMessageContaining("lasso up");
  }

  @Test
  void a_half_written_node_file_is_as_good_as_none() throws IOException {
    nodeRuns();
    Files.writeString(home.resolve("run/node.json"), "{\"pid\":42,\"po");

    assertThatThrownBy(() -> Connection.fromEnvironment(environment()))
        .isInstanceOf(LassoException.NodeUnreachable.class);
  }

  @Test
  void the_settings_come_before_the_home() throws IOException {
    nodeRuns();

    Connection connection =
        Connection.fromEnvironment(
            environment("LASSO_API_URL", "https://lasso.example/", "LASSO_API_KEY", " k2\n"));

    assertThat(connection.baseUrl()).isEqualTo(URI.create("https://lasso.example"));
    assertThat(connection.apiKey())
        .isNotNull()
        .extracting(ApiKey::authorization)
        .isEqualTo("Bearer k2");
  }

  @Test
  void the_key_of_a_home_never_goes_to_another_machine() throws IOException {
    nodeRuns();

    assertThatThrownBy(
            () -> Connection.fromEnvironment(environment("LASSO_API_URL", "http://lasso.example")))
        .isInstanceOf(LassoException.BadSettings.class)
        .hasMessageContaining("LASSO_API_KEY");
    assertThat(
            Connection.fromEnvironment(environment("LASSO_API_URL", "http://127.0.0.1:1")).apiKey())
        .isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost:8080", "ftp://x", "http://", "http://u:p@x", "http://a b", "/x"})
  void what_is_no_address_is_refused(String url) {
    assertThatThrownBy(() ->
            Connection.fromEnvironment(environment("LASSO_API_URL", url, "LASSO_API_KEY", "k")))
        .isInstanceOf(LassoException.BadSettings.class)
        .hasMessageContaining("LASSO_API_URL");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "ü", "a b", ""})
  void what_could_not_stand_in_a_header_is_no_key(String key) {
    assertThatThrownBy(() -> new ApiKey(key)).isInstanceOf(LassoException.BadSettings.class);
  }
}
