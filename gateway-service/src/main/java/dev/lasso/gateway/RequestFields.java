package dev.lasso.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.lasso.contracts.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON request body, read one by one; {@link #check} reports everything that is
 * wrong with them at once.
 */
final class RequestFields {
  private static final int MAX_REPORTED = 20;

  private final JsonNode body;
  private final Set<String> known = new HashSet<>();
  private final List<String> problems = new ArrayList<>();

  private RequestFields(JsonNode body) {
    this.body = body;
  }

  /** Refuses what is not a JSON object. An empty body counts as an empty object. */
  static RequestFields parse(byte[] bytes) {
    JsonNode body;
    try {
      // Decoded here and strictly (RFC 8259, 8.1): Jackson takes overlong forms and other
      // encodings.
      String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      body = text.isEmpty() ? Wire.mapper().createObjectNode() : Wire.mapper().readTree(text);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw Problem.badRequest("the body is not valid JSON" + where).asException();
    } catch (IOException e) {
      throw Problem.badRequest("the body is not valid JSON in UTF-8").asException();
    }
    if (!body.isObject()) {
      throw Problem.badRequest("the body must be a JSON object").asException();
    }
    return new RequestFields(body);
  }

  private @Nullable JsonNode field(String name) {
    known.add(name);
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value;
  }

  boolean has(String name) {
    return field(name) != null;
  }

  /** A text of at most {@code max} characters, or null. */
  @Nullable String text(String name, int max) {
    JsonNode value = field(name);
    if (value == null) {
      return null;
    }
    if (!value.isTextual()) {
      problems.add("'" + name + "' must be a string");
      return null;
    }
    if (value.textValue().length() > max) {
      problems.add("'" + name + "' is longer than " + max + " characters");
      return null;
    }
    return value.textValue();
  }

  /** A text that must be there. */
  String requiredText(String name, int max) {
    String text = text(name, max);
    if (text == null || text.isBlank()) {
      if (text != null || !has(name)) {
        problems.add("'" + name + "' is missing");
      }
      return "";
    }
    return text;
  }

  /** A whole number within bounds, or null. */
  @Nullable Long number(String name, long min, long max) {
    JsonNode value = field(name);
    if (value == null) {
      return null;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToLong()
        || value.longValue() < min
        || value.longValue() > max) {
      problems.add("'" + name + "' must be a whole number from " + min + " to " + max);
      return null;
    }
    return value.longValue();
  }

  /** A list of strings, or null. */
  @Nullable List<String> texts(String name) {
    JsonNode value = field(name);
    if (value == null) {
      return null;
    }
    List<String> texts = new ArrayList<>();
    if (value.isArray()) {
      for (JsonNode element : value) {
        if (element.isTextual()) {
          texts.add(element.textValue());
        }
      }
    }
    if (!value.isArray() || texts.size() != value.size()) {
      problems.add("'" + name + "' must be a list of strings");
      return null;
    }
    return texts;
  }

  /** Strings by name; empty where it is absent. */
  Map<String, String> textMap(String name, int maxEntries) {
    JsonNode value = field(name);
    if (value == null) {
      return Map.of();
    }
    Map<String, String> map = new LinkedHashMap<>();
    if (value.isObject()) {
      value
          .properties()
          .forEach(entry -> {
            if (entry.getValue().isTextual()) {
              map.put(entry.getKey(), entry.getValue().textValue());
            }
          });
    }
    if (!value.isObject() || map.size() != value.size()) {
      problems.add("'" + name + "' must be an object whose values are strings");
      return Map.of();
    }
    if (map.size() > maxEntries) {
      problems.add("'" + name + "' has more than " + maxEntries + " entries");
      return Map.of();
    }
    return map;
  }

  /** Bytes written in base64 (RFC 4648), or null. */
  byte @Nullable [] base64(String name) {
    String text = text(name, Integer.MAX_VALUE);
    if (text == null) {
      return null;
    }
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      problems.add("'" + name + "' is not base64");
      return null;
    }
  }

  /** Notes what is wrong beyond a field's own form. */
  void report(String problem) {
    problems.add(problem);
  }

  /** Ends the reading: fields that were not asked for are wrong too. */
  void check() {
    body.fieldNames()
        .forEachRemaining(name -> {
          if (!known.contains(name)) {
            problems.add(
                "'"
                    + (name.length() > 64 ? name.substring(0, 64) + "..." : name)
                    + "' is not a field of this request (there are: "
                    + String.join(", ", known.stream().sorted().toList())
                    + ")");
          }
        });
    if (!problems.isEmpty()) {
      throw Problem.badRequest(
              String.join("; ", problems.subList(0, Math.min(MAX_REPORTED, problems.size()))))
          .asException();
    }
  }
}
