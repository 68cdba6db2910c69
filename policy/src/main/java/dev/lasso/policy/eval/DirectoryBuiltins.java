package dev.lasso.policy.eval;

import dev.lasso.policy.effect.Effect;
import dev.lasso.policy.value.Data;
import dev.lasso.policy.value.Field;
import dev.lasso.policy.value.Location;
import dev.lasso.policy.value.Piece;
import dev.lasso.policy.value.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code cd}, {@code pushd}, {@code popd}, {@code dirs}, {@code pwd}. */
final class DirectoryBuiltins {
  private static final Set<String> OPTIONS = Set.of("-P", "-L", "-e", "-@", "-n");

  private final Evaluator evaluator;
  private final Expander expander;
  private final SimpleCommands commands;

  DirectoryBuiltins(Evaluator evaluator, Expander expander, SimpleCommands commands) {
    this.evaluator = evaluator;
    this.expander = expander;
    this.commands = commands;
  }

  /** What comes out of it. */
  Data run(String name, List<Field> arguments, State state) {
    return switch (name) {
      case "popd", "dirs" -> {
        if (name.equals("popd")) {
          state.directories(List.of(new Location.Anywhere()));
        }
        yield Data.OWN;
      }
      case "pwd" -> {
        evaluator.report(new Effect.Runs("pwd"));
        Field at = state.workingDirectory();
        String known = at.text();
        yield known != null
            ? Data.of(known + "\n")
            : Data.shaped(
                at.pieces().getFirst() instanceof Piece.Hole hole ? hole.shape() : Shape.ANY);
      }
      default -> changeDirectory(name, arguments, state);
    };
  }

  private Data changeDirectory(String name, List<Field> arguments, State state) {
    List<Field> operands = new ArrayList<>();
    boolean ended = false;
    for (Field argument : arguments) {
      if (!ended && argument.is("--")) {
        ended = true;
      } else if (ended || !OPTIONS.contains(String.valueOf(argument.text()))) {
        operands.add(argument);
      }
    }
    List<Location> places;
    if (operands.isEmpty() && name.equals("pushd")) {
      // the one before, which may be the same
      places = List.of(new Location.Anywhere());
    } else if (operands.isEmpty()) {
      places =
          new Files(evaluator, state)
              .locate(new Parameters(evaluator, expander).lookup("HOME", state).getFirst());
    } else if (operands.size() == 1 && operands.getFirst().is("-")) {
      places = state.previous();
      if (state.variable("OLDPWD") != null) {
        evaluator.unsure("where 'cd -' leads, since OLDPWD is set");
      }
    } else if (operands.size() > 1
        || operands.getFirst().prefix().startsWith("-")
        || operands.getFirst().prefix().startsWith("+")) {
      places = List.of(new Location.Anywhere());
    } else {
      places = new Files(evaluator, state).locate(operands.getFirst());
    }
    boolean climbs = operands.stream().anyMatch(each -> each.shown().contains(".."));
    if (climbs && !state.links().isEmpty()) {
      // the shell goes up by the names, everything else by the directories
      evaluator.unsure("where 'cd ..' leads from beneath a link");
    }
    places.forEach(place -> evaluator.report(new Effect.Reads(place, false)));
    List<Location> here = state.directories();
    List<Location> before = state.previous();
    state.enter(places);
    if (commands.isUnguarded()) {
      state.mayStay(here, before);
    }
    return name.equals("cd") ? Data.NONE : Data.OWN;
  }
}
