package dev.lasso.policy.eval;

import dev.lasso.policy.command.CommandModels;
import dev.lasso.policy.command.Invocation;
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
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
  private static final int MAX_REPEATS = 6;

  private final List<Finding> findings = new ArrayList<>();
  private final List<Observed> observed = new ArrayList<>();
  private final CommandModels models;
  private final Work work;
  private final Expander expander = new Expander(this);
  private final SimpleCommands simple;
  private Span span = Span.NONE;
  private @Nullable Invocation by;

  /** Above 0 within a text that is not the source itself, whose places mean nothing. */
  private int quoted;

  private int steps;
  private int depth;
  private int processes;
  private Data ambient = Data.NONE;
  private boolean posix;
  private boolean ownInput;
  private @Nullable Jumps returns;
  private List<Jumps> loops = new ArrayList<>();
  private final List<Later> background = new ArrayList<>();
  private final List<String> traps = new ArrayList<>();
  private final Set<String> fixed = new HashSet<>();
  private final Set<String> declared = new HashSet<>();

  Evaluator(CommandModels models, Work work) {
    this.models = models;
    this.work = work;
    this.simple = new SimpleCommands(this, expander);
  }

  List<Finding> findings() {
    return findings;
  }

  /** The programs and assignments on the way. */
  List<Observed> observed() {
    return observed;
  }

  /** Follows one use of a program. */
  Data using(Invocation invocation, Supplier<Data> use) {
    observed.add(new Observed.Used(invocation, span));
    Invocation outer = by;
    by = invocation;
    try {
      return use.get();
    } finally {
      by = outer;
    }
  }

  /** Notes that a variable is set. */
  void assigned(String name) {
    work.spend(1, Work.EFFECT);
    observed.add(new Observed.Assigned(name, span));
    checkNotFixed(name);
  }

  /** Nobody knows what is done after a variable that can't be changed was to be. */
  void checkNotFixed(String name) {
    if (fixed.contains(name)) {
      report(new Effect.Unsure("what becomes of '" + name + "', which is read-only"));
    }
  }

  /** From here on it can't be changed. */
  void fix(String name, State state) {
    Frame frame = state.frame();
    if (fixed.add(name) && frame != null && frame.hidden().containsKey(name)) {
      frame.fixed().add(name);
    }
  }

  /** A function ends, and with it what is its own. */
  void leaving(State state) {
    Frame frame = state.frame();
    if (frame != null) {
      fixed.removeAll(frame.fixed());
    }
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
      simple.variables().judge(name, value);
      state.set(name, Variable.of(value).withExport());
    });
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
    Finding finding = new Finding(effect, span, by);
    if (findings.isEmpty() || !findings.getLast().equals(finding)) {
      work.spend(1, Work.EFFECT);
      findings.add(finding);
    }
  }

  /** What it would do and what comes out of it. */
  Data run(Statement statement, State state, Data stdin) {
    if (++steps > MAX_STEPS || depth >= MAX_DEPTH) {
      throw new TooMuch("has too many steps to be judged");
    }
    work.spend(1, Work.STEP);
    depth++;
    Span before = span;
    if (quoted == 0 && !statement.span().equals(Span.NONE)) {
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
      case Declaration declaration -> simple.declare(declaration, state);
      case Pipeline pipeline -> pipeline(pipeline, state, stdin);
      case AndOr list -> andOr(list, state, stdin);
      case Sequence sequence -> {
        List<Data> out = new ArrayList<>();
        Data in = stdin;
        for (Statement each : sequence.statements()) {
          List<Location> here = state.directories();
          out.add(run(each, state, in));
          if (isChangeOfDirectory(only(each))) {
            // without the plan's '|| exit', as in a text or a substitution: it may not have worked
            state.addDirectories(here);
          }
          in = isQuiet(each) ? in : rest(in);
        }
        yield Data.all(out);
      }
      case Background background -> {
        later(background.body(), state);
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
                forget(loop.body(), state);
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

  /** What is left where somebody may have read some. */
  private static Data rest(Data input) {
    String text = input.text();
    return text == null || text.isEmpty() ? input : input.blurred().with(Set.of(Taint.COMPUTED));
  }

  /** Whether a command reads no input. */
  private static boolean isQuiet(Statement statement) {
    return statement instanceof Simple command
        && (command.words().isEmpty()
            || Set.of(
                    ":",
                    "true",
                    "echo",
                    "printf",
                    "cd",
                    "export",
                    "local",
                    "declare",
                    "set",
                    "test",
                    "[",
                    "pwd",
                    "mkdir",
                    "sleep",
                    "unset",
                    "shift",
                    "readonly")
                .contains(String.valueOf(command.words().getFirst().text())));
  }

  /** An expression of arithmetic, with the variables that it sets. */
  void expression(Word expression, State state) {
    expander.checkArithmetic(expression, state);
    for (String name : Assigned.inExpression(expression)) {
      checkNotFixed(name);
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
    State unchanged = mayFail(redirects) ? state.copy() : null;
    Redirections applied = new Redirections(this, expander, state);
    Data in = applied.open(redirects, stdin);
    Data out = applied.close(body.run(in));
    if (unchanged != null && !state.isAs(unchanged, Set.of())) {
      // where a file can't be opened nothing is run
      state.join(unchanged);
    }
    state.descriptors(before);
    return out;
  }

  /** Whether a file is opened, which may not work. */
  private static boolean mayFail(List<Redirect> redirects) {
    return redirects.stream()
        .anyMatch(redirect ->
            !redirect.operator().startsWith("<<")
                && !redirect.operator().endsWith("&")
                && !"/dev/null".equals(redirect.target().text()));
  }

  private Data pipeline(Pipeline pipeline, State state, Data stdin) {
    List<Statement> stages = pipeline.stages();
    if (stages.size() == 1) {
      List<Location> here = state.directories();
      Data out = run(stages.getFirst(), state, stdin);
      if (pipeline.negated()) {
        // what works is no success, and what does not is one: either is followed by the rest
        state.addDirectories(here);
      }
      return out;
    }
    int changes = state.changes();
    Data out = stages(pipeline, state, stdin);
    boolean waits =
        stages.subList(0, stages.size() - 1).stream().anyMatch(stage -> !(stage instanceof Simple));
    if (waits && state.changes() != changes) {
      // its parts run at once: a file that a later one writes may be there for an earlier one
      out = out.either(stages(pipeline, state, stdin));
    }
    return out;
  }

  private Data stages(Pipeline pipeline, State state, Data stdin) {
    List<Statement> stages = pipeline.stages();
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
      List<Location> here = state.directories();
      List<Location> before = state.previous();
      out.add(run(statement, state, stdin));
      return leaves(statement, state) ? null : failed(statement, state, here, before);
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
    if (!leaves(list.right(), failed)) {
      state.join(failed);
    }
    return later;
  }

  /**
   * What holds where a command fails that has been followed.
   *
   * @param state what holds where it succeeds
   * @param here where it was before
   */
  private State failed(
      Statement statement, State state, List<Location> here, List<Location> before) {
    State failed = state.copy();
    if (state.directories().equals(here)) {
      return failed;
    }
    Statement only = only(statement);
    if (only instanceof AndOr list && !list.and() && leaves(list.right(), state)) {
      // where it does not work nothing follows
      return failed;
    }
    if (isChangeOfDirectory(only)) {
      failed.stay(here, before);
    } else if (only instanceof Pipeline pipeline && pipeline.negated()) {
      if (isChangeOfDirectory(pipeline.stages().getFirst())) {
        state.stay(here, before);
      } else {
        state.addDirectories(here);
      }
    } else {
      failed.addDirectories(here);
    }
    return failed;
  }

  private static Statement only(Statement statement) {
    return switch (statement) {
      case Group group when group.redirects().isEmpty() -> only(group.body());
      case Sequence(List<Statement> each, Span at) when each.size() == 1 -> only(each.getFirst());
      default -> statement;
    };
  }

  /**
   * Whether a command is one by its name as it is written; then what follows says what it means.
   */
  static boolean isChangeOfDirectory(Statement statement) {
    return statement instanceof Simple command
        && !command.words().isEmpty()
        && Set.of("cd", "pushd", "popd")
            .contains(String.valueOf(command.words().getFirst().text()));
  }

  /** Whether what stands behind it is never reached. */
  private boolean leaves(Statement statement, State state) {
    return switch (statement) {
      case Simple command -> leaves(command, state);
      case Group group -> !mayFail(group.redirects()) && leaves(group.body(), state);
      case Sequence sequence ->
          !sequence.statements().isEmpty() && leaves(sequence.statements().getLast(), state);
      default -> false;
    };
  }

  private boolean leaves(Simple command, State state) {
    if (command.words().isEmpty() || mayFail(command.redirects())) {
      return false;
    }
    String name = String.valueOf(command.words().getFirst().text());
    boolean possible =
        switch (name) {
          case "exit" -> true;
          case "return" -> returns != null;
          case "break", "continue" -> !loops.isEmpty();
          default -> false;
        };
    return possible
        && state.function(name) == null
        && command.words().size() <= 2
        && command.words().stream()
            .skip(1)
            .allMatch(word -> {
              String text = word.text();
              return text == null
                  ? word.parts().size() == 1 && word.parts().getFirst() instanceof Word.Parameter
                  : !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
            });
  }

  /** A function or loop is left here. */
  void jump(String builtin, State state) {
    Jumps left = returns;
    if (builtin.equals("return") && left != null) {
      left.add(state);
    } else if (builtin.equals("break") || builtin.equals("continue")) {
      loops.forEach(loop -> loop.add(state));
    }
  }

  /** Runs the body of a function, or a file as if it stood here: it may be left with 'return'. */
  Data body(State state, boolean function, Supplier<Data> body) {
    Jumps outer = returns;
    List<Jumps> around = loops;
    Jumps left = new Jumps();
    returns = left;
    loops = function ? new ArrayList<>() : around;
    try {
      return body.get();
    } finally {
      returns = outer;
      loops = around;
      left.joinTo(state);
    }
  }

  /** Runs a script in a shell of its own, which is in no function and no loop. */
  private Data apart(Supplier<Data> script) {
    Jumps outer = returns;
    List<Jumps> around = loops;
    returns = null;
    loops = new ArrayList<>();
    try {
      return script.get();
    } finally {
      returns = outer;
      loops = around;
    }
  }

  private Data branches(If branches, State state, Data stdin) {
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    for (Branch branch : branches.branches()) {
      List<Data> said = new ArrayList<>();
      State failed = chain(branch.condition(), state, stdin, said);
      out = out.then(Data.all(said));
      State taken = state.copy();
      out = out.then(run(branch.body(), taken, stdin));
      if (!leaves(branch.body(), taken)) {
        ends.add(taken);
      }
      if (failed != null) {
        state.become(failed);
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
    State untaken = state;
    for (Arm arm : choice.arms()) {
      arm.patterns().forEach(pattern -> expander.single(pattern, state));
      State taken = state.copy();
      taken.join(falling);
      out = out.then(run(arm.body(), taken, stdin));
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

  private Data whileLoop(While loop, State state, Data stdin) {
    forget(loop.condition(), state);
    forget(loop.body(), state);
    Set<String> forgotten = new HashSet<>(Assigned.in(loop.condition()).names());
    forgotten.addAll(Assigned.in(loop.body()).names());
    Data out = condition(loop, state, stdin);
    return out.then(
            repeat(
                forgotten,
                state,
                () -> run(loop.body(), state, rest(stdin)).then(condition(loop, state, stdin))))
        .blurred();
  }

  private Data condition(While loop, State state, Data stdin) {
    List<Location> here = state.directories();
    Data out = run(loop.condition(), state, stdin);
    if (!state.directories().equals(here)) {
      state.addDirectories(here);
    }
    return out;
  }

  private Data repeat(Statement body, State state, Data stdin) {
    return repeat(Assigned.in(body).names(), state, () -> run(body, state, stdin));
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
      Jumps left = new Jumps();
      loops.add(left);
      try {
        out = out.then(body.get());
      } finally {
        loops.removeLast();
      }
      left.joinTo(state);
      state.join(before);
      if (state.isAs(before, forgotten) && state.changes() == changes) {
        return out.blurred();
      }
      if (round >= 1) {
        state.widen(before, forgotten);
      }
    }
    report(new Effect.Unsure("a loop that changes something each time"));
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
      Set<Taint> taints = before == null ? Set.of() : before.taints();
      state.set(
          name,
          before != null && before.isArray()
              ? Variable.anyArray(taints)
              : Variable.of(Field.hole(number ? Shape.NUMBER : Shape.ANY, taints)));
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
            simple.variables().judge(loop.name(), each);
            simple.variables().bind(loop.name(), each, state);
            return run(loop.body(), state, stdin);
          };
      if (each.text() == null) {
        rounds.add(repeat(forgotten, state, body));
      } else {
        Jumps left = new Jumps();
        loops.add(left);
        try {
          rounds.add(body.get());
        } finally {
          loops.removeLast();
        }
        left.joinTo(state);
      }
    }
    state.join(before);
    Data out = Data.all(rounds);
    return out.text() == null || several ? out.blurred() : out;
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

  /** What runs beside the rest, and may still run when that has ended. */
  private void later(Statement body, State state) {
    background.add(new Later(body, state.copy(), state.changes()));
  }

  /** A command in the background. */
  private record Later(Statement body, State state, int changes) {}

  /** What a command substitution gives. */
  Data substitute(Statement body, State state) {
    return run(body, state.copy(), ambient);
  }

  /** The path that a process substitution gives. */
  Field process(Word.ProcessSubstitution process, State state) {
    String path = "/proc/self/fd/" + (63 + ++processes);
    later(process.body(), state);
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
    if (parsed == null) {
      return Data.OWN;
    }
    Invocation outer = by;
    by = null;
    quoted++;
    try {
      return run(parsed, state, stdin);
    } finally {
      quoted--;
      by = outer;
    }
  }

  /** What a whole shell does: also what it has been told to do when it ends. */
  Data withTraps(State state, Supplier<Data> body) {
    int before = traps.size();
    int running = background.size();
    Data out = apart(body);
    for (int i = running; i < background.size() && i < running + MAX_ROUNDS; i++) {
      Later each = background.get(i);
      if (state.changes() != each.changes()) {
        // files that were written meanwhile, by itself or by others
        apart(() -> run(each.body(), each.state(), Data.tainted(Set.of(Taint.FILE))));
      }
    }
    background.subList(running, background.size()).clear();
    for (int i = before; i < traps.size() && i < before + MAX_ROUNDS; i++) {
      State any = state.copy();
      any.past().blur(any);
      script(traps.get(i), any, Data.NONE);
    }
    traps.subList(before, traps.size()).clear();
    return out;
  }

  /** A script that runs when the shell ends. */
  void trap(String text, State state) {
    state.past().keep();
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

  /** An assignment before a command or alone. */
  void assign(Assignment assignment, State state) {
    simple.variables().assign(assignment, state);
  }

  @Nullable Span span() {
    return span;
  }
}
