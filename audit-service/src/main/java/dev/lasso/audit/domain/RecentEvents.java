package dev.lasso.audit.domain;

import java.nio.charset.StandardCharsets;

/**
 * Where in the log the latest events are, by event id, so that a second delivery is recognized.
 *
 * <p><b>Why a bounded memory is enough.</b> The same record at the same offset is never asked for
 * twice: positions come out of the log. What remains are producers that send an event again as a
 * new record, because they died between sending and committing. Each consumer loop has some 1,000
 * records in flight, and another member of its group takes over within about 10 seconds; so between
 * the two there are the records in flight and what all others send meanwhile. With at least {@link
 * #GENERATION} entries that holds up to about 25,000 events a second. A producer that is alone in
 * its group and away for days has nobody who sends in its place, except other nodes: a runner that
 * comes back after more than {@link #GENERATION} entries of others can have an event recorded a
 * second time, under the same event id.
 *
 * <p>Two generations of open addressing with 64-bit hashes; at most 2 x {@link #GENERATION}
 * entries, 16 MiB, and far less for as long as the log is small. A hit may be another event's with
 * the same hash: whoever asks looks at the entry itself.
 */
final class RecentEvents {
  /** Entries that are remembered at least. */
  static final int GENERATION = 1 << 18;

  private static final long FNV_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private final int generation;
  private Table young = new Table();
  private Table old = new Table();

  RecentEvents() {
    this(GENERATION);
  }

  RecentEvents(int generation) {
    this.generation = generation;
  }

  void add(String eventId, long address) {
    add(eventId.getBytes(StandardCharsets.UTF_8), address);
  }

  void add(byte[] eventId, long address) {
    if (young.size >= generation) {
      old = young;
      young = new Table();
    }
    young.put(hash(eventId), address);
  }

  /**
   * The address of what may be this event's entry; -1 where there certainly is none among the
   * recent.
   */
  long find(String eventId) {
    long hash = hash(eventId.getBytes(StandardCharsets.UTF_8));
    long address = young.get(hash);
    return address >= 0 ? address : old.get(hash);
  }

  /** FNV-1a (64 bits), and a last mixing for the low bits that index the table. Never 0. */
  private static long hash(byte[] id) {
    long hash = FNV_BASIS;
    for (byte b : id) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }

  /** Linear probing, at most three quarters full. Hash and address stand side by side. */
  private static final class Table {
    private long[] slots = new long[2 << 10];
    private int size;

    void put(long hash, long address) {
      if (size * 8 >= slots.length * 3) {
        grow();
      }
      int at = slotOf(hash);
      if (slots[at] == 0) {
        size++;
      }
      slots[at] = hash;
      slots[at + 1] = address;
    }

    long get(long hash) {
      int at = slotOf(hash);
      return slots[at] == 0 ? -1 : slots[at + 1];
    }

    private int slotOf(long hash) {
      int mask = slots.length - 1;
      int at = (int) (hash << 1) & mask;
      while (slots[at] != 0 && slots[at] != hash) {
        at = (at + 2) & mask;
      }
      return at;
    }

    private void grow() {
      long[] before = slots;
      slots = new long[before.length * 2];
      for (int i = 0; i < before.length; i += 2) {
        if (before[i] != 0) {
          int at = slotOf(before[i]);
          slots[at] = before[i];
          slots[at + 1] = before[i + 1];
        }
      }
    }
  }
}
