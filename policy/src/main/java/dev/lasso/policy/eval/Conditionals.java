package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Arm;
import dev.lasso.policy.shell.Statement.Branch;
import dev.lasso.policy.shell.Statement.Case;
import dev.lasso.policy.shell.Statement.If;
import dev.lasso.policy.value.Data;
import java.util.ArrayList;
import java.util.List;

/** {@code if} and {@code case}: every branch is followed, and what holds after any of them. */
final class Conditionals {
  private final Evaluator evaluator;
  private final Expander expander;
  private final CommandLists lists;
  private final ControlFlow flow;

  Conditionals(Evaluator evaluator, Expander expander, CommandLists lists, ControlFlow flow) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.lists = lists;
    this.flow = flow;
  }

  /** {@code if}. */
  Data branches(If branches, State state, Data stdin) {
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    for (Branch branch : branches.branches()) {
      List<Data> said = new ArrayList<>();
      State failed = lists.chain(branch.condition(), state, stdin, said);
      out = out.then(Data.all(said));
      State taken = state.copy();
      out = out.then(evaluator.run(branch.body(), taken, stdin));
      if (!flow.leaves(branch.body(), taken)) {
        ends.add(taken);
      }
      if (failed != null) {
        state.become(failed);
      }
    }
    Statement otherwise = branches.otherwise();
    if (otherwise != null) {
      out = out.then(evaluator.run(otherwise, state, stdin));
    }
    ends.forEach(state::join);
    return out.blurred();
  }

  /** {@code case}. */
  Data choice(Case choice, State state, Data stdin) {
    expander.single(choice.subject(), state);
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    State falling = state.copy();
    State untaken = state;
    for (Arm arm : choice.arms()) {
      arm.patterns().forEach(pattern -> expander.single(pattern, state));
      State taken = state.copy();
      taken.join(falling);
      out = out.then(evaluator.run(arm.body(), taken, stdin));
      ends.add(taken);
      falling = untaken.copy();
      if (!arm.terminator().equals(";;")) {
        falling.join(taken);
        if (arm.terminator().equals(";;&")) {
          // any later pattern may fit as well
          untaken = falling.copy();
        }
      }
    }
    ends.forEach(state::join);
    return out.blurred();
  }
}
