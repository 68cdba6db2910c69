package dev.lasso.policy.eval;

import dev.lasso.policy.value.Field;
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

  Variable withExport() {
    return new Variable(values, elements, true);
  }
}
