package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Location.Beneath;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Shape;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a shell would know at one point of a script. Mutable; branches work on copies. */
final class State {
  private static final int MAX_DIRECTORIES = 6;

  /** What a file got in this line. */
  record Written(Location location, Data content) {}

  private List<Location> directories;
  private List<Location> previous = List.of(new Location.Anywhere());
  private Field zero = Field.of("bash");
  private final Work work;
  private final Shared<String, Variable> variables;
  private Shared<String, Statement> functions;

  /** Functions that are there, or are this, only on some of the ways to here. */
  private Shared<String, Boolean> uncertain;

  /** Files are everybody's: what a subshell writes is there afterwards. */
  private final Links links;

  private final List<Written> written;
  private final int[] changes;
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
    this.functions = new Shared<>(work);
    this.uncertain = new Shared<>(work);
    this.descriptors = new Shared<>(work);
    this.links = new Links();
    this.written = new ArrayList<>();
    this.changes = new int[1];
    this.past = new Past();
  }

  private State(State other) {
    directories = other.directories;
    previous = other.previous;
    zero = other.zero;
    work = other.work;
    variables = other.variables.copy();
    functions = other.functions.copy();
    uncertain = other.uncertain.copy();
    links = other.links;
    written = other.written;
    changes = other.changes;
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
    child.functions.removeValues(function -> true);
    child.uncertain.removeValues(function -> true);
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

  void descriptors(Shared<Integer, Data> now) {
    descriptors = now;
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

  /** Grows with each change of a file that this line knows of. */
  int changes() {
    return changes[0] + links.changes();
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
    uncertain = other.uncertain.copy();
    positional = other.positional;
    positionalKnown = other.positionalKnown;
    exportsAll = other.exportsAll;
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
    frame = new Frame(frame, this);
  }

  /** Puts back what was local. */
  void leaveFunction() {
    Frame left = Objects.requireNonNull(frame);
    left.hidden()
        .forEach((name, outside) -> {
          if (!outside.certain()) {
            mayBe(name, outside.variable());
          } else if (outside.variable() == null) {
            variables.remove(name);
          } else {
            variables.put(name, outside.variable());
          }
        });
    frame = left.caller();
  }

  /** A name that means something else until the function ends. */
  void hide(String name) {
    if (frame != null) {
      frame.hide(name, variables.get(name), this);
    }
  }

  /** A variable that may also be this; null is what the environment has. */
  void mayBe(String name, @Nullable Variable other) {
    Variable mine = variables.get(name);
    if (mine == null && other == null) {
      return;
    }
    put(name, mine == null || other == null ? blurred(mine, other) : either(mine, other));
  }

  /** What it is elsewhere is not known any more. */
  void forget(String name) {
    variables.remove(name);
  }

  void bindOnly(String name, Field value) {
    Variable before = variables.get(name);
    variables.put(name, new Variable(List.of(value), null, before != null && before.exported()));
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
      uncertain.put(name, true);
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
    functions.put(name, body);
    uncertain.remove(name);
  }

  /** It may be another function, or none. */
  void doubt(String function) {
    uncertain.put(function, true);
  }

  /** Whether it may be another function, or none. */
  boolean isUncertain(String function) {
    return uncertain.get(function) != null;
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

  /** Notes what a file got. */
  void write(Location location, Data content) {
    work.spend(written.size(), Work.ENTRY);
    Written now = new Written(location, content);
    if (!written.contains(now)) {
      written.add(now);
      // a file whose name is not known is hardly one that was there before
      changes[0] += location instanceof At || content.has(Taint.NETWORK) ? 1 : 0;
    }
  }

  /** What a file or tree got in this line; null where this line did not touch it. */
  @Nullable Data writtenTo(Location location) {
    Data found = null;
    boolean exactly = false;
    boolean made = false;
    work.spend(written.size(), Work.ENTRY);
    for (Written each : written) {
      if (overlaps(each.location(), location)) {
        boolean same = each.location().equals(location);
        Data content = same ? each.content() : each.content().blurred();
        boolean replaced =
            same && !exactly && found != null && Set.of(Taint.FILE).containsAll(found.taints());
        exactly |= same;
        made |= isMade(each);
        // a file that is written twice may have either content, or both; in a new directory, its
        // own
        found = found == null || replaced ? content : found.either(content);
      }
    }
    return unlessMade(found, made);
  }

  /** The texts that this line has put in a file, where they are known. */
  List<String> textsOf(Location location) {
    work.spend(written.size(), Work.ENTRY);
    return written.stream()
        .filter(each -> each.location().equals(location) && each.content().taints().isEmpty())
        .map(each -> each.content().text())
        .filter(Objects::nonNull)
        .distinct()
        .limit(8)
        .toList();
  }

  /** What single files at a place or beneath it got in this line, by their paths. */
  List<Map.Entry<String, Data>> writtenBeneath(Location location) {
    work.spend(written.size(), Work.ENTRY);
    List<Map.Entry<String, Data>> beneath = new ArrayList<>();
    for (Written each : written) {
      if (each.location() instanceof At(String path)
          && switch (location) {
            case At(String top) -> Paths.isBeneath(path, top);
            case Beneath(String top) -> Paths.isBeneath(path, top);
            case Location.Anywhere anywhere -> true;
          }) {
        beneath.add(Map.entry(path, each.content()));
      }
    }
    return beneath;
  }

  /** What exactly this file got in this line; null of what this line did not write by its name. */
  @Nullable Data writtenExactly(Location location) {
    Data found = null;
    boolean made = false;
    work.spend(written.size(), Work.ENTRY);
    for (Written each : written) {
      if (each.location().equals(location)) {
        made |= isMade(each);
        found = found == null ? each.content() : found.either(each.content());
      }
    }
    return unlessMade(found, made);
  }

  private static boolean isMade(Written each) {
    return each.content().text() == null && each.content().taints().isEmpty();
  }

  /** What a program makes up is no file of the workspace for standing beside one. */
  private static @Nullable Data unlessMade(@Nullable Data found, boolean made) {
    return found != null && made && found.has(Taint.FILE)
        ? found.with(Set.of(Taint.COMPUTED))
        : found;
  }

  private static boolean overlaps(Location a, Location b) {
    return switch (a) {
      case At(String path) ->
          switch (b) {
            case At(String other) -> Paths.isBeneath(path, other) || Paths.isBeneath(other, path);
            case Beneath(String directory) ->
                Paths.isBeneath(path, directory) || Paths.isBeneath(directory, path);
            case Location.Anywhere anywhere -> true;
          };
      case Beneath(String directory) ->
          switch (b) {
            case At(String path) ->
                Paths.isBeneath(path, directory) || Paths.isBeneath(directory, path);
            case Beneath(String other) ->
                Paths.isBeneath(directory, other) || Paths.isBeneath(other, directory);
            case Location.Anywhere anywhere -> true;
          };
      case Location.Anywhere anywhere -> true;
    };
  }

  /** Whether all is as it is there, but for the variables that are named. */
  boolean isAs(State other, Set<String> except) {
    return new HashSet<>(directories).equals(new HashSet<>(other.directories))
        && positionalKnown == other.positionalKnown
        && positional.equals(other.positional)
        && exportsAll == other.exportsAll
        && differing(other).stream().allMatch(except::contains)
        && (functions.isSame(other.functions) || haveSame(other));
  }

  /** What changes with each round of a loop is not known any more. */
  void widen(State before, Set<String> except) {
    if (!new HashSet<>(directories).equals(new HashSet<>(before.directories))) {
      directories = List.of(new Location.Anywhere());
    }
    for (String name : differing(before)) {
      if (!except.contains(name)) {
        variables.put(name, blurred(variables.get(name), before.variables.get(name)));
      }
    }
  }

  /** Becomes another. */
  void become(State other) {
    takeFrom(other, Set.of());
    descriptors = other.descriptors.copy();
  }

  /** The variables that are something else there. */
  Set<String> differing(State other) {
    if (variables.isSame(other.variables)) {
      return Set.of();
    }
    Set<String> names = new HashSet<>(variables.names());
    names.addAll(other.variables.names());
    work.spend(names.size(), Work.ENTRY);
    names.removeIf(name -> isWithin(variables.get(name), other.variables.get(name)));
    return names;
  }

  /** Whether a variable is the same as another, or that one may be anything. */
  private static boolean isWithin(@Nullable Variable mine, @Nullable Variable theirs) {
    return Objects.equals(mine, theirs)
        || (mine != null
            && theirs != null
            && mine.exported() == theirs.exported()
            && theirs.elements() == null
            && theirs.equals(blurred(mine, theirs)));
  }

  private boolean haveSame(State other) {
    return functions.names().equals(other.functions.names())
        && functions.names().stream()
            .allMatch(name ->
                isSame(functions.get(name), other.functions.get(name))
                    && isUncertain(name) == other.isUncertain(name));
  }

  /** Becomes what is true after either of two ways. */
  void join(State other) {
    addDirectories(other.directories);
    if (!variables.isSame(other.variables)) {
      joinVariables(other);
    }
    if (!functions.isSame(other.functions)) {
      joinFunctions(other);
    }
    descriptors.putAll(other.descriptors);
    if (!positional.equals(other.positional)) {
      positional = List.of();
      positionalKnown = false;
    }
    exportsAll |= other.exportsAll;
  }

  private void joinVariables(State other) {
    Set<String> names = new HashSet<>(variables.names());
    names.addAll(other.variables.names());
    work.spend(names.size(), 2 * Work.ENTRY);
    for (String name : names) {
      Variable mine = variables.get(name);
      Variable theirs = other.variables.get(name);
      if (mine == null || theirs == null) {
        // one way leaves it to the environment
        Variable known = mine == null ? theirs : mine;
        variables.put(name, blurred(known, known));
      } else if (!mine.equals(theirs)) {
        variables.put(name, either(mine, theirs));
      }
    }
  }

  private void joinFunctions(State other) {
    Set<String> names = new HashSet<>(functions.names());
    names.addAll(other.functions.names());
    work.spend(names.size(), 2 * Work.ENTRY);
    uncertain.putAll(other.uncertain);
    for (String name : names) {
      Statement mine = functions.get(name);
      Statement theirs = other.functions.get(name);
      if (!isSame(mine, theirs)) {
        uncertain.put(name, true);
        functions.put(name, theirs == null ? Objects.requireNonNull(mine) : theirs);
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // a definition is one place in the line
  private static boolean isSame(@Nullable Statement a, @Nullable Statement b) {
    return a == b;
  }

  boolean positionalKnown() {
    return positionalKnown;
  }

  private static Variable either(Variable a, Variable b) {
    boolean exported = a.exported() || b.exported();
    if (a.elements() == null && b.elements() == null) {
      LinkedHashSet<Field> values = new LinkedHashSet<>(a.values());
      values.addAll(b.values());
      if (values.size() <= Variable.MAX_ALTERNATIVES) {
        return new Variable(List.copyOf(values), null, exported);
      }
    }
    List<Field> mine = a.elements();
    List<Field> theirs = b.elements();
    if (mine != null && theirs != null) {
      List<Field> both = bothWays(mine, theirs);
      if (both != null) {
        return new Variable(List.of(Field.EMPTY), both, exported);
      }
    }
    return blurred(a, b);
  }

  /** Of two lists of which one begins with all of the other; null of any others. */
  private static @Nullable List<Field> bothWays(List<Field> mine, List<Field> theirs) {
    List<Field> longer = mine.size() < theirs.size() ? theirs : mine;
    List<Field> shorter = mine.size() < theirs.size() ? mine : theirs;
    if (longer.size() > Variable.MAX_ALTERNATIVES) {
      return null;
    }
    List<Field> both = new ArrayList<>();
    for (int i = 0; i < longer.size(); i++) {
      Field each = longer.get(i);
      Field other = i < shorter.size() ? shorter.get(i) : null;
      if (other != null && !each.one().equals(other.one())) {
        return null;
      }
      both.add(each.equals(other) ? each : each.anyOften());
    }
    return both;
  }

  private static Variable blurred(@Nullable Variable a, @Nullable Variable b) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    boolean exported = false;
    boolean array = false;
    for (Variable each : new Variable[] {a == null ? b : a, b == null ? a : b}) {
      if (each != null) {
        each.values().forEach(value -> taints.addAll(value.taints()));
        List<Field> elements = each.elements();
        if (elements != null) {
          array = true;
          elements.forEach(value -> taints.addAll(value.taints()));
        }
        exported |= each.exported();
      }
    }
    return new Variable(
        List.of(Field.hole(Shape.ANY, taints)),
        array ? List.of(Field.anyNumber(taints)) : null,
        exported);
  }
}
