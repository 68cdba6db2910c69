package dev.lasso.policy.value;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The symbolic links that a line makes. Mutable; for one thread. */
public final class Links {
  /** PATH_MAX: the kernel makes no link with a longer name or target. */
  private static final int MAX_PATH = 4096;

  /** Of a line that makes none. */
  public static final Links NONE = new Links();

  private final Map<String, String> targets = new HashMap<>();
  private final Set<String> open = new HashSet<>();
  private final BitSet lengths = new BitSet();
  private long followed;
  private int changes;

  /** Which of the links that a path meets, in their order, are taken as not there. */
  private int absent;

  private int met;

  /** Whether the kernel would make such a link. */
  public static boolean canBe(String at, String target) {
    return at.length() < MAX_PATH && target.length() < MAX_PATH;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return targets.isEmpty() && open.isEmpty();
  }

  /** Makes one. */
  public void put(String at, String target) {
    if (!target.equals(targets.put(at, target))) {
      changes++;
    }
    lengths.set(at.length());
  }

  /** From here on, these of the links that a path meets are not there; none is 0. */
  public void suppose(int without) {
    absent = without;
    met = 0;
  }

  /** How many links were met since. */
  public int met() {
    return met;
  }

  /** Makes one that leads to where nobody knows. */
  public void putOpen(String at) {
    open.add(at);
  }

  boolean leadsAnywhere(String at) {
    return open.contains(at) && isThere();
  }

  @Nullable String get(String at) {
    String target = targets.get(at);
    return target != null && isThere() ? target : null;
  }

  private boolean isThere() {
    int bit = met++;
    return bit >= Integer.SIZE || ((absent >>> bit) & 1) == 0;
  }

  /** Whether one has a path of this length; spares most paths the look. */
  boolean hasLength(int length) {
    return lengths.get(length);
  }

  /** Notes that a link to this was followed. */
  void follow(String target) {
    if (!targets.isEmpty()) {
      followed += target.length();
    }
  }

  /** How often one was made or changed. */
  public int changes() {
    return changes;
  }

  /** How many characters of targets were walked through. */
  public long followed() {
    return followed;
  }
}
