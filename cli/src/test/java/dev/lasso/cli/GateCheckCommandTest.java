package dev.lasso.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code lasso gate check --batch} makes of a file. */
class GateCheckCommandTest {
  @TempDir Path home;

  private Cli.Result check(String profile, byte[] batch) throws IOException {
    Path file = Files.write(home.resolve("batch.jsonl"), batch);
    return Cli.run(home, "gate", "check", "--profile", profile, "--batch", file.toString());
  }

  private Cli.Result check(String profile, String... lines) throws IOException {
    return check(profile, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }

  private static List<JsonNode> answers(Cli.Result result) throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (String line : result.out().lines().toList()) {
      answers.add(Wire.mapper().readTree(line));
    }
    return answers;
  }

  @Test
  void every_command_gets_its_verdict_reasons_and_rule_under_its_id() throws IOException {
    Cli.Result result =
        check(
            "development",
            "{\"id\":\"a\",\"command\":\"ls | wc -l\"}",
            "",
            "{\"id\":7,\"argv\":[\"cat\",\"/home/agent/.ssh/id_rsa\"],\"class\":1}\r",
            "{\"id\":\"c\",\"command\":\"git push\"}");

    List<JsonNode> answers = answers(result);
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(answers).hasSize(3);
    assertThat(answers.get(0).get("id").textValue()).isEqualTo("a");
    assertThat(answers.get(0).get("verdict").textValue()).isEqualTo("allow");
    assertThat(answers.get(0).get("reasons")).isNotEmpty();
    assertThat(answers.get(1).get("id").intValue()).isEqualTo(7);
    assertThat(answers.get(1).get("verdict").textValue()).isEqualTo("deny");
    assertThat(answers.get(1).get("rule").textValue()).isEqualTo("path.secret");
    assertThat(answers.get(2).get("verdict").textValue()).isEqualTo("ask");
  }

  @Test
  void the_answers_stand_in_the_order_of_the_commands() throws IOException {
    String[] lines = new String[5_001];
    for (int i = 0; i < lines.length; i++) {
      lines[i] = "{\"id\":%d,\"command\":\"echo %d\"}".formatted(i, i);
    }

    List<JsonNode> answers = answers(check("minimal", lines));

    assertThat(answers).hasSize(lines.length);
    for (int i = 0; i < lines.length; i++) {
      assertThat(answers.get(i).get("id").intValue()).isEqualTo(i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[1]",
        "7",
        "null",
        "{\"id\":\"x\"}",
        "{\"id\":\"x\",\"command\":\"ls\",\"argv\":[\"ls\"]}",
        "{\"id\":\"x\",\"command\":[\"ls\"]}",
        "{\"id\":\"x\",\"command\":null}",
        "{\"id\":\"x\",\"argv\":\"ls\"}",
        "{\"id\":\"x\",\"argv\":[]}",
        "{\"id\":\"x\",\"argv\":[\"ls\",1]}",
        "{\"id\":\"x\",\"command\":\"ls\",\"cwd\":1}",
        "{\"id\":\"x\",\"command\":\"ls\",\"env\":[]}",
        "{\"id\":\"x\",\"command\":\"ls\",\"env\":{\"A\":1}}",
        "{\"id\":\"x\",\"command\":\"ls\",\"stdin\":{}}",
        "{\"id\":{},\"command\":\"ls\"}",
        "{\"id\":\"x\",\"command\":\"rm\",\"command\":\"ls\"}",
        "{\"id\":\"x\",\"command\":\"ls\"} {}",
      })
  void a_line_that_is_no_command_is_denied_and_the_exit_code_says_so(String line)
      throws IOException {
    Cli.Result result = check("development", line, "{\"id\":\"next\",\"command\":\"ls\"}");

    List<JsonNode> answers = answers(result);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("1 line is no command");
    assertThat(answers).hasSize(2);
    assertThat(answers.get(0).get("verdict").textValue()).isEqualTo("deny");
    assertThat(answers.get(0).get("rule").textValue()).isEqualTo("input.malformed");
    assertThat(answers.get(0).get("line").intValue()).isEqualTo(1);
    assertThat(answers.get(0).get("reasons")).hasSize(1);
    assertThat(answers.get(1).get("verdict").textValue()).isEqualTo("allow");
  }

  @Test
  void bytes_that_are_not_utf_8_and_lines_beyond_any_bound_are_denied_alone() throws IOException {
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    batch.write("{\"id\":1,\"command\":\"echo ".getBytes(StandardCharsets.UTF_8));
    batch.write(0xff);
    batch.write("\"}\n{\"id\":2,\"command\":\"echo ".getBytes(StandardCharsets.UTF_8));
    batch.write("x".repeat(BatchLines.MAX_BYTES).getBytes(StandardCharsets.UTF_8));
    batch.write("\"}\n{\"id\":3,\"command\":\"ls\"}".getBytes(StandardCharsets.UTF_8));

    List<JsonNode> answers = answers(check("development", batch.toByteArray()));

    assertThat(answers).hasSize(3);
    assertThat(answers.get(0).get("reasons").get(0).textValue()).contains("UTF-8");
    assertThat(answers.get(1).get("reasons").get(0).textValue()).contains("bytes");
    assertThat(answers.get(2).get("verdict").textValue()).isEqualTo("allow");
  }

  @Test
  void what_the_gate_asks_of_a_request_is_asked_here_too() throws IOException {
    List<JsonNode> answers =
        answers(
            check(
                "development",
                "{\"id\":1,\"command\":\"ls\",\"cwd\":\"/proc/1\"}",
                "{\"id\":2,\"command\":\"ls\",\"env\":{\"LD_PRELOAD\":\"x\"}}",
                "{\"id\":3,\"command\":\"bash\",\"stdin\":\"sudo id\"}",
                "{\"id\":4,\"command\":\" \"}",
                "{\"id\":5,\"command\":\"cat $F\",\"env\":{\"F\":\"/workspace/a\"}}"));

    assertThat(answers.stream().map(answer -> answer.get("rule").textValue()))
        .startsWith("cwd.kernel", "env.dangerous")
        .contains("command.empty");
    assertThat(answers.stream().map(answer -> answer.get("verdict").textValue()))
        .containsExactly("deny", "deny", "deny", "deny", "allow");
  }

  @Test
  void a_profile_may_be_a_file() throws IOException {
    Path mine = home.resolve("mine.toml");
    Files.writeString(mine, "name = \"mine\"\ndescription = \"d\"\n[commands]\nlist = [\"wc\"]\n");

    List<JsonNode> answers =
        answers(
            check(mine.toString(), "{\"id\":1,\"argv\":[\"wc\"]}", "{\"id\":2,\"argv\":[\"ls\"]}"));

    assertThat(answers.get(0).get("verdict").textValue()).isEqualTo("allow");
    assertThat(answers.get(1).get("verdict").textValue()).isEqualTo("deny");
  }

  @Test
  void what_can_not_be_read_is_1_and_what_makes_no_sense_2() {
    assertThat(Cli.run(home, "gate", "check", "-p", "minimal", "--batch", "/nowhere").code())
        .isEqualTo(1);
    assertThat(Cli.run(home, "gate", "check", "-p", "nope", "--batch", "/nowhere").code())
        .isEqualTo(2);
    assertThat(Cli.run(home, "gate", "check", "-p", "minimal").code()).isEqualTo(2);
  }
}
