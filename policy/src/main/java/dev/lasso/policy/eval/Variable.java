package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A variable of the shell.
 *
 * @param values what it may be: one where it is known, several where branches differ
 * @param lists what the elements of an array may be: likewise; empty of any other variable
 * @param exported whether programs get it
 */
record Variable(List<Field> values, List<List<Field>> lists, boolean exported) {
  static final int MAX_ALTERNATIVES = 8;

  Variable {
    values = List.copyOf(values);
    lists = lists.stream().map(List::copyOf).toList();
  }

  static Variable of(Field value) {
    return new Variable(List.of(value), List.of(), false);
  }

  static Variable array(List<Field> elements) {
    return new Variable(List.of(Field.EMPTY), List.of(elements), false);
  }

  /** An array of which only what flows with it is known. */
  static Variable anyArray(Set<Taint> taints) {
    return array(List.of(Field.anyNumber(taints)));
  }

  boolean isArray() {
    return !lists.isEmpty();
  }

  /** The elements of an array, any number of anything where branches differ; null of any other. */
  @Nullable List<Field> elements() {
    return switch (lists.size()) {
      case 0 -> null;
      case 1 -> lists.getFirst();
      default -> List.of(Field.anyNumber(taints()));
    };
  }

  /** The words that it may be: the elements of an array, or its value. */
  List<List<Field>> ways() {
    return isArray() ? lists : values.stream().map(List::of).toList();
  }

  /** As it is where branches differ: in each of them by itself. */
  List<Variable> alternatives() {
    return isArray()
        ? lists.stream().map(each -> new Variable(values, List.of(each), exported)).toList()
        : values.stream().map(each -> new Variable(List.of(each), List.of(), exported)).toList();
  }

  boolean varies() {
    return isArray() ? lists.size() > 1 : values.size() > 1;
  }

  /** What flows with it. */
  Set<Taint> taints() {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    values.forEach(value -> taints.addAll(value.taints()));
    lists.forEach(list -> list.forEach(each -> taints.addAll(each.taints())));
    return taints;
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
    return new Variable(values, lists, true);
  }

  /** What is one or the other. */
  static Variable either(Variable a, Variable b) {
    if (a.isArray() == b.isArray()) {
      LinkedHashSet<Field> values = new LinkedHashSet<>(a.values());
      values.addAll(b.values());
      LinkedHashSet<List<Field>> lists = new LinkedHashSet<>(a.lists());
      lists.addAll(b.lists());
      if (Math.max(values.size(), lists.size()) <= MAX_ALTERNATIVES) {
        return new Variable(List.copyOf(values), List.copyOf(lists), a.exported() || b.exported());
      }
    }
    return blurred(a, b);
  }

  /** Anything, of what may be in either; one of them at most is null. */
  static Variable blurred(@Nullable Variable a, @Nullable Variable b) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    boolean exported = false;
    boolean array = false;
    for (Variable each : new Variable[] {a == null ? b : a, b == null ? a : b}) {
      if (each != null) {
        taints.addAll(each.taints());
        array |= each.isArray();
        exported |= each.exported();
      }
    }
    return new Variable(
        List.of(Field.hole(Shape.ANY, taints)),
        array ? List.of(List.of(Field.anyNumber(taints))) : List.of(),
        exported);
  }

  /** Whether a variable is the same as another, or that one may be anything. */
  static boolean isWithin(@Nullable Variable mine, @Nullable Variable theirs) {
    return Objects.equals(mine, theirs)
        || (mine != null
            && theirs != null
            && mine.exported() == theirs.exported()
            && !theirs.isArray()
            && theirs.equals(blurred(mine, theirs)));
  }
}
