package dev.lasso.policy.eval;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A table of which a copy costs nothing until either is changed. For one thread.
 *
 * @param <K> a name
 * @param <V> what is known by it
 */
final class Shared<K, V> {
  private final Work work;
  private Map<K, V> entries;
  private boolean owned;

  Shared(Work work) {
    this(work, Map.of());
  }

  private Shared(Work work, Map<K, V> entries) {
    this.work = work;
    this.entries = entries;
  }

  Shared<K, V> copy() {
    owned = false;
    return new Shared<>(work, entries);
  }

  @Nullable V get(K key) {
    return entries.get(key);
  }

  void put(K key, V value) {
    own().put(key, value);
  }

  void remove(K key) {
    if (entries.containsKey(key)) {
      own().remove(key);
    }
  }

  void removeValues(Predicate<V> unwanted) {
    if (!entries.isEmpty()) {
      own().values().removeIf(unwanted);
    }
  }

  /** Takes over all of another. */
  void putAll(Shared<K, V> other) {
    if (!isSame(other) && !other.entries.isEmpty()) {
      work.spend(other.entries.size(), Work.ENTRY);
      own().putAll(other.entries);
    }
  }

  /** Whether neither was changed since one was a copy of the other. */
  @SuppressWarnings("ReferenceEquality") // it is the very table, or was changed
  boolean isSame(Shared<K, V> other) {
    return entries == other.entries;
  }

  /** Whether both have the same values. */
  boolean holdsSame(Shared<K, V> other) {
    work.spend(isSame(other) ? 0 : entries.size(), Work.ENTRY);
    return isSame(other) || entries.equals(other.entries);
  }

  int size() {
    return entries.size();
  }

  Set<K> names() {
    return entries.keySet();
  }

  private Map<K, V> own() {
    if (!owned) {
      work.spend(entries.size(), Work.ENTRY);
      entries = new HashMap<>(entries);
      owned = true;
    }
    return entries;
  }
}
