package dev.lasso.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.CommandInput;
import dev.lasso.contracts.Wire;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A line of a batch, read. */
sealed interface BatchRequest {

  /**
   * A command to decide on.
   *
   * @param id given back as it is; null where there was none
   * @param input the words or the line
   * @param cwd where; null for the workspace
   * @param env variables
   * @param stdin standard input; null for none
   */
  record Command(
      @Nullable JsonNode id,
      CommandInput input,
      @Nullable String cwd,
      Map<String, String> env,
      byte @Nullable [] stdin)
      implements BatchRequest {}

  /**
   * It is none.
   *
   * @param id where one could be read
   * @param problem what is wrong, without quoting any of it
   */
  record Malformed(@Nullable JsonNode id, String problem) implements BatchRequest {}

  /** Reads a line. */
  static BatchRequest of(BatchLines.Line line) {
    String text = line.text();
    if (text == null) {
      return new Malformed(null, line.problem());
    }
    JsonNode object;
    try {
      object = Wire.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      return new Malformed(null, "the line is not JSON");
    }
    if (!object.isObject()) {
      return new Malformed(null, "the line is no JSON object");
    }
    JsonNode id = object.get("id");
    if (id != null && id.isContainerNode()) {
      return new Malformed(null, "\"id\" is an object or a list");
    }
    JsonNode command = object.get("command");
    JsonNode argv = object.get("argv");
    if ((command == null) == (argv == null)) {
      return new Malformed(
          id,
          command == null
              ? "there is neither \"command\" nor \"argv\""
              : "there are both \"command\" and \"argv\"");
    }
    List<String> words = argv == null ? null : texts(argv);
    if (command != null && !command.isTextual()) {
      return new Malformed(id, "\"command\" is no string");
    }
    if (argv != null && (words == null || words.isEmpty())) {
      return new Malformed(id, "\"argv\" is no list of at least one string");
    }
    return rest(object, id, new CommandInput(words, command == null ? null : command.textValue()));
  }

  private static BatchRequest rest(JsonNode object, @Nullable JsonNode id, CommandInput input) {
    JsonNode cwd = object.get("cwd");
    if (cwd != null && !cwd.isTextual() && !cwd.isNull()) {
      return new Malformed(id, "\"cwd\" is no string");
    }
    JsonNode stdin = object.get("stdin");
    if (stdin != null && !stdin.isTextual() && !stdin.isNull()) {
      return new Malformed(id, "\"stdin\" is no string");
    }
    Map<String, String> env = env(object.get("env"));
    if (env == null) {
      return new Malformed(id, "\"env\" is no object of strings");
    }
    return new Command(
        id,
        input,
        cwd == null ? null : cwd.textValue(),
        env,
        stdin == null || stdin.isNull()
            ? null
            : stdin.textValue().getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable List<String> texts(JsonNode list) {
    if (!list.isArray()) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list) {
      if (!each.isTextual()) {
        return null;
      }
      texts.add(each.textValue());
    }
    return texts;
  }

  private static @Nullable Map<String, String> env(@Nullable JsonNode object) {
    if (object == null || object.isNull()) {
      return Map.of();
    }
    if (!object.isObject()) {
      return null;
    }
    Map<String, String> env = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : object.properties()) {
      if (!each.getValue().isTextual()) {
        return null;
      }
      env.put(each.getKey(), each.getValue().textValue());
    }
    return env;
  }
}
