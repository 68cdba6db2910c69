package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A variable of the shell.
 *
 * @param values what it may be: one where it is known, several where branches differ
 * @param elements of an array; null of any other
 * @param exported whether programs get it
 */
record Variable(List<Field> values, @Nullable List<Field> elements, boolean exported) {
  static final int MAX_ALTERNATIVES = 8;

  Variable {
    values = List.copyOf(values);
    elements = elements == null ? null : List.copyOf(elements);
  }

  static Variable of(Field value) {
    return new Variable(List.of(value), null, false);
  }

  /**
   * One of the words of a list. Where something before it may be several words, or none, each of
   * those that follow can stand there.
   */
  static Field at(List<Field> words, int index) {
    int open = 0;
    while (open < words.size() && !words.get(open).several()) {
      open++;
    }
    if (index < open) {
      return words.get(index);
    }
    if (open == words.size()) {
      return Field.EMPTY;
    }
    Field first = words.get(open);
    boolean same = words.stream().skip(open).allMatch(first::equals);
    // a later one may be not there, and what is made of it then is not known either
    if (index == open && same && !first.many()) {
      return first.one();
    }
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    words.forEach(word -> taints.addAll(word.taints()));
    return Field.hole(Shape.ANY, taints);
  }

  /** What is left without the first words. */
  static List<Field> without(List<Field> words, int count) {
    for (int i = 0; i < Math.min(count, words.size()); i++) {
      if (words.get(i).several()) {
        // it may have been all of them, or give more than that
        List<Field> left = new ArrayList<>(words.subList(i, words.size()));
        left.set(0, new Field(words.get(i).pieces(), true));
        return left;
      }
    }
    return count <= words.size() ? words.subList(count, words.size()) : words;
  }

  Variable withExport() {
    return new Variable(values, elements, true);
  }

  /** What is one or the other. */
  static Variable either(Variable a, Variable b) {
    boolean exported = a.exported() || b.exported();
    if (a.elements() == null && b.elements() == null) {
      LinkedHashSet<Field> values = new LinkedHashSet<>(a.values());
      values.addAll(b.values());
      if (values.size() <= MAX_ALTERNATIVES) {
        return new Variable(List.copyOf(values), null, exported);
      }
    }
    List<Field> mine = a.elements();
    List<Field> theirs = b.elements();
    if (mine != null && theirs != null) {
      List<Field> both = bothWays(mine, theirs);
      if (both != null) {
        return new Variable(List.of(Field.EMPTY), both, exported);
      }
    }
    return blurred(a, b);
  }

  /** Of two lists of which one begins with all of the other; null of any others. */
  private static @Nullable List<Field> bothWays(List<Field> mine, List<Field> theirs) {
    List<Field> longer = mine.size() < theirs.size() ? theirs : mine;
    List<Field> shorter = mine.size() < theirs.size() ? mine : theirs;
    if (longer.size() > MAX_ALTERNATIVES) {
      return null;
    }
    List<Field> both = new ArrayList<>();
    for (int i = 0; i < longer.size(); i++) {
      Field each = longer.get(i);
      Field other = i < shorter.size() ? shorter.get(i) : null;
      if (other != null && !each.one().equals(other.one())) {
        return null;
      }
      both.add(each.equals(other) ? each : each.anyOften());
    }
    return both;
  }

  /** Anything, of what may be in either. */
  static Variable blurred(@Nullable Variable a, @Nullable Variable b) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    boolean exported = false;
    boolean array = false;
    for (Variable each : new Variable[] {a == null ? b : a, b == null ? a : b}) {
      if (each != null) {
        each.values().forEach(value -> taints.addAll(value.taints()));
        List<Field> elements = each.elements();
        if (elements != null) {
          array = true;
          elements.forEach(value -> taints.addAll(value.taints()));
        }
        exported |= each.exported();
      }
    }
    return new Variable(
        List.of(Field.hole(Shape.ANY, taints)),
        array ? List.of(Field.anyNumber(taints)) : null,
        exported);
  }

  /** Whether a variable is the same as another, or that one may be anything. */
  static boolean isWithin(@Nullable Variable mine, @Nullable Variable theirs) {
    return Objects.equals(mine, theirs)
        || (mine != null
            && theirs != null
            && mine.exported() == theirs.exported()
            && theirs.elements() == null
            && theirs.equals(blurred(mine, theirs)));
  }
}
