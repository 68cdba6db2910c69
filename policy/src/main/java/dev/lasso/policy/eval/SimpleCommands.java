package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.effect.Effect.CodeSource;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Statement.Test;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Location.At;
import dev.lasso.policy.value.Paths;
import dev.lasso.policy.value.Taint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Simple commands: expands their words, finds out what they name, and follows it. */
final class SimpleCommands {
  private static final int MAX_CALLS = 16;
  private static final int MAX_COMBINATIONS = 16;
  private static final Set<String> DECLARING =
      Set.of("export", "declare", "typeset", "local", "readonly");
  private static final Set<String> COMPARISONS = Set.of("-eq", "-ne", "-lt", "-le", "-gt", "-ge");

  private final Evaluator evaluator;
  private final Expander expander;
  private final Variables variables;
  private final Builtins builtins;
  private int calls;

  SimpleCommands(Evaluator evaluator, Expander expander) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.variables = new Variables(evaluator, expander);
    this.builtins = new Builtins(evaluator, expander, this);
  }

  Variables variables() {
    return variables;
  }

  Data run(Simple command, State state, Data stdin) {
    String varying = varying(command, state);
    if (varying == null) {
      return expanded(command, state, stdin);
    }
    return each(command, state, stdin, varying, 1);
  }

  /** Once for each value that a variable may have. */
  private Data each(Simple command, State state, Data stdin, String name, int combinations) {
    Variable variable = state.variable(name);
    if (variable == null || combinations * variable.values().size() > MAX_COMBINATIONS) {
      return expanded(command, state, stdin);
    }
    Data out = Data.NONE;
    List<State> ends = new ArrayList<>();
    for (Field value : variable.values()) {
      State taken = state.copy();
      taken.bindOnly(name, value);
      String next = varying(command, taken);
      int now = combinations * variable.values().size();
      out =
          out.then(
              next == null
                  ? expanded(command, taken, stdin)
                  : each(command, taken, stdin, next, now));
      Variable left = taken.variable(name);
      if (left != null && left.values().equals(List.of(value))) {
        taken.set(name, variable);
      }
      ends.add(taken);
    }
    state.directories(ends.getFirst().directories());
    ends.forEach(state::join);
    return out.blurred();
  }

  private static @Nullable String varying(Simple command, State state) {
    for (Word word : command.words()) {
      String name = varying(word.parts(), state);
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private static @Nullable String varying(List<Part> parts, State state) {
    for (Part part : parts) {
      String name =
          switch (part) {
            case DoubleQuoted quoted -> varying(quoted.parts(), state);
            case Parameter parameter -> {
              Variable variable = state.variable(parameter.name());
              yield variable != null && variable.values().size() > 1 ? parameter.name() : null;
            }
            default -> null;
          };
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private Data expanded(Simple command, State state, Data stdin) {
    Data outer = evaluator.ambient(stdin);
    List<Field> words = expandedWords(command.words(), state);
    evaluator.ambient(outer);
    if (words.isEmpty()) {
      for (Assignment assignment : command.assignments()) {
        variables.assign(assignment, state);
      }
      // $(<file) is the file's content
      boolean reads = command.assignments().isEmpty() && command.redirects().size() == 1;
      return evaluator.redirected(command.redirects(), state, stdin, in -> reads ? in : Data.NONE);
    }
    if (words.getFirst().is("exec") && words.size() == 1) {
      // its redirections stay
      new Redirections(evaluator, expander, state).open(command.redirects(), stdin);
      return Data.NONE;
    }
    if (command.assignments().isEmpty()) {
      return evaluator.redirected(command.redirects(), state, stdin, in -> call(words, state, in));
    }
    State with = state.copy();
    for (Assignment assignment : command.assignments()) {
      Field value = variables.valueOf(assignment, with);
      variables.judge(assignment.name(), value);
      with.set(assignment.name(), Variable.of(value).withExport());
    }
    Data out = evaluator.redirected(command.redirects(), with, stdin, in -> call(words, with, in));
    Set<String> given = new HashSet<>();
    command.assignments().forEach(assignment -> given.add(assignment.name()));
    // what a builtin or function sets stays; what was put before it does not
    state.takeFrom(with, given);
    return out;
  }

  private List<Field> expandedWords(List<Word> words, State state) {
    if (words.isEmpty() || !DECLARING.contains(String.valueOf(words.getFirst().text()))) {
      return expander.fields(words, state);
    }
    List<Field> fields = new ArrayList<>();
    for (Word word : words) {
      boolean assigns =
          !word.parts().isEmpty()
              && word.parts().getFirst() instanceof Word.Literal literal
              && literal.text().indexOf('=') > 0;
      if (assigns) {
        // the value of an assignment is not split
        fields.add(expander.single(word, state));
      } else {
        fields.addAll(expander.fields(word, state));
      }
    }
    return fields;
  }

  /** Runs a command by its words. */
  Data call(List<Field> words, State state, Data stdin) {
    Field first = words.getFirst();
    String name = first.text();
    if (name == null) {
      evaluator.report(
          new Effect.Unsure(
              "the program '" + first.shown() + "', whose name is only known when it runs"));
      return Data.OWN;
    }
    List<Field> arguments = words.subList(1, words.size());
    Statement function = state.function(name);
    if (function != null) {
      return function(name, function, arguments, state, stdin);
    }
    Data built = builtins.run(name, arguments, state, stdin);
    return built != null ? built : program(name, arguments, state, stdin);
  }

  private Data function(
      String name, Statement body, List<Field> arguments, State state, Data stdin) {
    if (++calls > MAX_CALLS) {
      calls--;
      evaluator.report(new Effect.Unsure("the function '" + name + "' calls itself"));
      return Data.OWN;
    }
    List<Field> outer = state.positional();
    Map<String, @Nullable Variable> hidden = state.enterFunction();
    state.positional(arguments);
    try {
      return evaluator.run(body, state, stdin);
    } finally {
      calls--;
      state.positional(outer);
      state.leaveFunction(hidden);
    }
  }

  /** A program, not a function or builtin. */
  Data program(String name, List<Field> arguments, State state, Data stdin) {
    if (name.isEmpty()) {
      evaluator.report(new Effect.Unsure("a command without a name"));
      return Data.OWN;
    }
    if (name.indexOf('/') >= 0) {
      return byPath(name, arguments, state, stdin);
    }
    return evaluator.models().run(name, arguments, new ProgramScene(evaluator, this, state, stdin));
  }

  private Data byPath(String path, List<Field> arguments, State state, Data stdin) {
    Files files = new Files(evaluator, state);
    if (path.endsWith("/")) {
      evaluator.report(new Effect.Forbidden("the program '" + path + "' is a directory"));
      return Data.OWN;
    }
    for (Location place : files.locate(Field.of(path))) {
      if (!(place instanceof At(String at))) {
        evaluator.report(new Effect.Unsure("the program '" + path + "'"));
        return Data.OWN;
      }
      Data written = state.writtenTo(place);
      if (written != null) {
        written(place, written, state, stdin, arguments);
        continue;
      }
      int slash = at.lastIndexOf('/');
      String directory = at.substring(0, Math.max(slash, 0));
      if (Set.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/opt/bin")
          .contains(directory)) {
        if (!path.startsWith("/")) {
          // links of the workspace may lead it elsewhere; where it leads by text is no proof
          evaluator.report(
              new Effect.Forbidden(
                  "the program '" + path + "' by a relative path; name it plainly"));
        }
        return evaluator
            .models()
            .run(
                at.substring(slash + 1),
                arguments,
                new ProgramScene(evaluator, this, state, stdin));
      }
      if (Paths.isBeneath(at, "/workspace")
          && Set.of("gradlew", "mvnw").contains(at.substring(slash + 1))) {
        // the build tool's own, in a version that the workspace says
        return evaluator
            .models()
            .run(
                at.endsWith("w") && at.contains("gradlew") ? "gradle" : "mvn",
                arguments,
                new ProgramScene(evaluator, this, state, stdin));
      }
      if (Paths.isBeneath(at, "/workspace")) {
        evaluator.report(new Effect.RunsCode("program", CodeSource.WORKSPACE));
      } else if (Paths.isBeneath(at, "/tmp")) {
        evaluator.report(new Effect.RunsCode("program", CodeSource.TMP));
      } else {
        evaluator.report(
            new Effect.Forbidden("the program '" + path + "' is not an installed one"));
      }
    }
    return Data.OWN;
  }

  /** Runs a file that this script has written. */
  void written(Location place, Data content, State state, Data stdin, List<Field> arguments) {
    String text = content.text();
    if (text == null && content.taints().equals(Set.of(Taint.FILE))) {
      // what a build made of the workspace
      evaluator.report(new Effect.RunsCode("program", Builtins.sourceOf(place)));
      return;
    }
    if (text == null || !content.taints().isEmpty()) {
      evaluator.code("script", content.text() == null ? content : content.blurred());
      return;
    }
    if (!text.startsWith("#!")
        || text.startsWith("#!/bin/sh")
        || text.startsWith("#!/bin/bash")
        || text.startsWith("#!/usr/bin/env bash")
        || text.startsWith("#!/usr/bin/env sh")) {
      State child = child(state);
      child.positional(arguments);
      if (text.startsWith("#!/bin/sh") || text.startsWith("#!/usr/bin/env sh")) {
        evaluator.posixScript(text, child, stdin);
      } else {
        evaluator.bashScript(text, child, stdin);
      }
    } else {
      evaluator.report(new Effect.RunsCode("script", CodeSource.INLINE));
    }
  }

  /** What /usr/bin/echo and the like write, which are programs as well as builtins. */
  @Nullable Data programText(String name, List<Field> arguments) {
    return switch (name) {
      case "echo", "printf", "test", "[", "true", "false", "pwd", "kill" ->
          arguments.stream().anyMatch(each -> each.prefix().startsWith("-v"))
              ? null
              : builtins.run(name, arguments, new State(new At("/workspace")), Data.NONE);
      default -> null;
    };
  }

  /** What a shell that this one starts knows of its variables. */
  State child(State state) {
    return state.child();
  }

  /** {@code [[ ... ]]}. */
  void test(Test test, State state) {
    List<Word> words = test.words();
    for (int i = 0; i < words.size(); i++) {
      String text = words.get(i).text();
      if (text != null && COMPARISONS.contains(text)) {
        if (i > 0) {
          expander.checkArithmetic(words.get(i - 1), state);
        }
        if (i + 1 < words.size()) {
          expander.checkArithmetic(words.get(i + 1), state);
        }
      } else if ("-v".equals(text) && i + 1 < words.size()) {
        Field name = expander.single(words.get(i + 1), state);
        if (name.text() == null || name.prefix().indexOf('[') >= 0) {
          evaluator.report(
              new Effect.Unsure("the name of a variable that is only known when it runs"));
        }
      } else {
        Field word = expander.single(words.get(i), state);
        if (text != null && text.startsWith("-") && i + 1 < words.size()) {
          builtins.lookAt(word, expander.single(words.get(i + 1), state), state);
        }
      }
    }
  }
}
