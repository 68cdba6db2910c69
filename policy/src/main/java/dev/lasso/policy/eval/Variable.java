package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
}
