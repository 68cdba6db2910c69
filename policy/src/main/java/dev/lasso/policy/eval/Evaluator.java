package dev.lasso.policy.eval;

import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.ArithmeticCommand;
import dev.lasso.policy.shell.Statement.ArithmeticFor;
import dev.lasso.policy.shell.Statement.Background;
import dev.lasso.policy.shell.Statement.Case;
import dev.lasso.policy.shell.Statement.Declaration;
import dev.lasso.policy.shell.Statement.For;
import dev.lasso.policy.shell.Statement.Function;
import dev.lasso.policy.shell.Statement.Group;
import dev.lasso.policy.shell.Statement.If;
import dev.lasso.policy.shell.Statement.Pipeline;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Statement.Subshell;
import dev.lasso.policy.shell.Statement.Test;
import dev.lasso.policy.shell.Statement.While;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a script without running it: follows every way it could take and notes the effects. Each
 * kind of command has a class of its own, which comes back here for what stands within it. For use
 * by one thread, for one script.
 */
final class Evaluator {
  private static final int MAX_STEPS = 20_000;
  private static final int MAX_DEPTH = 48;

  private final Work work;
  private final CommandModels models;
  private final Findings found;
  private final ReadOnlyVariables fixed = new ReadOnlyVariables(this);
  private final Expander expander = new Expander(this);
  private final ControlFlow flow = new ControlFlow();
  private final ShellExecution shells = new ShellExecution(this, flow);
  private final CommandLists lists = new CommandLists(this, flow);
  private final Conditionals conditionals = new Conditionals(this, expander, lists, flow);
  private final SimpleCommands simple;
  private final Conditions conditions = new Conditions(this, expander);
  private final Loops loops;
  private final Set<String> declared = new HashSet<>();
  private int steps;
  private int depth;
  private Data ambient = Data.NONE;
  private boolean ownInput;

  Evaluator(CommandModels models, Work work) {
    this.models = models;
    this.work = work;
    this.found = new Findings(work);
    this.simple = new SimpleCommands(this, expander);
    this.loops = new Loops(this, expander, simple.variables(), flow);
  }

  /** What was found so far. */
  Findings found() {
    return found;
  }

  /** The shells that the line starts. */
  ShellExecution shells() {
    return shells;
  }

  /** Where functions, files and loops are left. */
  ControlFlow flow() {
    return flow;
  }

  /** The variables that can't be changed any more. */
  ReadOnlyVariables fixed() {
    return fixed;
  }

  /** Notes an effect of what is being looked at. */
  void report(Effect effect) {
    found.report(effect);
  }

  /** Notes something of which nobody can tell what it does. */
  void unsure(String what) {
    report(new Effect.Unsure(what));
  }

  /** Whether what is read is the command's own: given to it alone, in the line. */
  boolean isItsOwnInput() {
    return ownInput;
  }

  /** Notes whether what the next command reads is its own. */
  void ownInput(boolean own) {
    ownInput = own;
  }

  /** The variables that were declared or exported since somebody emptied this. */
  Set<String> declared() {
    return declared;
  }

  /** What a command is given beside its words; it is judged as if the line had exported it. */
  void environment(Map<String, String> env, State state) {
    env.forEach((name, text) -> {
      Field value = Field.of(text);
      simple.variables().judge(name, value, state);
      state.set(name, Variable.of(value).withExport());
    });
  }

  CommandModels models() {
    return models;
  }

  /** Notes that names are looked up. */
  void look(Field path, State state) {
    for (Location place : new Files(this, state).locate(path)) {
      report(new Effect.Reads(place, false));
    }
  }

  /** What it would do and what comes out of it. */
  Data run(Statement statement, State state, Data stdin) {
    if (++steps > MAX_STEPS || depth >= MAX_DEPTH) {
      throw new TooMuch("has too many steps to be judged");
    }
    work.spend(1, Work.STEP);
    depth++;
    try {
      return found.at(statement.span(), () -> dispatch(statement, state, stdin));
    } finally {
      depth--;
    }
  }

  private Data dispatch(Statement statement, State state, Data stdin) {
    return switch (statement) {
      case Simple command -> simple.run(command, state, stdin);
      case Declaration declaration -> simple.declare(declaration, state);
      case Pipeline pipeline -> lists.pipeline(pipeline, state, stdin);
      case AndOr list -> lists.andOr(list, state, stdin);
      case Sequence sequence -> lists.sequence(sequence, state, stdin);
      case Background background -> {
        shells.later(background.body(), state);
        yield run(background.body(), state.copy(), Data.NONE);
      }
      case Group group ->
          redirected(group.redirects(), state, stdin, in -> run(group.body(), state, in));
      case Subshell shell -> {
        State inner = state.copy();
        yield redirected(
            shell.redirects(),
            inner,
            stdin,
            in -> shells.withTraps(inner, () -> run(shell.body(), inner, in)));
      }
      case If branches ->
          redirected(
              branches.redirects(), state, stdin, in -> conditionals.branches(branches, state, in));
      case While loop ->
          redirected(loop.redirects(), state, stdin, in -> loops.whileLoop(loop, state, in));
      case For loop ->
          redirected(loop.redirects(), state, stdin, in -> loops.forLoop(loop, state, in));
      case ArithmeticFor loop ->
          redirected(loop.redirects(), state, stdin, in -> loops.arithmeticFor(loop, state, in));
      case Case choice ->
          redirected(
              choice.redirects(), state, stdin, in -> conditionals.choice(choice, state, in));
      case Function function -> {
        state.define(function.name(), function.body());
        yield Data.NONE;
      }
      case Test test -> {
        shells.bashOnly("'[['");
        conditions.test(test, state);
        yield redirected(test.redirects(), state, stdin, in -> Data.NONE);
      }
      case ArithmeticCommand command -> {
        shells.bashOnly("'(('");
        expander.arithmetic().assign(command.expression(), state);
        yield redirected(command.redirects(), state, stdin, in -> Data.NONE);
      }
    };
  }

  /** What runs with its redirections in place. */
  interface Redirected {
    Data run(Data stdin);
  }

  Data redirected(List<Redirect> redirects, State state, Data stdin, Redirected body) {
    if (redirects.isEmpty()) {
      return body.run(stdin);
    }
    Shared<Integer, Data> before = state.descriptors();
    State unchanged = Redirections.mayFail(redirects) ? state.copy() : null;
    Redirections applied = new Redirections(this, expander, state);
    Data in = applied.open(redirects, stdin);
    Data out = applied.close(body.run(in));
    if (unchanged != null) {
      // where a file can't be opened nothing is run
      state.join(unchanged);
    }
    redirects.forEach(redirect -> state.restoreDescriptor(redirect.descriptor(), before));
    return out;
  }

  /** One more level of programs that run programs. */
  void enter() {
    if (++steps > MAX_STEPS || ++depth > MAX_DEPTH) {
      throw new TooMuch("has too many steps to be judged");
    }
  }

  void leave() {
    depth--;
  }

  /** Sets what the substitutions of a command read; what it was before. */
  Data ambient(Data stdin) {
    Data before = ambient;
    ambient = stdin;
    return before;
  }

  /** What a command substitution gives. */
  Data substitute(Statement body, State state) {
    return run(body, state.copy(), ambient);
  }

  /** Gives a variable a value. */
  void assign(String name, Field value, State state) {
    simple.variables().set(name, value, state);
  }

  /** Gives a variable a number. */
  void setNumber(String name, State state) {
    Field number = Field.hole(Shape.NUMBER, Set.of());
    simple.variables().judge(name, number, state);
    state.set(name, Variable.of(number));
  }

  /** A program with its arguments, without a shell. */
  Data program(List<Field> words, State state, Data stdin) {
    return new ProgramScene(this, simple, state, stdin).start(words, stdin);
  }

  /** Code that comes from some data. */
  void code(String language, Data source) {
    CodeSource from =
        source.has(Taint.NETWORK)
            ? CodeSource.NETWORK
            : source.text() != null && source.taints().isEmpty()
                ? CodeSource.INLINE
                : CodeSource.COMPUTED;
    report(new Effect.RunsCode(language, from));
  }
}
