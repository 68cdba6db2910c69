package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.DoubleQuoted;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Parameter;
import dev.lasso.policy.shell.Word.Part;
import dev.lasso.policy.shell.Word.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The variables that a piece of script may set, found by its text alone. */
final class Assigned {
  /** Builtins whose operands are names. */
  private static final Set<String> NAMING =
      Set.of(
          "read",
          "mapfile",
          "readarray",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "unset",
          "getopts",
          "printf",
          "let");

  /** By name, whether every assignment gives a number. */
  private final Map<String, Boolean> names = new HashMap<>();

  private Assigned() {}

  static Assigned in(Statement statement) {
    Assigned assigned = new Assigned();
    assigned.visit(statement);
    return assigned;
  }

  Set<String> names() {
    return names.keySet();
  }

  boolean onlyNumbers(String name) {
    return names.getOrDefault(name, false);
  }

  private void add(String name, boolean number) {
    names.merge(name, number, Boolean::logicalAnd);
  }

  private void visit(Statement statement) {
    switch (statement) {
      case Simple command -> simple(command);
      case Statement.Declaration declaration -> declaration.arrays().forEach(this::assignment);
      case Statement.Pipeline pipeline -> pipeline.stages().forEach(this::visit);
      case Statement.AndOr list -> {
        visit(list.left());
        visit(list.right());
      }
      case Statement.Sequence sequence -> sequence.statements().forEach(this::visit);
      case Statement.Background background -> visit(background.body());
      case Statement.Group group -> visit(group.body());
      case Statement.Subshell shell -> {
        // its own
      }
      case Statement.If branches -> {
        branches
            .branches()
            .forEach(branch -> {
              visit(branch.condition());
              visit(branch.body());
            });
        if (branches.otherwise() != null) {
          visit(branches.otherwise());
        }
      }
      case Statement.While loop -> {
        visit(loop.condition());
        visit(loop.body());
      }
      case Statement.For loop -> {
        add(loop.name(), false);
        visit(loop.body());
      }
      case Statement.ArithmeticFor loop -> {
        loop.expressions()
            .forEach(each -> Arithmetic.assigned(each).forEach(name -> add(name, true)));
        visit(loop.body());
      }
      case Statement.Case choice -> choice.arms().forEach(arm -> visit(arm.body()));
      // whoever calls it sets what it sets
      case Statement.Function function -> visit(function.body());
      case Statement.Test test -> add("BASH_REMATCH", false);
      case Statement.ArithmeticCommand command ->
          Arithmetic.assigned(command.expression()).forEach(name -> add(name, true));
    }
  }

  private void simple(Simple command) {
    if (command.words().isEmpty()) {
      command.assignments().forEach(this::assignment);
    }
    for (Word word : command.words()) {
      word.parts().forEach(this::part);
    }
    if (!command.words().isEmpty()
        && NAMING.contains(String.valueOf(command.words().getFirst().text()))) {
      for (Word word : command.words().subList(1, command.words().size())) {
        @Nullable String text = leadingName(word);
        if (text != null) {
          add(text, false);
        }
      }
    }
  }

  private static @Nullable String leadingName(Word word) {
    if (word.parts().isEmpty()) {
      return null;
    }
    String text =
        switch (word.parts().getFirst()) {
          case Literal literal -> literal.text();
          case Quoted quoted -> quoted.text();
          default -> "";
        };
    int end = 0;
    while (end < text.length()
        && (text.charAt(end) == '_' || Character.isLetterOrDigit(text.charAt(end)))) {
      end++;
    }
    return end == 0 ? null : text.substring(0, end);
  }

  private void assignment(Assignment assignment) {
    Word value = assignment.value();
    boolean number =
        value != null
            && !assignment.append()
            && value.parts().size() == 1
            && (value.parts().getFirst() instanceof Word.Arithmetic
                || (value.text() != null && value.text().chars().allMatch(Character::isDigit)));
    add(assignment.name(), number);
    if (value != null) {
      value.parts().forEach(this::part);
    }
    List<Word> array = assignment.array();
    if (array != null) {
      array.forEach(element -> element.parts().forEach(this::part));
    }
  }

  private void part(Part part) {
    switch (part) {
      case Parameter parameter -> {
        if (parameter.operator().endsWith("=")) {
          add(parameter.name(), false);
        }
      }
      case Word.Arithmetic arithmetic ->
          Arithmetic.assigned(arithmetic.expression()).forEach(name -> add(name, true));
      case DoubleQuoted quoted -> quoted.parts().forEach(this::part);
      default -> {
        // sets nothing
      }
    }
  }
}
