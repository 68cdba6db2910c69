package dev.lasso.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * JSON as it is on the wire: snake_case names, ISO-8601 instants, bytes as base64, absent fields
 * left out. Unknown fields are ignored when reading, so that a newer sender does not stop an older
 * reader; duplicate keys, trailing text, and a missing field that is not {@code @Nullable} are
 * refused.
 *
 * <p>Thread-safe.
 */
public final class Wire {
  private static final int MAX_NESTING = 32;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .annotationIntrospector(new RequiredUnlessNullable())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(com.fasterxml.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build());
  }

  private Wire() {}

  /** The mapper itself, for trees; must not be reconfigured. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /** The bytes of a record. */
  public static byte[] encode(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  /**
   * A record from its bytes.
   *
   * @throws MalformedRecordException when they are not such a record
   */
  public static <V> V decode(Class<V> type, byte[] bytes) {
    try {
      V value = MAPPER.readValue(bytes, type);
      if (value == null) {
        throw new MalformedRecordException("not a " + type.getSimpleName() + ": null", null);
      }
      return value;
    } catch (IOException e) {
      throw new MalformedRecordException("not a " + type.getSimpleName(), e);
    }
  }

  /** Bytes that are not the record they should be. The message never holds their content. */
  public static final class MalformedRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedRecordException(String message, @org.jspecify.annotations.Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
