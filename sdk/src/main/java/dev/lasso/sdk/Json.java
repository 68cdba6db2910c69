package dev.lasso.sdk;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads fields of a JSON object and says which one is missing or of another kind. By hand rather
 * than by data binding: a command line that lives for a quarter of a second feels Jackson looking
 * at every record by reflection.
 */
record Json(JsonNode node) {

  Json {
    if (!node.isObject()) {
      throw new LassoException.BadAnswer("the answer is not a JSON object");
    }
  }

  String text(String name) {
    return require(name, JsonNode::isTextual, "a text").asText();
  }

  @Nullable String optionalText(String name) {
    return has(name) ? text(name) : null;
  }

  String textOr(String name, String fallback) {
    return has(name) ? text(name) : fallback;
  }

  long integer(String name) {
    return require(name, JsonNode::isIntegralNumber, "a whole number").asLong();
  }

  @Nullable Integer optionalInt(String name) {
    return has(name) ? (Integer) (int) integer(name) : null;
  }

  double number(String name) {
    return require(name, JsonNode::isNumber, "a number").asDouble();
  }

  boolean flag(String name) {
    return has(name) && require(name, JsonNode::isBoolean, "true or false").asBoolean();
  }

  byte[] base64(String name) {
    try {
      return java.util.Base64.getDecoder().decode(text(name));
    } catch (IllegalArgumentException e) {
      throw wrong(name, "base64");
    }
  }

  Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw wrong(name, "a time such as 2026-01-02T03:04:05Z");
    }
  }

  URI uri(String name) {
    try {
      return new URI(text(name));
    } catch (URISyntaxException e) {
      throw wrong(name, "an address");
    }
  }

  Json object(String name) {
    return new Json(require(name, JsonNode::isObject, "an object"));
  }

  @Nullable Json optionalObject(String name) {
    return has(name) ? object(name) : null;
  }

  <T> List<T> objects(String name, Function<Json, T> reader) {
    List<T> values = new ArrayList<>();
    for (JsonNode item : require(name, JsonNode::isArray, "a list")) {
      values.add(reader.apply(new Json(item)));
    }
    return List.copyOf(values);
  }

  List<String> texts(String name) {
    List<String> values = new ArrayList<>();
    if (has(name)) {
      for (JsonNode item : require(name, JsonNode::isArray, "a list")) {
        values.add(item.asText());
      }
    }
    return List.copyOf(values);
  }

  Map<String, String> textsByName(String name) {
    Map<String, String> values = new LinkedHashMap<>();
    if (has(name)) {
      for (Map.Entry<String, JsonNode> entry :
          require(name, JsonNode::isObject, "an object").properties()) {
        values.put(
            entry.getKey(),
            entry.getValue().isValueNode()
                ? entry.getValue().asText()
                : entry.getValue().toString());
      }
    }
    return java.util.Collections.unmodifiableMap(values);
  }

  boolean has(String name) {
    JsonNode value = node.get(name);
    return value != null && !value.isNull();
  }

  private JsonNode require(String name, Predicate<JsonNode> kind, String expected) {
    JsonNode value = node.get(name);
    if (value == null || !kind.test(value)) {
      throw wrong(name, expected);
    }
    return value;
  }

  private static LassoException.BadAnswer wrong(String name, String expected) {
    return new LassoException.BadAnswer("the answer's field " + name + " is not " + expected);
  }
}
