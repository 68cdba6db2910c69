package dev.lasso.policy.behavior;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many different names there were within a window, exactly up to the most that is of interest.
 * Memory is at most that many names.
 */
final class Distinct {
  private final long windowMs;
  private final int most;

  /** When each was last there; the longest ago first. */
  private final Map<String, Long> last = new LinkedHashMap<>();

  Distinct(long windowMs, int most) {
    this.windowMs = windowMs;
    this.most = most;
  }

  /** Those that count at this moment, and these. */
  long with(Set<String> names, long now) {
    Iterator<Long> times = last.values().iterator();
    while (times.hasNext() && times.next() <= now - windowMs) {
      times.remove();
    }
    Set<String> fresh = new HashSet<>(names);
    fresh.removeAll(last.keySet());
    return (long) last.size() + fresh.size();
  }

  void add(Set<String> names, long now) {
    for (String name : names) {
      last.remove(name);
      last.put(name, now);
    }
    Iterator<String> eldest = last.keySet().iterator();
    while (last.size() > most) {
      eldest.next();
      eldest.remove();
    }
  }
}
