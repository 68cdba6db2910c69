package dev.lasso.policy.value;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that flow: through a pipe, out of a substitution, into a file.
 *
 * @param text all of it, where it is known
 * @param taints what flows in it
 * @param shape what it is, where it is one word
 */
public record Data(@Nullable String text, Set<Taint> taints, Shape shape) {
  /** Nothing at all. */
  public static final Data NONE = new Data("", Set.of(), Shape.ANY);

  /** Something harmless that nobody knows. */
  public static final Data OWN = new Data(null, Set.of(), Shape.ANY);

  /** Keeps a copy. */
  public Data {
    taints = Set.copyOf(taints);
  }

  /** Known text. */
  public static Data of(String text) {
    return new Data(text, Set.of(), Shape.ANY);
  }

  /** Unknown text with these taints. */
  public static Data tainted(Set<Taint> taints) {
    return new Data(null, taints, Shape.ANY);
  }

  /** Unknown text of this shape. */
  public static Data shaped(Shape shape) {
    return new Data(null, Set.of(), shape);
  }

  /** This and then that. */
  public Data then(Data other) {
    if (isNone()) {
      return other;
    }
    if (other.isNone()) {
      return this;
    }
    String mine = text;
    String theirs = other.text;
    return new Data(
        mine == null || theirs == null ? null : mine + theirs,
        with(other.taints).taints,
        Shape.ANY);
  }

  /** All of these, one after the other. */
  public static Data all(List<Data> each) {
    Data all = NONE;
    StringBuilder text = null;
    for (Data next : each) {
      if (all.isNone() || next.isNone()) {
        all = all.then(next);
      } else if (all.text == null || next.text == null) {
        all = all.blurred().then(next);
      } else {
        // joined at the end: text by text it would be copied again and again
        text = text == null ? new StringBuilder(all.text) : text;
        text.append(next.text);
        all = new Data(all.text, all.with(next.taints).taints, Shape.ANY);
      }
    }
    return text == null || all.text == null
        ? all
        : new Data(text.toString(), all.taints, Shape.ANY);
  }

  /** Either, or this and then that: what is in it, as its text can't be known. */
  public Data either(Data other) {
    if (isNone()) {
      return other.blurred();
    }
    return other.isNone() ? blurred() : blurred().then(other.blurred());
  }

  /** Also with these taints. */
  public Data with(Set<Taint> more) {
    if (taints.containsAll(more)) {
      return this;
    }
    EnumSet<Taint> all = EnumSet.copyOf(more);
    all.addAll(taints);
    return new Data(text, all, shape);
  }

  /** The same without its text being known. */
  public Data blurred() {
    return new Data(null, taints, shape);
  }

  /** Whether it is known to be empty. */
  public boolean isNone() {
    return text != null && text.isEmpty() && taints.isEmpty();
  }

  /** Whether this taint is in it. */
  public boolean has(Taint taint) {
    return taints.contains(taint);
  }
}
