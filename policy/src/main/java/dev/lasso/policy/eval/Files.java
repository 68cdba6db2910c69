package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Secrets;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Files as a script sees them: where they are, what this script put in them. */
final class Files {
  /** Of so many links on the way of a path each may be missing. */
  private static final int MAX_MET = 3;

  private final Evaluator evaluator;
  private final State state;

  Files(Evaluator evaluator, State state) {
    this.evaluator = evaluator;
    this.state = state;
  }

  /**
   * Where a path leads; several places where the working directory is not certain, or where it goes
   * through a link that this script makes: it is not made where its name is taken.
   */
  List<Location> locate(Field path) {
    List<Location> directories = state.directories();
    boolean one = directories.size() == 1 || path.prefix().startsWith("/");
    Links links = state.links();
    if (one && links.isEmpty()) {
      return List.of(Paths.locate(path, directories.getFirst(), links));
    }
    List<Location> places = new ArrayList<>();
    for (Location directory : one ? directories.subList(0, 1) : directories) {
      int most = 0;
      for (int without = 0; without < (1 << Math.min(most, MAX_MET)); without++) {
        links.suppose(without);
        Location place = locate(path, directory);
        most = Math.max(most, links.met());
        if (!places.contains(place)) {
          places.add(place);
        }
      }
      links.suppose(0);
      if (most > MAX_MET && !places.contains(new Location.Anywhere())) {
        places.add(new Location.Anywhere());
      }
    }
    return places;
  }

  private Location locate(Field path, Location directory) {
    Links links = state.links();
    if (links.isEmpty()) {
      return Paths.locate(path, directory, links);
    }
    long before = links.followed();
    Location place = Paths.locate(path, directory, links);
    state
        .work()
        .spend((int) Math.min(Integer.MAX_VALUE, links.followed() - before), Work.CHARACTER);
    return place;
  }

  /** Notes that a file is read; what it holds, as far as that is known. */
  Data read(Field path) {
    Data all = Data.NONE;
    for (Location place : locate(path)) {
      evaluator.report(new Effect.Reads(place, true));
      all = all.then(content(place));
    }
    return all;
  }

  /** What a place holds. */
  Data content(Location place) {
    if (place instanceof At(String path)) {
      if (path.startsWith("/proc/self/fd/")) {
        Data written = state.written().touched(place);
        if (written != null) {
          return written;
        }
        String number = path.substring("/proc/self/fd/".length());
        Data open =
            number.length() < 6 && number.chars().allMatch(Character::isDigit) && !number.isEmpty()
                ? state.descriptor(Integer.parseInt(number))
                : null;
        return open == null ? Data.tainted(Set.of(Taint.COMPUTED)) : open;
      }
      if (path.equals("/dev/null")) {
        return Data.NONE;
      }
    }
    Data written = state.written().touched(place);
    Data content =
        written == null
            // a copy of a program of the system is that program by a name that says nothing
            ? Data.tainted(
                SearchPath.isOfImage(place)
                    ? Set.of(Taint.FILE, Taint.COMPUTED)
                    : Set.of(Taint.FILE))
            : place instanceof At ? written : written.blurred().with(Set.of(Taint.FILE));
    boolean secret = place instanceof At(String path) && Secrets.isSecretFile(path);
    boolean environment = place instanceof At(String path) && path.endsWith("/environ");
    if (secret || environment) {
      content = new Data(content.text(), content.taints(), Shape.ANY).with(Set.of(Taint.SECRET));
    }
    return content;
  }

  /** Notes that a file gets some content. */
  void write(Field path, Data content) {
    for (Location place : locate(path)) {
      evaluator.report(new Effect.Writes(place));
      state.written().put(place, content);
    }
  }
}
