package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sets variables, and tells of those that change what programs do. */
final class Variables {
  private final Evaluator evaluator;
  private final Expander expander;

  Variables(Evaluator evaluator, Expander expander) {
    this.evaluator = evaluator;
    this.expander = expander;
  }

  /** An assignment that stays. */
  void assign(Assignment assignment, State state) {
    List<Word> array = assignment.array();
    Word index = assignment.index();
    if (index != null) {
      expander.arithmetic().assign(index, state);
    }
    if (array != null) {
      judgeUnknown(assignment.name(), state);
      List<Field> elements = new ArrayList<>(expander.fields(array, state));
      // the first is the value of the name without an index
      elements.forEach(element -> judge(assignment.name(), element, state));
      Variable before = state.variable(assignment.name());
      state.set(
          assignment.name(),
          assignment.append() && before != null
              ? appended(before, elements, state)
              : Variable.array(elements));
      return;
    }
    Field value = valueOf(assignment, state);
    if (index != null) {
      judge(assignment.name(), value, state);
      state.set(assignment.name(), withAnElement(state.variable(assignment.name()), value));
      return;
    }
    set(assignment.name(), value, state);
  }

  /** The value that an assignment gives. */
  Field valueOf(Assignment assignment, State state) {
    Word word = assignment.value();
    Field value = word == null ? Field.EMPTY : expander.single(word, state);
    if (assignment.append()) {
      List<Field> before = new Parameters(evaluator, expander).lookup(assignment.name(), state);
      if (before.size() != 1) {
        return value;
      }
      state.work().spend(before.getFirst().knownLength(), Work.CHARACTER);
      return before.getFirst().plus(value);
    }
    return value;
  }

  /** Gives a variable a value. */
  void set(String name, Field value, State state) {
    Variable before = state.variable(name);
    judge(name, value, state.exportsAll() || (before != null && before.exported()), state);
    bind(name, value, state);
  }

  /** Gives a variable a value that has been judged. */
  void bind(String name, Field value, State state) {
    Variable before = state.variable(name);
    Field single = new Field(value.pieces(), false);
    // the other elements of an array stay
    state.set(
        name,
        before == null || !before.isArray() ? Variable.of(single) : withAnElement(before, single));
  }

  private static Variable appended(Variable before, List<Field> elements, State state) {
    List<List<Field>> lists = new ArrayList<>();
    for (List<Field> way : before.ways()) {
      List<Field> all = new ArrayList<>(way);
      all.addAll(elements);
      state.work().spend(all.size(), Work.ENTRY);
      lists.add(all);
    }
    return new Variable(List.of(Field.EMPTY), lists, false);
  }

  /** It may stand anywhere, and in the place of any other. */
  private static Variable withAnElement(@Nullable Variable before, Field value) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    taints.addAll(value.taints());
    if (before != null) {
      taints.addAll(before.taints());
    }
    return Variable.anyArray(taints);
  }

  /**
   * Tells of a variable that changes what programs do; whether it is exported makes no difference.
   */
  void judge(String name, Field value, State state) {
    judge(name, value, true, state);
  }

  /** A variable that gets something of which nothing is known. */
  void judgeUnknown(String name, State state) {
    judge(name, Field.hole(Shape.ANY, Set.of()), state);
  }

  /** As long as it is not exported, its name alone makes nothing suspicious. */
  private void judge(String name, Field value, boolean exported, State state) {
    evaluator.found().assigned(name);
    evaluator.fixed().check(name);
    Effect effect = EnvironmentVariables.judge(name, value, exported, new Files(evaluator, state));
    if (effect != null) {
      evaluator.report(effect);
    }
  }
}
