package dev.lasso.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Verdict;
import dev.lasso.contracts.Wire;
import dev.lasso.policy.profile.BuiltInProfiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples beside the command tables: what is allowed is allowed, and nothing else is. */
class CommandExamplesTest {
  private final CommandGate development =
      new CommandGate(Policy.of(BuiltInProfiles.named("development")));
  private final CommandGate minimal = new CommandGate(Policy.of(BuiltInProfiles.named("minimal")));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "archives",
        "builds",
        "files",
        "git",
        "infrastructure",
        "languages",
        "network",
        "packages",
        "shell",
        "system",
        "text"
      })
  void theExamplesOfAFamilyAreDecidedAsTheySay(String family) throws IOException {
    List<String> wrong = new ArrayList<>();
    for (JsonNode example : examples(family)) {
      String command = example.get("command").textValue();
      compare("development", development, example, command, wrong);
      compare("minimal", minimal, example, command, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  private static void compare(
      String profile, CommandGate gate, JsonNode example, String command, List<String> wrong) {
    String expected = example.get(profile).textValue();
    Opinion opinion = gate.line(command, null, null, Map.of());
    // whether a question or a denial is for the profile to say
    if (expected.equals("allow") != (opinion.verdict() == Verdict.ALLOW)) {
      wrong.add(
          profile
              + ": "
              + command
              + "\n    expected "
              + expected
              + ", was "
              + opinion.verdict()
              + " "
              + opinion.rule()
              + " "
              + opinion.reasons());
    }
  }

  private static List<JsonNode> examples(String family) throws IOException {
    List<JsonNode> examples = new ArrayList<>();
    String name = "commands/" + family + ".jsonl";
    try (InputStream in = CommandExamplesTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isBlank()) {
          examples.add(Wire.mapper().readTree(line));
        }
      }
    }
    return examples;
  }
}
