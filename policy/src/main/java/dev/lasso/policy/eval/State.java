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
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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
  private final Shared<String, Statement> functions;

  /** Files are everybody's: what a subshell writes is there afterwards. */
  private final Links links;

  private final List<Written> written;
  private Shared<Integer, Data> descriptors;
  private Map<String, @Nullable Variable> hidden = new HashMap<>();
  private List<Field> positional = List.of();
  private boolean exportsAll;
  private boolean positionalKnown = true;

  State(Location directory) {
    this.directories = List.of(directory);
    this.work = new Work();
    this.variables = new Shared<>(work);
    this.functions = new Shared<>(work);
    this.descriptors = new Shared<>(work);
    this.links = new Links();
    this.written = new ArrayList<>();
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
    descriptors = other.descriptors.copy();
    positional = other.positional;
    exportsAll = other.exportsAll;
    positionalKnown = other.positionalKnown;
  }

  /** What a process that this shell starts knows: what is exported, and the files. */
  State child() {
    State child = new State(this);
    child.functions.removeValues(function -> true);
    child.variables.removeValues(variable -> !variable.exported());
    child.positional = List.of();
    child.positionalKnown = true;
    child.exportsAll = false;
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
    previous = directories;
    directories = List.copyOf(now);
  }

  /** Becomes what another is, but for the variables that are named. */
  void takeFrom(State other, Set<String> except) {
    directories = other.directories;
    previous = other.previous;
    for (String name : other.variables.names()) {
      Variable variable = other.variables.get(name);
      if (variable != null && !except.contains(name)) {
        variables.put(name, variable);
      }
    }
    functions.putAll(other.functions);
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
    boolean exported = exportsAll || variable.exported();
    Variable before = variables.get(name);
    exported |= before != null && before.exported();
    variables.put(name, exported ? variable.withExport() : variable);
  }

  /** From here on, what is declared local is put back at the end; what was hidden before. */
  Map<String, @Nullable Variable> enterFunction() {
    Map<String, @Nullable Variable> outer = hidden;
    hidden = new HashMap<>();
    return outer;
  }

  void leaveFunction(Map<String, @Nullable Variable> outer) {
    hidden.forEach((name, variable) -> {
      if (variable == null) {
        variables.remove(name);
      } else {
        variables.put(name, variable);
      }
    });
    hidden = outer;
  }

  /** A name that means something else until the function ends. */
  void hide(String name) {
    if (!hidden.containsKey(name)) {
      hidden.put(name, variables.get(name));
    }
  }

  void bindOnly(String name, Field value) {
    Variable before = variables.get(name);
    variables.put(name, new Variable(List.of(value), null, before != null && before.exported()));
  }

  void unset(String name) {
    variables.put(name, Variable.of(Field.EMPTY));
    functions.remove(name);
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
    functions.put(name, body);
  }

  List<Field> positional() {
    return positional;
  }

  void positional(List<Field> fields) {
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
    written.add(new Written(location, content));
  }

  /** What a file or tree got in this line; null where this line did not touch it. */
  @Nullable Data writtenTo(Location location) {
    Data found = null;
    work.spend(written.size(), Work.ENTRY);
    for (Written each : written) {
      if (overlaps(each.location(), location)) {
        Data content = each.location().equals(location) ? each.content() : each.content().blurred();
        // a file that is written twice may have either content, or both
        found = found == null ? content : found.either(content);
      }
    }
    return found;
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

  /** Becomes what is true after either of two ways. */
  void join(State other) {
    LinkedHashSet<Location> both = new LinkedHashSet<>(directories);
    both.addAll(other.directories);
    directories =
        both.size() > MAX_DIRECTORIES ? List.of(new Location.Anywhere()) : List.copyOf(both);
    if (!variables.isSame(other.variables)) {
      joinVariables(other);
    }
    functions.putAll(other.functions);
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
    return blurred(a, b);
  }

  private static Variable blurred(@Nullable Variable a, @Nullable Variable b) {
    EnumSet<Taint> taints = EnumSet.noneOf(Taint.class);
    boolean exported = false;
    for (Variable each : new Variable[] {a == null ? b : a, b == null ? a : b}) {
      if (each != null) {
        each.values().forEach(value -> taints.addAll(value.taints()));
        List<Field> elements = each.elements();
        if (elements != null) {
          elements.forEach(value -> taints.addAll(value.taints()));
        }
        exported |= each.exported();
      }
    }
    return new Variable(List.of(Field.hole(Shape.ANY, taints)), null, exported);
  }
}
