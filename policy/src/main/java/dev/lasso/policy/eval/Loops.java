package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.ArithmeticFor;
import dev.lasso.policy.shell.Statement.For;
import dev.lasso.policy.shell.Statement.While;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Loops: what a body does that runs any number of times. */
final class Loops {
  private static final int MAX_ROUNDS = 64;
  private static final int MAX_REPEATS = 6;

  private final Evaluator evaluator;
  private final Expander expander;
  private final Variables variables;
  private final ControlFlow flow;

  Loops(Evaluator evaluator, Expander expander, Variables variables, ControlFlow flow) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.variables = variables;
    this.flow = flow;
  }

  /** {@code while} and {@code until}. */
  Data whileLoop(While loop, State state, Data stdin) {
    forget(loop.condition(), state);
    forget(loop.body(), state);
    Set<String> forgotten = new HashSet<>(Assigned.in(loop.condition()).names());
    forgotten.addAll(Assigned.in(loop.body()).names());
    Data out = condition(loop, state, stdin);
    return out.then(
            repeat(
                forgotten,
                state,
                () ->
                    evaluator
                        .run(loop.body(), state, CommandLists.rest(stdin))
                        .then(condition(loop, state, stdin))))
        .blurred();
  }

  private Data condition(While loop, State state, Data stdin) {
    List<Location> here = state.directories();
    List<Location> before = state.previous();
    Data out = evaluator.run(loop.condition(), state, stdin);
    state.mayStay(here, before);
    return out;
  }

  private Data repeat(Statement body, State state, Data stdin) {
    return repeat(Assigned.in(body).names(), state, () -> evaluator.run(body, state, stdin));
  }

  /**
   * A body that runs any number of times: until nothing changes any more.
   *
   * @param forgotten the variables of which nothing is known at the start of a round
   */
  private Data repeat(Set<String> forgotten, State state, Supplier<Data> body) {
    Data out = Data.NONE;
    for (int round = 0; round < MAX_REPEATS; round++) {
      State before = state.copy();
      int changes = state.changes();
      out = out.then(flow.round(state, body));
      state.join(before);
      if (state.isAs(before, forgotten)
          && state.changes() == changes
          && forgotten.stream().noneMatch(name -> hasMore(state.variable(name), before, name))) {
        return out.blurred();
      }
      if (round >= 1) {
        state.widen(before, forgotten);
      }
    }
    evaluator.report(new Effect.Unsure("a loop that changes something each time"));
    return out.blurred();
  }

  /** Whether something flows with a variable now that did not at the start of the round. */
  private static boolean hasMore(@Nullable Variable now, State before, String name) {
    Variable then = before.variable(name);
    return now != null
        && !(then == null ? Set.<Taint>of() : then.taints()).containsAll(now.taints());
  }

  /** Whatever a loop assigns can be anything at the start of a round. */
  private void forget(Statement body, State state) {
    Assigned assigned = Assigned.in(body);
    for (String name : assigned.names()) {
      Variable before = state.variable(name);
      boolean number =
          assigned.onlyNumbers(name)
              && before != null
              && before.values().stream().allMatch(Arithmetic::isNumber);
      Set<Taint> taints = before == null ? Set.of() : before.taints();
      state.set(
          name,
          before != null && before.isArray()
              ? Variable.anyArray(taints)
              : Variable.of(Field.hole(number ? Shape.NUMBER : Shape.ANY, taints)));
    }
  }

  /** {@code for} and {@code select}: with each value in turn where they are known. */
  Data forLoop(For loop, State state, Data stdin) {
    List<Word> words = loop.words();
    List<Field> values =
        words == null
            ? new Parameters(evaluator, expander).lookup("@", state)
            : expander.fields(words, state);
    if (values.isEmpty()) {
      return Data.NONE;
    }
    if (values.size() > MAX_ROUNDS || loop.select()) {
      variables.judgeUnknown(loop.name(), state);
      state.set(loop.name(), Variable.of(Field.hole(Shape.ANY, Set.of())));
      forget(loop.body(), state);
      return repeat(loop.body(), state, stdin);
    }
    boolean several = values.stream().anyMatch(value -> value.text() == null);
    State before = state.copy();
    if (several) {
      forget(loop.body(), state);
    }
    Set<String> forgotten = Set.of();
    if (several) {
      forgotten = new HashSet<>(Assigned.in(loop.body()).names());
      forgotten.add(loop.name());
    }
    List<Data> rounds = new ArrayList<>();
    for (Field value : values) {
      Field each = value.many() ? Field.hole(Shape.ANY, value.taints()) : value.one();
      Supplier<Data> body =
          () -> {
            variables.judge(loop.name(), each, state);
            variables.bind(loop.name(), each, state);
            return evaluator.run(loop.body(), state, stdin);
          };
      if (each.text() == null) {
        rounds.add(repeat(forgotten, state, body));
      } else {
        rounds.add(flow.round(state, body));
      }
    }
    state.join(before);
    Data out = Data.all(rounds);
    return out.text() == null || several ? out.blurred() : out;
  }

  /** {@code for ((...))}. */
  Data arithmeticFor(ArithmeticFor loop, State state, Data stdin) {
    evaluator.shells().bashOnly("'for (('");
    loop.expressions().forEach(each -> expander.arithmetic().assign(each, state));
    forget(loop.body(), state);
    repeat(loop.body(), state, stdin);
    loop.expressions().forEach(each -> expander.arithmetic().assign(each, state));
    return Data.OWN;
  }
}
