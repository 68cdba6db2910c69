package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.Background;
import dev.lasso.policy.shell.Statement.Case;
import dev.lasso.policy.shell.Statement.For;
import dev.lasso.policy.shell.Statement.Function;
import dev.lasso.policy.shell.Statement.Group;
import dev.lasso.policy.shell.Statement.If;
import dev.lasso.policy.shell.Statement.Pipeline;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Statement.Subshell;
import dev.lasso.policy.shell.Statement.While;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The simple commands of a tree, in the order of the text; without those in substitutions. */
public final class Commands {
  private final List<Found> found = new ArrayList<>();

  private Commands() {}

  /**
   * A simple command.
   *
   * @param pipeline the pipeline that it is a stage of, null of none
   */
  public record Found(Simple command, @Nullable Pipeline pipeline) {}

  /** All of them. */
  public static List<Found> of(Statement script) {
    Commands commands = new Commands();
    commands.visit(script, null);
    return commands.found;
  }

  private void visit(Statement statement, @Nullable Pipeline pipeline) {
    switch (statement) {
      case Simple simple -> found.add(new Found(simple, pipeline));
      case Pipeline piped -> piped.stages().forEach(stage -> visit(stage, piped));
      case AndOr list -> {
        visit(list.left(), null);
        visit(list.right(), null);
      }
      case Sequence sequence -> sequence.statements().forEach(each -> visit(each, null));
      case Background background -> visit(background.body(), null);
      case Group group -> visit(group.body(), null);
      case Subshell shell -> visit(shell.body(), null);
      case If branches -> {
        branches
            .branches()
            .forEach(branch -> {
              visit(branch.condition(), null);
              visit(branch.body(), null);
            });
        if (branches.otherwise() != null) {
          visit(branches.otherwise(), null);
        }
      }
      case While loop -> {
        visit(loop.condition(), null);
        visit(loop.body(), null);
      }
      case For loop -> visit(loop.body(), null);
      case Statement.ArithmeticFor loop -> visit(loop.body(), null);
      case Case choice -> choice.arms().forEach(arm -> visit(arm.body(), null));
      case Function function -> visit(function.body(), null);
      case Statement.Declaration declaration -> {
        // no program
      }
      case Statement.Test test -> {
        // no command
      }
      case Statement.ArithmeticCommand arithmetic -> {
        // no command
      }
    }
  }
}
