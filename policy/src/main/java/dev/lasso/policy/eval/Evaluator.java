package dev.lasso.policy.eval;

import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.ArithmeticCommand;
import dev.lasso.policy.shell.Statement.ArithmeticFor;
import dev.lasso.policy.shell.Statement.Arm;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Background;
import dev.lasso.policy.shell.Statement.Branch;
import dev.lasso.policy.shell.Statement.Case;
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
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs a script without running it: follows every way it could take and notes the effects. For use
 * by one thread, for one script.
 */
final class Evaluator {
  private static final int MAX_STEPS = 20_000;
  private static final int MAX_DEPTH = 48;
  private static final int MAX_ROUNDS = 64;

  private final List<Finding> findings = new ArrayList<>();
  private final CommandModels models;
  private final Expander expander = new Expander(this);
  private final SimpleCommands simple;
  private Span span = Span.NONE;
  private int steps;
  private int depth;
  private int processes;
  private Data ambient = Data.NONE;
  private boolean posix;
  private final List<String> traps = new ArrayList<>();

  Evaluator(CommandModels models) {
    this.models = models;
    this.simple = new SimpleCommands(this, expander);
  }

  List<Finding> findings() {
    return findings;
  }

  CommandModels models() {
    return models;
  }

  Expander expander() {
    return expander;
  }

  /** Notes that names are looked up. */
  void look(Field path, State state) {
    for (Location place : new Files(this, state).locate(path)) {
      report(new Effect.Reads(place, false));
    }
  }

  /** Notes an effect of what is being looked at. */
  void report(Effect effect) {
    Finding finding = new Finding(effect, span);
    if (findings.isEmpty() || !findings.getLast().equals(finding)) {
      findings.add(finding);
    }
  }

  /** What it would do and what comes out of it. */
  Data run(Statement statement, State state, Data stdin) {
    if (++steps > MAX_STEPS || depth >= MAX_DEPTH) {
      throw new TooMuch("has too many steps to be judged");
    }
    depth++;
    Span before = span;
    if (!statement.span().equals(Span.NONE)) {
      span = statement.span();
    }
    try {
      return dispatch(statement, state, stdin);
    } finally {
      span = before;
      depth--;
    }
  }

  private Data dispatch(Statement statement, State state, Data stdin) {
    return switch (statement) {
      case Simple command -> simple.run(command, state, stdin);
      case Pipeline pipeline -> pipeline(pipeline, state, stdin);
      case AndOr list -> andOr(list, state, stdin);
      case Sequence sequence -> {
        List<Data> out = new ArrayList<>();
        for (Statement each : sequence.statements()) {
          out.add(run(each, state, stdin));
        }
        yield Data.all(out);
      }
      case Background background -> run(background.body(), state.copy(), Data.NONE);
      case Group group ->
          redirected(group.redirects(), state, stdin, in -> run(group.body(), state, in));
      case Subshell shell -> {
        State inner = state.copy();
        yield redirected(
            shell.redirects(),
            inner,
            stdin,
            in -> withTraps(inner, () -> run(shell.body(), inner, in)));
      }
      case If branches ->
          redirected(branches.redirects(), state, stdin, in -> branches(branches, state, in));
      case While loop ->
          redirected(loop.redirects(), state, stdin, in -> whileLoop(loop, state, in));
      case For loop -> redirected(loop.redirects(), state, stdin, in -> forLoop(loop, state, in));
      case ArithmeticFor loop ->
          redirected(
              loop.redirects(),
              state,
              stdin,
              in -> {
                bashOnly("'for (('");
                loop.expressions().forEach(each -> expression(each, state));
                repeat(loop.body(), state, in);
                loop.expressions().forEach(each -> expression(each, state));
                return Data.OWN;
              });
      case Case choice ->
          redirected(choice.redirects(), state, stdin, in -> choice(choice, state, in));
      case Function function -> {
        state.define(function.name(), function.body());
        yield Data.NONE;
      }
      case Test test -> {
        bashOnly("'[['");
        simple.test(test, state);
        yield redirected(test.redirects(), state, stdin, in -> Data.NONE);
      }
      case ArithmeticCommand command -> {
        bashOnly("'(('");
        expression(command.expression(), state);
        yield redirected(command.redirects(), state, stdin, in -> Data.NONE);
      }
    };
  }

  /** An expression of arithmetic, with the variables that it sets. */
  void expression(Word expression, State state) {
    expander.checkArithmetic(expression, state);
    for (String name : Assigned.inExpression(expression)) {
      state.set(name, Variable.of(Field.hole(Shape.NUMBER, Set.of())));
    }
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
    Redirections applied = new Redirections(this, expander, state);
    Data in = applied.open(redirects, stdin);
    Data out = applied.close(body.run(in));
    state.descriptors(before);
    return out;
  }

  private Data pipeline(Pipeline pipeline, State state, Data stdin) {
    List<Statement> stages = pipeline.stages();
    if (stages.size() == 1) {
      return run(stages.getFirst(), state, stdin);
    }
    Data data = stdin;
    for (int i = 0; i < stages.size(); i++) {
      Data out = run(stages.get(i), state.copy(), data);
      if (i < stages.size() - 1 && pipeline.withErrors().get(i)) {
        bashOnly("'|&'");
      }
      data = i < stages.size() - 1 && pipeline.withErrors().get(i) ? out.blurred() : out;
    }
    return data;
  }

  private Data andOr(AndOr list, State state, Data stdin) {
    List<Data> out = new ArrayList<>();
    State failed = chain(list, state, stdin, out);
    if (failed != null) {
      state.join(failed);
    }
    return Data.all(out).blurred();
  }

  /**
   * Runs a chain of {@code &&} and {@code ||}.
   *
   * @param state becomes what holds where the chain succeeds
   * @return what holds where it fails; null where the script then ends
   */
  private @Nullable State chain(Statement statement, State state, Data stdin, List<Data> out) {
    if (!(statement instanceof AndOr list)) {
      State before = changesDirectory(statement) ? state.copy() : null;
      out.add(run(statement, state, stdin));
      if (leaves(statement)) {
        return null;
      }
      return before == null ? state.copy() : before;
    }
    State failed = chain(list.left(), state, stdin, out);
    if (list.and()) {
      State later = chain(list.right(), state, stdin, out);
      if (failed == null || later == null) {
        return failed == null ? later : failed;
      }
      failed.join(later);
      return failed;
    }
    if (failed == null) {
      return null;
    }
    State later = chain(list.right(), failed, stdin, out);
    if (!leaves(list.right())) {
      state.join(failed);
    }
    return later;
  }

  private static boolean changesDirectory(Statement statement) {
    return switch (statement) {
      case Simple command ->
          !command.words().isEmpty()
              && Set.of("cd", "pushd", "popd")
                  .contains(String.valueOf(command.words().getFirst().text()));
      // cd || exit: what follows runs only where it has worked
      case AndOr list ->
          (list.and() || !leaves(list.right()))
              && (changesDirectory(list.left()) || changesDirectory(list.right()));
      case Group group -> changesDirectory(group.body());
      case Sequence sequence ->
          sequence.statements().stream().anyMatch(Evaluator::changesDirectory);
      default -> false;
    };
  }

  private static boolean leaves(Statement statement) {
    return switch (statement) {
      case Simple command ->
          !command.words().isEmpty()
              && Set.of("exit", "return", "break", "continue")
                  .contains(String.valueOf(command.words().getFirst().text()));
      case Group group -> leaves(group.body());
      case Sequence sequence ->
          !sequence.statements().isEmpty() && leaves(sequence.statements().getLast());
      default -> false;
    };
  }

  private Data branches(If branches, State state, Data stdin) {
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    for (Branch branch : branches.branches()) {
      out = out.then(run(branch.condition(), state, stdin));
      State taken = state.copy();
      out = out.then(run(branch.body(), taken, stdin));
      if (!leaves(branch.body())) {
        ends.add(taken);
      }
    }
    Statement otherwise = branches.otherwise();
    if (otherwise != null) {
      out = out.then(run(otherwise, state, stdin));
    }
    ends.forEach(state::join);
    return out.blurred();
  }

  private Data choice(Case choice, State state, Data stdin) {
    expander.single(choice.subject(), state);
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    State falling = state.copy();
    for (Arm arm : choice.arms()) {
      arm.patterns().forEach(pattern -> expander.single(pattern, state));
      State taken = state.copy();
      taken.join(falling);
      out = out.then(run(arm.body(), taken, stdin));
      ends.add(taken);
      falling = arm.terminator().equals(";;") ? state.copy() : taken.copy();
    }
    ends.forEach(state::join);
    return out.blurred();
  }

  private Data whileLoop(While loop, State state, Data stdin) {
    Data in = stdin;
    forget(loop.condition(), state);
    forget(loop.body(), state);
    Data out = run(loop.condition(), state, in);
    out = out.then(repeat(loop.body(), state, in));
    run(loop.condition(), state, in);
    return out.blurred();
  }

  /** A body that runs any number of times. */
  private Data repeat(Statement body, State state, Data stdin) {
    forget(body, state);
    State before = state.copy();
    Data out = run(body, state, stdin);
    state.join(before);
    for (int round = 0; !state.directories().equals(before.directories()); round++) {
      if (round >= 2) {
        state.directories(List.of(new Location.Anywhere()));
      }
      before = state.copy();
      out = out.then(run(body, state, stdin));
      state.join(before);
    }
    return out.blurred();
  }

  /** Whatever a loop assigns can be anything at the start of a round. */
  private void forget(Statement body, State state) {
    Assigned assigned = Assigned.in(body);
    for (String name : assigned.names()) {
      Variable before = state.variable(name);
      boolean number =
          assigned.onlyNumbers(name)
              && before != null
              && before.values().stream().allMatch(Expander::isNumber);
      EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
      if (before != null) {
        before.values().forEach(value -> taints.addAll(value.taints()));
      }
      state.set(name, Variable.of(Field.hole(number ? Shape.NUMBER : Shape.ANY, taints)));
    }
  }

  private Data forLoop(For loop, State state, Data stdin) {
    List<Word> words = loop.words();
    List<Field> values =
        words == null
            ? new Parameters(this, expander).lookup("@", state)
            : expander.fields(words, state);
    if (values.isEmpty()) {
      return Data.NONE;
    }
    if (values.size() > MAX_ROUNDS || loop.select()) {
      simple.variables().judge(loop.name(), Field.hole(Shape.ANY, Set.of()));
      state.set(loop.name(), Variable.of(Field.hole(Shape.ANY, Set.of())));
      return repeat(loop.body(), state, stdin);
    }
    boolean several = values.stream().anyMatch(value -> value.text() == null);
    State before = state.copy();
    if (several) {
      forget(loop.body(), state);
    }
    List<Data> rounds = new ArrayList<>();
    for (Field value : values) {
      Field each = value.many() ? Field.hole(Shape.ANY, value.taints()) : value;
      simple.variables().judge(loop.name(), each);
      state.set(loop.name(), Variable.of(each));
      if (each.text() == null) {
        Assigned.in(loop.body());
        rounds.add(round(loop, each, state, stdin));
      } else {
        rounds.add(run(loop.body(), state, stdin));
      }
    }
    state.join(before);
    Data out = Data.all(rounds);
    return out.text() == null || several ? out.blurred() : out;
  }

  private Data round(For loop, Field value, State state, Data stdin) {
    State start = state.copy();
    Data out = run(loop.body(), state, stdin);
    if (!state.directories().equals(start.directories())) {
      state.join(start);
      state.set(loop.name(), Variable.of(value));
      out = out.then(run(loop.body(), state, stdin));
      if (!state.directories().equals(start.directories())) {
        state.directories(List.of(new Location.Anywhere()));
        state.set(loop.name(), Variable.of(value));
        out = out.then(run(loop.body(), state, stdin));
      }
    }
    return out.blurred();
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

  /** The path that a process substitution gives. */
  Field process(Word.ProcessSubstitution process, State state) {
    String path = "/proc/self/fd/" + (63 + ++processes);
    if (process.input()) {
      state.write(new At(path), run(process.body(), state.copy(), Data.NONE));
    } else {
      run(
          process.body(),
          state.copy(),
          Data.tainted(Set.of(Taint.FILE, Taint.COMPUTED, Taint.ENVIRONMENT)));
    }
    return Field.of(path);
  }

  /** A script that a command runs in a shell of its own, or in this one. */
  Data script(String text, State state, Data stdin) {
    state.work().spend(text.length(), Work.CHARACTER);
    Statement parsed = Scripts.parse(text, this);
    return parsed == null ? Data.OWN : run(parsed, state, stdin);
  }

  /** What a whole shell does: also what it has been told to do when it ends. */
  Data withTraps(State state, Supplier<Data> body) {
    int before = traps.size();
    Data out = body.get();
    for (int i = before; i < traps.size() && i < before + MAX_ROUNDS; i++) {
      script(traps.get(i), state.copy(), Data.NONE);
    }
    traps.subList(before, traps.size()).clear();
    return out;
  }

  /** A script that runs when the shell ends. */
  void trap(String text) {
    traps.add(text);
  }

  /** A script for the plain shell, which reads some of what bash reads as something else. */
  Data posixScript(String text, State state, Data stdin) {
    boolean before = posix;
    posix = true;
    try {
      if (PosixShell.mayReadOtherwise(text)) {
        bashOnly("quotes or a function");
      }
      return withTraps(state, () -> script(text, state, stdin));
    } finally {
      posix = before;
    }
  }

  /** A script for bash, from a shell of whatever kind. */
  Data bashScript(String text, State state, Data stdin) {
    boolean before = posix;
    posix = false;
    try {
      return withTraps(state, () -> script(text, state, stdin));
    } finally {
      posix = before;
    }
  }

  /** Whether what is looked at is run by the plain shell. */
  boolean isPosix() {
    return posix;
  }

  /** Notes syntax that the plain shell would read in another way. */
  void bashOnly(String what) {
    if (posix) {
      report(new Effect.Unsure("how sh, which is not bash, reads " + what + "; run it with bash"));
    }
  }

  Field workingDirectory(State state) {
    if (state.directories().size() == 1) {
      return switch (state.directories().getFirst()) {
        case At(String path) -> Field.of(path);
        case Location.Beneath(String path) ->
            Paths.isBeneath(path, "/workspace")
                ? Field.hole(Shape.IN_WORKSPACE, Set.of())
                : Field.hole(Shape.ANY, Set.of());
        case Location.Anywhere anywhere -> Field.hole(Shape.ANY, Set.of());
      };
    }
    boolean inside =
        state.directories().stream()
            .allMatch(
                each -> each instanceof At(String path) && Paths.isBeneath(path, "/workspace"));
    return Field.hole(inside ? Shape.IN_WORKSPACE : Shape.ANY, Set.of());
  }

  /** Gives a variable a value. */
  void assign(String name, Field value, State state) {
    simple.variables().set(name, value, state);
  }

  /** A program with its arguments, without a shell. */
  Data program(List<Field> words, State state, Data stdin) {
    return new ProgramScene(this, simple, state, stdin).run(words, stdin);
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

  /** An assignment before a command or alone. */
  void assign(Assignment assignment, State state) {
    simple.variables().assign(assignment, state);
  }

  @Nullable Span span() {
    return span;
  }
}
