package dev.lasso.policy.command.language;

import dev.lasso.policy.command.language.AwkEffects.Place;
import java.util.Set;

/** Which variables stand for what where the parser of an awk program is. */
final class AwkScope {
  private final AwkCursor cursor;
  private final AwkEffects effects;
  private Set<String> locals = Set.of();
  private boolean begin;
  private int statement = -1;

  /** The last one of PROCINFO. */
  private AwkValue subscript = AwkValue.unknown();

  AwkScope(AwkCursor cursor, AwkEffects effects) {
    this.cursor = cursor;
    this.effects = effects;
  }

  /** What follows stands in such an action, or in a function with these parameters. */
  void enter(boolean beginAction, Set<String> parameters) {
    begin = beginAction;
    locals = parameters;
  }

  /** The next token begins a statement of the action itself. */
  void statementBegins() {
    statement = cursor.token().start();
  }

  boolean isLocal(String name) {
    return locals.contains(name);
  }

  void subscript(String array, AwkValue value) {
    if (array.equals("PROCINFO")) {
      subscript = value;
    }
  }

  /** The order of loops is named by text; anything else that is set there opens or runs things. */
  void sorting(AwkToken variable, AwkValue value) {
    if (variable.is("PROCINFO")
        && !(subscript.equals(new AwkValue.Text("sorted_in")) && value instanceof AwkValue.Text)) {
      effects.notes.unsure("changes how awk itself works");
    }
  }

  void special(String name, boolean element) {
    switch (name) {
      case "ENVIRON" -> effects.notes.hazard("reads the environment");
      case "SYMTAB", "FUNCTAB" -> effects.notes.unsure("reaches variables by computed names");
      case "ARGV", "PROCINFO" -> {
        if (!element) {
          effects.notes.unsure("hands on " + name);
        }
      }
      default -> {}
    }
  }

  /** A variable, named by the first token of it, gets a value. */
  void assigned(AwkToken variable, AwkValue value) {
    if (variable.isName() && !isLocal(variable.text())) {
      effects.assigns(variable.text(), value, here(variable));
    }
  }

  Place here(AwkToken token) {
    return new Place(token.start(), begin, token.start() == statement);
  }
}
