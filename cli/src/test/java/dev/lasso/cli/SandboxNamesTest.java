package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lasso.contracts.SandboxId;
import dev.lasso.sdk.Sandbox;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which sandbox a person means. */
class SandboxNamesTest {

  private static Sandbox sandbox(String id, String name, String state) {
    return new Sandbox(
        new SandboxId(id),
        name,
        "minimal",
        state,
        "container",
        "node-1",
        null,
        Map.of(),
        "me",
        Instant.EPOCH,
        null,
        JsonNodeFactory.instance.nullNode());
  }

  private static final List<Sandbox> ALL =
      List.of(
          sandbox("sb-a1", "web", "stopped"),
          sandbox("sb-a2", "web", "running"),
          sandbox("sb-a23", "sb-b1", "running"),
          sandbox("sb-b1", "db", "running"),
          sandbox("sb-c1", "old", "lost"),
          sandbox("sb-d1", "twin", "running"),
          sandbox("sb-d2", "twin", "running"));

  private static String find(String text) {
    return SandboxNames.find(ALL, text).id().value();
  }

  @Test
  void an_id_comes_before_a_name_and_a_name_before_the_beginning_of_an_id() {
    assertThat(find("sb-b1")).isEqualTo("sb-b1");
    assertThat(find("sb-a2")).isEqualTo("sb-a2");
    assertThat(find("db")).isEqualTo("sb-b1");
    assertThat(find("sb-b")).isEqualTo("sb-b1");
  }

  @Test
  void one_that_lives_comes_before_one_that_has_ended() {
    assertThat(find("web")).isEqualTo("sb-a2");
    assertThat(find("old")).isEqualTo("sb-c1");
    assertThat(find("sb-a1")).isEqualTo("sb-a1");
  }

  @Test
  void several_are_named_and_none_is_chosen() {
    assertThatThrownBy(() -> find("twin"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("sb-d1, sb-d2");
    assertThatThrownBy(() -> find("sb-")).isInstanceOf(Failure.class);
  }

  @Test
  void none_is_said_with_where_to_look() {
    assertThatThrownBy(() -> find("nope"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("lasso status");
    assertThatThrownBy(() -> find("")).isInstanceOf(Failure.class);
  }
}
