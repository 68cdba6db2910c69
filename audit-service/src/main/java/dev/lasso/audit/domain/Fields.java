package dev.lasso.audit.domain;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.lasso.contracts.Wire;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Puts evidence together, field by field, out of nothing but texts, whole numbers, flags, lists and
 * maps, so that it reads back as exactly the bytes it was written as. What is absent is left out.
 */
final class Fields {
  private static final int MAX_NAME = 256;
  private static final int PREFIX = 2_048;
  private static final TypeReference<LinkedHashMap<String, Object>> MAP = new TypeReference<>() {};

  private final LinkedHashMap<String, Object> fields = new LinkedHashMap<>();

  Map<String, Object> map() {
    return fields;
  }

  Fields text(String name, @Nullable String value) {
    return put(name, recordable(value));
  }

  Fields flag(String name, boolean value) {
    return put(name, value);
  }

  Fields number(String name, @Nullable Number value) {
    return put(name, value);
  }

  Fields instant(String name, @Nullable Instant value) {
    return put(name, value == null ? null : value.toString());
  }

  Fields object(String name, @Nullable Map<String, Object> value) {
    return put(name, value);
  }

  Fields list(String name, @Nullable List<String> values) {
    if (values == null) {
      return this;
    }
    List<Object> texts = new ArrayList<>(values.size());
    values.forEach(value -> texts.add(recordable(value)));
    return put(name, texts);
  }

  Fields texts(String name, Map<String, String> values) {
    LinkedHashMap<String, Object> texts = new LinkedHashMap<>();
    new TreeMap<>(values).forEach((key, value) -> texts.put(clipped(key), recordable(value)));
    return put(name, texts);
  }

  /** A record of contracts that holds no secrets. */
  Fields tree(String name, Object value) {
    return put(name, Wire.mapper().convertValue(value, MAP));
  }

  /** Digest and length. */
  Fields bytes(String name, byte @Nullable [] value) {
    return put(name, value == null ? null : digest(value));
  }

  /**
   * The names, and one digest over names and values together: single values can be short enough to
   * be guessed.
   */
  Fields environment(String name, Map<String, String> values) {
    if (values.isEmpty()) {
      return this;
    }
    TreeMap<String, String> sorted = new TreeMap<>(values);
    StringBuilder all = new StringBuilder();
    List<Object> names = new ArrayList<>();
    sorted.forEach((key, value) -> {
      names.add(recordable(key));
      all.append(key).append('=').append(value).append('\0');
    });
    LinkedHashMap<String, Object> kept = new LinkedHashMap<>();
    kept.put("names", names);
    kept.putAll(digest(all.toString().getBytes(StandardCharsets.UTF_8)));
    return put(name, kept);
  }

  private Fields put(String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
    return this;
  }

  static Map<String, Object> digest(byte[] bytes) {
    LinkedHashMap<String, Object> digest = new LinkedHashMap<>();
    digest.put("sha256", sha256(bytes));
    digest.put("length", bytes.length);
    return digest;
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sealer.newSha256().digest(bytes));
  }

  /**
   * A name that is too long for a name, or ill-formed, keeps its beginning and gets a digest for
   * the rest: two names stay two.
   */
  static String clipped(String name) {
    String text = wellFormed(name);
    if (text.length() <= MAX_NAME && text.equals(name)) {
      return name;
    }
    String beginning = text.substring(0, Math.min(MAX_NAME / 2, text.length()));
    return wellFormed(beginning) + "~sha256:" + sha256(utf16(name));
  }

  /** In place of what an entry has no room for: how it begins, how long it is, and its digest. */
  static Map<String, Object> cut(Object value) {
    boolean isText = value instanceof String;
    byte[] bytes =
        value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : Wire.encode(value);
    String whole = new String(bytes, StandardCharsets.UTF_8);
    LinkedHashMap<String, Object> marker = new LinkedHashMap<>();
    marker.put("cut", isText ? "text" : "json");
    marker.putAll(digest(bytes));
    marker.put("prefix", wellFormed(whole.substring(0, Math.min(PREFIX, whole.length()))));
    return marker;
  }

  /**
   * JSON in UTF-8 has no place for half a surrogate pair; such a text is kept by its UTF-16 digest
   * and what can be shown. A null that a sender put among texts is kept as that.
   */
  private static @Nullable Object recordable(@Nullable String value) {
    if (value == null) {
      return null;
    }
    String shown = wellFormed(value);
    if (shown.equals(value)) {
      return value;
    }
    LinkedHashMap<String, Object> marker = new LinkedHashMap<>();
    marker.put("ill_formed", shown);
    marker.put("utf16be", digest(utf16(value)));
    return marker;
  }

  /** Every char as it is, big end first; an encoder would replace what is ill-formed. */
  private static byte[] utf16(String text) {
    ByteBuffer bytes = ByteBuffer.allocate(Character.BYTES * text.length());
    text.chars().forEach(c -> bytes.putChar((char) c));
    return bytes.array();
  }

  private static String wellFormed(String text) {
    boolean ok = text.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF);
    if (ok) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text.length());
    text.codePoints()
        .forEach(c -> repaired.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? 0xFFFD : c));
    return repaired.toString();
  }
}
