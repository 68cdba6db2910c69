package dev.lasso.policy.eval;

import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What files got in this line. Files are everybody's: what a subshell writes is there afterwards,
 * so the copies of a state share it. Mutable; for one thread.
 */
final class WrittenFiles {
  /** What a file got in this line. */
  private record Written(Location location, Data content) {}

  private final List<Written> written = new ArrayList<>();
  private final Work work;
  private int changes;

  WrittenFiles(Work work) {
    this.work = work;
  }

  /** Grows with each change that is known. */
  int changes() {
    return changes;
  }

  /** Notes what a file got. */
  void put(Location location, Data content) {
    work.spend(written.size(), Work.ENTRY);
    Written now = new Written(location, content);
    if (!written.contains(now)) {
      written.add(now);
      // a file whose name is not known is hardly one that was there before
      changes += location instanceof At || content.has(Taint.NETWORK) ? 1 : 0;
    }
  }

  /** What a file or tree got in this line; null where this line did not touch it. */
  @Nullable Data touched(Location location) {
    Data found = null;
    boolean named = false;
    boolean made = false;
    work.spend(written.size(), Work.ENTRY);
    for (Written each : written) {
      if (overlaps(each.location(), location)) {
        boolean same = each.location().equals(location);
        Data content = same ? each.content() : each.content().blurred();
        boolean replaced =
            same && !named && found != null && Set.of(Taint.FILE).containsAll(found.taints());
        named |= same;
        made |= isMade(each);
        // a file that is written twice may have either content, or both; in a new directory, its
        // own
        found = found == null || replaced ? content : found.either(content);
      }
    }
    return unlessMade(found, made);
  }

  /** The texts that this line has put in a file, where they are known. */
  List<String> textsOf(Location location) {
    work.spend(written.size(), Work.ENTRY);
    return written.stream()
        .filter(each -> each.location().equals(location) && each.content().taints().isEmpty())
        .map(each -> each.content().text())
        .filter(Objects::nonNull)
        .distinct()
        .limit(8)
        .toList();
  }

  /** What single files at a place or beneath it got in this line, by their paths. */
  List<Map.Entry<String, Data>> beneath(Location location) {
    work.spend(written.size(), Work.ENTRY);
    List<Map.Entry<String, Data>> beneath = new ArrayList<>();
    for (Written each : written) {
      if (each.location() instanceof At(String path)
          && switch (location) {
            case At(String top) -> Paths.isBeneath(path, top);
            case Beneath(String top) -> Paths.isBeneath(path, top);
            case Location.Anywhere anywhere -> true;
          }) {
        beneath.add(Map.entry(path, each.content()));
      }
    }
    return beneath;
  }

  /** What exactly this file got in this line; null of what this line did not write by its name. */
  @Nullable Data exactly(Location location) {
    Data found = null;
    boolean made = false;
    work.spend(written.size(), Work.ENTRY);
    for (Written each : written) {
      if (each.location().equals(location)) {
        made |= isMade(each);
        found = found == null ? each.content() : found.either(each.content());
      }
    }
    return unlessMade(found, made);
  }

  private static boolean isMade(Written each) {
    return each.content().text() == null && each.content().taints().isEmpty();
  }

  /** What a program makes up is no file of the workspace for standing beside one. */
  private static @Nullable Data unlessMade(@Nullable Data found, boolean made) {
    return found != null && made && found.has(Taint.FILE)
        ? found.with(Set.of(Taint.COMPUTED))
        : found;
  }

  private static boolean overlaps(Location a, Location b) {
    return switch (a) {
      case At(String path) ->
          switch (b) {
            case At(String other) -> Paths.isBeneath(path, other) || Paths.isBeneath(other, path);
            case Beneath(String directory) ->
                Paths.isBeneath(path, directory) || Paths.isBeneath(directory, path);
            case Location.Anywhere anywhere -> true;
          };
      case Beneath(String directory) ->
          switch (b) {
            case At(String path) ->
                Paths.isBeneath(path, directory) || Paths.isBeneath(directory, path);
            case Beneath(String other) ->
                Paths.isBeneath(directory, other) || Paths.isBeneath(other, directory);
            case Location.Anywhere anywhere -> true;
          };
      case Location.Anywhere anywhere -> true;
    };
  }
}
