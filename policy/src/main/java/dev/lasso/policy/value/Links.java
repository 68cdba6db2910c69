package dev.lasso.policy.value;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The symbolic links that a line makes. Mutable; for one thread. */
public final class Links {
  /** PATH_MAX: the kernel makes no link with a longer name or target. */
  private static final int MAX_PATH = 4096;

  /** Of a line that makes none. */
  public static final Links NONE = new Links();

  private final Map<String, String> targets = new HashMap<>();
  private final Set<String> open = new HashSet<>();

  /** Files and trees that may be links, or have some, which were made elsewhere. */
  private final Set<String> loose = new HashSet<>();

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

  /**
   * Something that may be a link, or have one, is moved or copied to here: a relative one leads
   * elsewhere from there.
   */
  public void loosen(String tree) {
    if (loose.add(tree)) {
      changes++;
    }
  }

  /** Whether a path is a link of this line, or one lies beneath it. */
  public boolean areBeneath(String path) {
    return Stream.of(targets.keySet(), open, loose)
            .flatMap(Set::stream)
            .anyMatch(at -> Paths.isBeneath(at, path))
        || isLoose(path);
  }

  private boolean isLoose(String path) {
    return !loose.isEmpty() && loose.stream().anyMatch(tree -> Paths.isBeneath(path, tree));
  }

  boolean leadsAnywhere(String at) {
    return (open.contains(at) || isLoose(at)) && isThere();
  }

  /** Whether any path, of whatever length, may be one. */
  boolean anyLength() {
    return !loose.isEmpty();
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
