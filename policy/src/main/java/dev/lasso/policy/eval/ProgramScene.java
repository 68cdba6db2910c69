package dev.lasso.policy.eval;

import dev.lasso.policy.command.Invocation;
import dev.lasso.policy.command.Scene;
import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Links;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Where a program runs: in a process of its own, so with a copy of what the shell knows. */
final class ProgramScene implements Scene {
  private final Evaluator evaluator;
  private final SimpleCommands commands;
  private final State state;
  private final Data stdin;
  private final Files files;

  ProgramScene(Evaluator evaluator, SimpleCommands commands, State shell, Data stdin) {
    this.evaluator = evaluator;
    this.commands = commands;
    this.state = shell.child();
    this.stdin = stdin;
    this.files = new Files(evaluator, state);
  }

  @Override
  public List<Location> locate(Field path) {
    return files.locate(path);
  }

  @Override
  public Data stdin() {
    return stdin;
  }

  @Override
  public Data read(Field path) {
    List<Location> places = files.locate(path);
    if (places.size() == 1
        && places.getFirst() instanceof At(String at)
        && at.equals("/proc/self/fd/0")) {
      return stdin;
    }
    return files.read(path);
  }

  @Override
  public void stat(Field path) {
    for (Location place : files.locate(path)) {
      evaluator.report(new Effect.Reads(place, false));
    }
  }

  @Override
  public void write(Field path, Data content) {
    files.write(path, content);
  }

  @Override
  public Data content(Location place) {
    return files.content(place);
  }

  @Override
  public List<String> textsOf(Location place) {
    return state.written().textsOf(place);
  }

  @Override
  public List<Map.Entry<String, Data>> writtenBeneath(Location place) {
    return state.written().beneath(place);
  }

  @Override
  public boolean isWritten(Location place) {
    return state.written().touched(place) != null;
  }

  @Override
  public void effect(Effect effect) {
    evaluator.report(effect);
  }

  @Override
  public Data using(Invocation invocation, Supplier<Data> use) {
    return evaluator.found().using(invocation, use);
  }

  @Override
  public Data run(List<Field> words, Data input) {
    String name = words.isEmpty() ? null : words.getFirst().text();
    if (name != null) {
      evaluator.report(new Effect.RunsThrough(name));
    }
    return start(words, input);
  }

  /** Runs a command that no other runs. */
  Data start(List<Field> words, Data input) {
    if (words.isEmpty()) {
      return Data.NONE;
    }
    // no function and no builtin: a program looks for programs only
    String name = words.getFirst().text();
    if (name == null) {
      evaluator.report(
          new Effect.Unsure(
              "the program '"
                  + words.getFirst().shown()
                  + "', whose name is only known when it runs"));
      return Data.OWN;
    }
    evaluator.enter();
    try {
      List<Field> arguments = words.subList(1, words.size());
      Data text = commands.programText(name, arguments);
      return text != null ? text : commands.programs().run(name, arguments, state, input);
    } finally {
      evaluator.leave();
    }
  }

  @Override
  public Data script(String text, Data input, List<Field> positional) {
    State child = state.child();
    arguments(positional, child);
    return evaluator.shells().bashScript(text, child, input);
  }

  @Override
  public Data posixScript(String text, Data input, List<Field> positional) {
    State child = state.child();
    arguments(positional, child);
    return evaluator.shells().posixScript(text, child, input);
  }

  private static void arguments(List<Field> words, State child) {
    if (!words.isEmpty()) {
      child.zero(Variable.at(words, 0));
      child.positional(Variable.without(words, 1));
    }
  }

  @Override
  public void code(String language, Data source) {
    evaluator.code(language, source);
  }

  @Override
  public void changeDirectory(Field path) {
    state.directories(files.locate(path));
  }

  @Override
  public List<Location> directories() {
    return state.directories();
  }

  @Override
  public void directories(List<Location> before) {
    state.directories(before);
  }

  @Override
  public void setVariable(String name, Field value) {
    commands.variables().judge(name, value, state);
    state.set(name, Variable.of(value).withExport());
  }

  @Override
  public boolean hasLinks() {
    return !state.links().isEmpty();
  }

  @Override
  public boolean hasLinks(Field path) {
    if (!hasLinks()) {
      return false;
    }
    String text = path.text();
    // the file itself, and where it leads
    return Stream.concat(
            text == null ? Stream.empty() : unfollowed(text).stream(), files.locate(path).stream())
        .anyMatch(place ->
            switch (place) {
              case At(String at) -> state.links().areBeneath(at);
              case Location.Beneath(String directory) -> state.links().areBeneath(directory);
              case Location.Anywhere anywhere -> true;
            });
  }

  /** Where a name stands, whatever it leads to. */
  private List<Location> unfollowed(String path) {
    int end = path.length();
    while (end > 1 && path.charAt(end - 1) == '/') {
      end--;
    }
    int slash = path.lastIndexOf('/', end - 1);
    String last = path.substring(slash + 1, end);
    return files.locate(Field.of(slash < 0 ? "." : path.substring(0, slash + 1))).stream()
        .map(place ->
            place instanceof At(String at) && !last.equals(".") && !last.equals("..")
                ? new At(at.equals("/") ? "/" + last : at + "/" + last)
                : place)
        .toList();
  }

  @Override
  public void loosenLinks(Field path) {
    for (Location place : files.locate(path)) {
      state
          .links()
          .loosen(
              switch (place) {
                case At(String at) -> at;
                case Location.Beneath(String directory) -> directory;
                case Location.Anywhere anywhere -> "/";
              });
    }
  }

  @Override
  public void link(Field target, Field name) {
    String text = target.text();
    List<Location> places = files.locate(name);
    boolean known = places.stream().anyMatch(place -> place instanceof At);
    for (Location place : places) {
      if (place instanceof At(String at) && at.equals(text)) {
        // by way of an earlier link: it stays what it is
        continue;
      }
      if (place instanceof At(String at) && text != null && Links.canBe(at, text)) {
        state.links().put(at, text);
      } else if (place instanceof At(String at) && target.pattern()) {
        state.links().putOpen(at);
      } else if (!known || place instanceof At) {
        // where it would be by way of another link, which may not be there, it is not followed
        evaluator.report(new Effect.Unsure("a link whose ends are only known when it runs"));
      }
    }
  }
}
