package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a shell would know at one point of a script. Mutable; branches work on copies. */
final class State {
  private static final int MAX_DIRECTORIES = 6;

  private List<Location> directories;
  private List<Location> previous = List.of(new Location.Anywhere());
  private Field zero = Field.of("bash");
  private final Work work;
  private final Shared<String, Variable> variables;
  private Functions functions;

  /** Files are everybody's: what a subshell writes is there afterwards. */
  private final Links links;

  private final WrittenFiles written;

  private final Past past;
  private Shared<Integer, Data> descriptors;
  private @Nullable Frame frame;
  private List<Field> positional = List.of();
  private boolean exportsAll;
  private boolean positionalKnown = true;

  State(Location directory) {
    this.directories = List.of(directory);
    this.work = new Work();
    this.variables = new Shared<>(work);
    this.functions = new Functions(work);
    this.descriptors = new Shared<>(work);
    this.links = new Links();
    this.written = new WrittenFiles(work);
    this.past = new Past();
  }

  private State(State other) {
    directories = other.directories;
    previous = other.previous;
    zero = other.zero;
    work = other.work;
    variables = other.variables.copy();
    functions = other.functions.copy();
    links = other.links;
    written = other.written;
    past = other.past;
    descriptors = other.descriptors.copy();
    positional = other.positional;
    exportsAll = other.exportsAll;
    positionalKnown = other.positionalKnown;
    frame = other.frame;
  }

  /** What a process that this shell starts knows: what is exported, and the files. */
  State child() {
    State child = new State(this);
    child.functions = new Functions(work);
    child.variables.removeValues(variable -> !variable.exported());
    child.positional = List.of();
    child.positionalKnown = true;
    child.exportsAll = false;
    child.frame = null;
    return child;
  }

  /** What judging the line may cost still. */
  Work work() {
    return work;
  }

  Shared<Integer, Data> descriptors() {
    return descriptors.copy();
  }

  /** A descriptor is again what it was. */
  void restoreDescriptor(int number, Shared<Integer, Data> before) {
    Data data = before.get(number);
    if (data == null) {
      descriptors.remove(number);
    } else {
      descriptors.put(number, data);
    }
  }

  /**
   * The positional parameters.
   *
   * @param known whether they are these, or nobody knows
   */
  record Called(List<Field> positional, boolean known) {}

  Called called() {
    return new Called(positional, positionalKnown);
  }

  void called(Called before) {
    past.positional();
    positional = before.positional();
    positionalKnown = before.known();
  }

  State copy() {
    return new State(this);
  }

  List<Location> directories() {
    return directories;
  }

  /** Enters a directory; the one before is remembered. */
  void enter(List<Location> now) {
    past.directories(directories);
    previous = directories;
    directories = List.copyOf(now);
    past.directories(directories);
  }

  /** It may also be in these. */
  void addDirectories(Collection<Location> more) {
    LinkedHashSet<Location> both = new LinkedHashSet<>(directories);
    both.addAll(more);
    directories =
        both.size() > MAX_DIRECTORIES ? List.of(new Location.Anywhere()) : List.copyOf(both);
  }

  /** It may not have changed its directory after all. */
  void mayStay(List<Location> here, List<Location> before) {
    addDirectories(here);
    joinPrevious(before);
  }

  private void joinPrevious(List<Location> other) {
    if (!previous.equals(other)) {
      previous = List.of(new Location.Anywhere());
    }
  }

  /** It did not change its directory after all. */
  void stay(List<Location> here, List<Location> before) {
    directories = here;
    previous = before;
  }

  /** What it was called with is not known. */
  void forgetPositional() {
    positional = List.of();
    positionalKnown = false;
  }

  Past past() {
    return past;
  }

  /** Becomes what another is, but for the variables that are named. */
  void takeFrom(State other, Set<String> except) {
    directories = other.directories;
    previous = other.previous;
    for (String name : other.variables.names()) {
      Variable variable = other.variables.get(name);
      if (variable != null && !except.contains(name)) {
        put(name, variable);
      }
    }
    functions = other.functions.copy();
    positional = other.positional;
    positionalKnown = other.positionalKnown;
    exportsAll = other.exportsAll;
    descriptors = other.descriptors.copy();
  }

  /** What files got in this line. */
  WrittenFiles written() {
    return written;
  }

  /** Grows with each change of a file that this line knows of. */
  int changes() {
    return written.changes() + links.changes();
  }

  /** Where it was before. */
  List<Location> previous() {
    return previous;
  }

  /** What {@code $0} is. */
  Field zero() {
    return zero;
  }

  void zero(Field name) {
    zero = name;
  }

  void directories(List<Location> now) {
    directories = List.copyOf(now);
  }

  Links links() {
    return links;
  }

  @Nullable Variable variable(String name) {
    return variables.get(name);
  }

  void set(String name, Variable variable) {
    if (Parameters.isItsOwn(name)) {
      // the shell gives it its values
      return;
    }
    boolean exported = exportsAll || variable.exported();
    Variable before = variables.get(name);
    exported |= before != null && before.exported();
    put(name, exported ? variable.withExport() : variable);
  }

  private void put(String name, Variable variable) {
    past.variable(name, variables.get(name), variable);
    variables.put(name, variable);
  }

  /** The function that is being run; null of none. */
  @Nullable Frame frame() {
    return frame;
  }

  /** From here on, what is declared local is put back at the end. */
  void enterFunction() {
    frame = new Frame(frame);
  }

  /** Puts back what was local. */
  void leaveFunction() {
    Frame left = Objects.requireNonNull(frame);
    left.hidden()
        // it may have been declared on one of the ways only
        .forEach((name, outside) -> mayBe(name, outside.variable()));
    frame = left.caller();
  }

  /** A name that means something else until the function ends. */
  void hide(String name) {
    if (frame != null) {
      frame.hide(name, variables.get(name));
    }
  }

  /** A variable that may also be this; null is what the environment has. */
  void mayBe(String name, @Nullable Variable another) {
    Variable mine = orOfEnvironment(name, variables.get(name));
    Variable other = orOfEnvironment(name, another);
    if (mine == null && other == null) {
      return;
    }
    put(
        name,
        mine == null || other == null
            ? Variable.blurred(mine, other)
            : Variable.either(mine, other));
  }

  private static @Nullable Variable orOfEnvironment(String name, @Nullable Variable variable) {
    return variable == null ? SearchPath.ofEnvironment(name) : variable;
  }

  /** What it is elsewhere is not known any more. */
  void forget(String name) {
    variables.remove(name);
  }

  /** Takes one of the ways that a variable may be. */
  void bindOnly(String name, Variable way) {
    variables.put(name, way);
  }

  /** Takes a variable away; what a caller hid with one of its own may come to light. */
  void unsetVariable(String name) {
    Variable hidden = variables.get(name);
    put(name, Variable.of(Field.EMPTY));
    Frame.Outside outside =
        frame == null || frame.hidden().containsKey(name) ? null : frame.inCallers(name);
    if (outside != null) {
      mayBe(name, outside.variable() == null ? hidden : outside.variable());
    }
  }

  /** Takes a function away. */
  void unsetFunction(String name) {
    functions.remove(name);
    past.function(name);
  }

  /** Takes away the variable, or the function where there is no such variable. */
  void unsetEither(String name) {
    unsetVariable(name);
    if (functions.get(name) != null) {
      functions.doubt(name);
    }
  }

  void exportAll(boolean on) {
    exportsAll = on;
  }

  boolean exportsAll() {
    return exportsAll;
  }

  @Nullable Statement function(String name) {
    return functions.get(name);
  }

  void define(String name, Statement body) {
    if (functions.get(name) != null) {
      past.function(name);
    }
    functions.define(name, body);
  }

  /** It may be another function, or none. */
  void doubt(String function) {
    functions.doubt(function);
  }

  /** Whether it may be another function, or none. */
  boolean isUncertain(String function) {
    return functions.isUncertain(function);
  }

  List<Field> positional() {
    return positional;
  }

  void positional(List<Field> fields) {
    past.positional();
    positional = List.copyOf(fields);
    positionalKnown = true;
  }

  @Nullable Data descriptor(int number) {
    return descriptors.get(number);
  }

  void descriptor(int number, Data data) {
    descriptors.put(number, data);
  }

  /** Whether all is as it is there, but for the variables that are named. */
  boolean isAs(State other, Set<String> except) {
    return new HashSet<>(directories).equals(new HashSet<>(other.directories))
        && previous.equals(other.previous)
        && descriptors.holdsSame(other.descriptors)
        && positionalKnown == other.positionalKnown
        && positional.equals(other.positional)
        && exportsAll == other.exportsAll
        && differing(other).stream().allMatch(except::contains)
        && functions.isAs(other.functions);
  }

  /** What changes with each round of a loop is not known any more. */
  void widen(State before, Set<String> except) {
    if (!new HashSet<>(directories).equals(new HashSet<>(before.directories))) {
      directories = List.of(new Location.Anywhere());
    }
    joinPrevious(before.previous);
    for (String name : differing(before)) {
      if (!except.contains(name)) {
        variables.put(name, Variable.blurred(variables.get(name), before.variables.get(name)));
      }
    }
  }

  /** Becomes another. */
  void become(State other) {
    takeFrom(other, Set.of());
  }

  /** The variables that are something else there. */
  Set<String> differing(State other) {
    if (variables.isSame(other.variables)) {
      return Set.of();
    }
    Set<String> names = new HashSet<>(variables.names());
    names.addAll(other.variables.names());
    work.spend(names.size(), Work.ENTRY);
    names.removeIf(name -> Variable.isWithin(variables.get(name), other.variables.get(name)));
    return names;
  }

  /** Becomes what is true after either of two ways. */
  void join(State other) {
    addDirectories(other.directories);
    joinPrevious(other.previous);
    if (!variables.isSame(other.variables)) {
      joinVariables(other);
    }
    functions.join(other.functions);
    if (!descriptors.isSame(other.descriptors)) {
      joinDescriptors(other);
    }
    if (!positional.equals(other.positional) || !other.positionalKnown) {
      forgetPositional();
    }
    exportsAll |= other.exportsAll;
  }

  /** One that is open on one of the ways only has nothing to read on the other. */
  private void joinDescriptors(State other) {
    work.spend(other.descriptors.size(), 2 * Work.ENTRY);
    for (Integer number : other.descriptors.names()) {
      Data mine = descriptors.get(number);
      Data theirs = Objects.requireNonNull(other.descriptors.get(number));
      descriptors.put(number, mine == null ? theirs : mine.either(theirs));
    }
  }

  private void joinVariables(State other) {
    Set<String> names = new HashSet<>(variables.names());
    names.addAll(other.variables.names());
    work.spend(names.size(), 2 * Work.ENTRY);
    for (String name : names) {
      Variable mine = orOfEnvironment(name, variables.get(name));
      Variable theirs = orOfEnvironment(name, other.variables.get(name));
      if (mine == null || theirs == null) {
        // one way leaves it to the environment
        Variable known = mine == null ? theirs : mine;
        variables.put(name, Variable.blurred(known, known));
      } else if (!mine.equals(theirs)) {
        variables.put(name, Variable.either(mine, theirs));
      }
    }
  }

  boolean positionalKnown() {
    return positionalKnown;
  }

  /** Its path, as far as that is known. */
  Field workingDirectory() {
    if (directories.size() == 1) {
      return switch (directories.getFirst()) {
        case At(String path) -> Field.of(path);
        case Location.Beneath(String path) ->
            Paths.isBeneath(path, "/workspace")
                ? Field.hole(Shape.IN_WORKSPACE, Set.of())
                : Field.hole(Shape.ANY, Set.of());
        case Location.Anywhere anywhere -> Field.hole(Shape.ANY, Set.of());
      };
    }
    boolean inside =
        directories.stream()
            .allMatch(
                each -> each instanceof At(String path) && Paths.isBeneath(path, "/workspace"));
    return Field.hole(inside ? Shape.IN_WORKSPACE : Shape.ANY, Set.of());
  }
}
