package dev.lasso.policy.value;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The symbolic links that a line makes. Mutable; for one thread. */
public final class Links {
  /** PATH_MAX: the kernel makes no link with a longer name or target. */
  private static final int MAX_PATH = 4096;

  /** Of a line that makes none. */
  public static final Links NONE = new Links();

  private final Map<String, String> targets = new HashMap<>();
  private final BitSet lengths = new BitSet();
  private long followed;

  /** Whether the kernel would make such a link. */
  public static boolean canBe(String at, String target) {
    return at.length() < MAX_PATH && target.length() < MAX_PATH;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return targets.isEmpty();
  }

  /** Makes one. */
  public void put(String at, String target) {
    targets.put(at, target);
    lengths.set(at.length());
  }

  @Nullable String get(String at) {
    return targets.get(at);
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

  /** How many characters of targets were walked through. */
  public long followed() {
    return followed;
  }
}
