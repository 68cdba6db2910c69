package dev.lasso.policy.command;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Command tables of which one is read only when its program is met. Immutable to see, for any
 * thread; two that meet a program at once both read it.
 *
 * <p>Form: how many programs; for each its family, its names and how many bytes it takes; then the
 * tables, in that order. A value is a letter and what it announces: a text, a truth, a list, a
 * table.
 */
final class PackedTables {
  private static final int MAX_DEPTH = 16;

  private record Place(String family, String program, int offset, int length) {}

  private final byte[] bytes;
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, CommandTable> read = new ConcurrentHashMap<>();

  /**
   * Reads what there is, not yet what it says.
   *
   * @throws UncheckedIOException where it is no such form
   */
  PackedTables(byte[] bytes) {
    this.bytes = bytes;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int programs = in.readInt();
      int offset = in.readInt();
      for (int i = 0; i < programs; i++) {
        String family = in.readUTF();
        int names = in.readInt();
        String program = in.readUTF();
        int length = in.readInt();
        Place place = new Place(family, program, offset, length);
        places.put(program, place);
        for (int n = 1; n < names; n++) {
          places.put(in.readUTF(), place);
        }
        offset += length;
      }
      if (offset != bytes.length) {
        throw new IOException("the command tables are cut off");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The names that there are tables for. */
  Set<String> names() {
    return places.keySet();
  }

  /** The table of a program, by any of its names. */
  @Nullable CommandTable table(String name) {
    CommandTable known = read.get(name);
    if (known != null) {
      return known;
    }
    Place place = places.get(name);
    if (place == null) {
      return null;
    }
    CommandTable table =
        TableReader.read(place.family(), Map.of(place.program(), at(place))).get(name);
    if (table == null) {
      throw new IllegalStateException(place.family() + ": '" + name + "' is no name of its table");
    }
    Handlers.require(table);
    read.put(name, table);
    return table;
  }

  private Object at(Place place) {
    try (DataInputStream in =
        new DataInputStream(new ByteArrayInputStream(bytes, place.offset(), place.length()))) {
      return value(in, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Object value(DataInputStream in, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("nested too deeply");
    }
    byte kind = in.readByte();
    return switch (kind) {
      case 'S' -> new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
      case 'B' -> in.readBoolean();
      case 'L' -> list(in, depth);
      case 'M' -> map(in, depth);
      default -> throw new IOException("no such kind: " + kind);
    };
  }

  private static List<Object> list(DataInputStream in, int depth) throws IOException {
    int size = in.readInt();
    List<Object> list = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      list.add(value(in, depth + 1));
    }
    return list;
  }

  private static Map<String, Object> map(DataInputStream in, int depth) throws IOException {
    int size = in.readInt();
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      map.put(in.readUTF(), value(in, depth + 1));
    }
    return map;
  }

  /** Writes documents, by family; their tables have been checked before. */
  static void write(Map<String, Map<?, ?>> documents, DataOutputStream out) throws IOException {
    ByteArrayOutputStream index = new ByteArrayOutputStream();
    DataOutputStream heads = new DataOutputStream(index);
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    DataOutputStream bodies = new DataOutputStream(tables);
    int programs = 0;
    for (Map.Entry<String, Map<?, ?>> document : documents.entrySet()) {
      for (Map.Entry<?, ?> each : document.getValue().entrySet()) {
        String program = String.valueOf(each.getKey());
        List<String> names = new ArrayList<>(List.of(program));
        if (each.getValue() instanceof Map<?, ?> table
            && table.get("aliases") instanceof String aliases
            && !aliases.isBlank()) {
          names.addAll(List.of(aliases.trim().split("\\s+")));
        }
        int before = bodies.size();
        write(each.getValue(), bodies);
        heads.writeUTF(document.getKey());
        heads.writeInt(names.size());
        heads.writeUTF(program);
        heads.writeInt(bodies.size() - before);
        for (String alias : names.subList(1, names.size())) {
          heads.writeUTF(alias);
        }
        programs++;
      }
    }
    out.writeInt(programs);
    out.writeInt(2 * Integer.BYTES + index.size());
    index.writeTo(out);
    tables.writeTo(out);
  }

  private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
    switch (value) {
      case String text -> {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte('S');
        out.writeInt(encoded.length);
        out.write(encoded);
      }
      case Boolean truth -> {
        out.writeByte('B');
        out.writeBoolean(truth);
      }
      case List<?> list -> {
        out.writeByte('L');
        out.writeInt(list.size());
        for (Object each : list) {
          write(each, out);
        }
      }
      case Map<?, ?> map -> {
        out.writeByte('M');
        out.writeInt(map.size());
        for (Map.Entry<?, ?> each : map.entrySet()) {
          out.writeUTF(String.valueOf(each.getKey()));
          write(each.getValue(), out);
        }
      }
      case null, default -> throw new IOException("no value of a command table: " + value);
    }
  }
}
