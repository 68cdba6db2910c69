package dev.lasso.policy.command.language;

import dev.lasso.policy.command.language.AwkEffects.Use;
import dev.lasso.policy.command.language.AwkToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The expressions of an awk program: more than any awk takes, so that none is overlooked. */
final class AwkExpressions {
  private static final Set<String> COMPARISONS = Set.of("<", "<=", "==", "!=", ">=");
  private static final Set<String> ARITHMETIC = Set.of("+", "-", "*", "/", "%", "^", "**");
  private static final Set<String> ASSIGNMENTS =
      Set.of("=", "+=", "-=", "*=", "/=", "%=", "^=", "**=");

  private final AwkCursor cursor;
  private final AwkEffects effects;
  private final AwkScope scope;

  /** Whether {@code >} redirects here. */
  private boolean redirects;

  AwkExpressions(AwkCursor cursor, AwkEffects effects, AwkScope scope) {
    this.cursor = cursor;
    this.effects = effects;
    this.scope = scope;
  }

  AwkValue expression() throws Unclear {
    cursor.enter();
    AwkValue value = alternatives();
    if (cursor.skip("?")) {
      cursor.skipNewlines();
      expression();
      cursor.skipNewlines();
      cursor.expect(":");
      cursor.skipNewlines();
      expression();
      value = AwkValue.unknown();
    }
    cursor.leave();
    return value;
  }

  /** Expressions with commas between them. */
  List<AwkValue> list() throws Unclear {
    List<AwkValue> values = new ArrayList<>();
    values.add(expression());
    while (cursor.skip(",")) {
      cursor.skipNewlines();
      values.add(expression());
    }
    return values;
  }

  /** What print and printf take, and where it goes. */
  void output() throws Unclear {
    boolean outer = redirects;
    redirects = true;
    if (!cursor.at(">") && !cursor.at(">>") && !cursor.at("|") && !cursor.at("|&") && !ended()) {
      list();
    }
    AwkToken token = cursor.token();
    Use use =
        switch (token.text()) {
          case ">", ">>" -> Use.WRITE;
          case "|" -> Use.FED;
          case "|&" -> Use.BOTH_WAYS;
          default -> null;
        };
    if (use != null && token.kind() == Kind.OPERATOR) {
      cursor.advance();
      effects.opens(use, target(), scope.here(token));
    }
    redirects = outer;
  }

  boolean ended() {
    return cursor.at(Kind.NEWLINE) || cursor.at(Kind.END) || cursor.at(";") || cursor.at("}");
  }

  /** A file or a command; without parentheses awks disagree on where its name ends. */
  private AwkValue target() throws Unclear {
    AwkValue value = postfix(false);
    return ended() || cursor.at(")") ? value : unclearTarget();
  }

  private AwkValue unclearTarget() throws Unclear {
    effects.notes.unsure("a file or command name without parentheses");
    sum();
    while (startsOperand()) {
      sum();
    }
    return AwkValue.unknown();
  }

  private AwkValue alternatives() throws Unclear {
    AwkValue value = matches();
    while (cursor.at("||") || cursor.at("&&")) {
      cursor.advance();
      cursor.skipNewlines();
      matches();
      value = AwkValue.unknown();
    }
    return value;
  }

  private AwkValue matches() throws Unclear {
    AwkValue value = concatenation();
    while (true) {
      AwkToken token = cursor.token();
      if (token.is("in")) {
        cursor.advance();
        if (!cursor.at(Kind.NAME)) {
          throw new Unclear("awk syntax: an array expected");
        }
        scope.special(cursor.token().text(), true);
        cursor.advance();
      } else if (token.is("~")
          || token.is("!~")
          || COMPARISONS.contains(token.text())
          || (token.is(">") && !redirects)) {
        cursor.advance();
        concatenation();
      } else if (pipesToGetline()) {
        cursor.advance();
        cursor.expect("getline");
        getlineVariable();
        Use use = token.is("|&") ? Use.BOTH_WAYS : Use.COMMAND;
        effects.opens(
            use, value instanceof AwkValue.Joined ? AwkValue.unknown() : value, scope.here(token));
      } else {
        return value;
      }
      value = AwkValue.unknown();
    }
  }

  private boolean pipesToGetline() throws Unclear {
    if (!cursor.at("|") && !cursor.at("|&")) {
      return false;
    }
    if (cursor.followedBy("getline")) {
      return true;
    }
    if (redirects) {
      return false;
    }
    throw new Unclear("awk syntax: a pipe without getline");
  }

  private AwkValue concatenation() throws Unclear {
    AwkValue first = sum();
    if (!startsOperand()) {
      return first;
    }
    List<AwkValue> parts = new ArrayList<>();
    parts.add(first);
    while (startsOperand()) {
      parts.add(sum());
    }
    return new AwkValue.Joined(parts);
  }

  private boolean startsOperand() {
    return switch (cursor.token().kind()) {
      case NUMBER, STRING -> true;
      case NAME, CALL -> !AwkProgram.KEYWORDS.contains(cursor.token().text());
      case OPERATOR ->
          cursor.at("$") || cursor.at("(") || cursor.at("++") || cursor.at("--") || cursor.at("@");
      case REGEX, NEWLINE, END -> false;
    };
  }

  private AwkValue sum() throws Unclear {
    AwkValue value = unary();
    while (atArithmetic()) {
      cursor.advance();
      unary();
      value = AwkValue.unknown();
    }
    return value;
  }

  private boolean atArithmetic() {
    return cursor.at(Kind.OPERATOR) && ARITHMETIC.contains(cursor.token().text());
  }

  private AwkValue unary() throws Unclear {
    boolean signed = false;
    while (cursor.at("!") || cursor.at("-") || cursor.at("+")) {
      cursor.advance();
      signed = true;
    }
    AwkValue value = postfix(false);
    return signed ? AwkValue.unknown() : value;
  }

  /**
   * An operand with what may follow it.
   *
   * @param bare as behind a dollar sign or getline: nothing that belongs to the whole follows
   */
  private AwkValue postfix(boolean bare) throws Unclear {
    cursor.enter();
    AwkToken first = cursor.token();
    AwkValue value = primary();
    boolean variable =
        first.is("$")
            || (first.kind() == Kind.NAME
                && !AwkProgram.KEYWORDS.contains(first.text())
                && !AwkFunctions.isKnown(first.text()));
    if (variable && !bare) {
      if (cursor.at("++") || cursor.at("--")) {
        cursor.advance();
        scope.assigned(first, AwkValue.unknown());
        value = AwkValue.unknown();
      } else if (cursor.at(Kind.OPERATOR) && ASSIGNMENTS.contains(cursor.token().text())) {
        boolean plain = cursor.advance().is("=");
        cursor.skipNewlines();
        boolean element = value instanceof AwkValue.Unknown;
        AwkValue given = expression();
        scope.sorting(first, given);
        scope.assigned(first, plain && !element ? given : AwkValue.unknown());
        value = plain ? given : AwkValue.unknown();
      }
    }
    cursor.leave();
    return value;
  }

  private AwkValue primary() throws Unclear {
    AwkToken token = cursor.token();
    return switch (token.kind()) {
      case NUMBER -> {
        cursor.advance();
        yield AwkValue.number(token.text());
      }
      case STRING -> {
        cursor.advance();
        String text = token.value();
        yield text == null ? AwkValue.unknown() : new AwkValue.Text(text);
      }
      case NAME, CALL -> named(token);
      case OPERATOR -> operator(token);
      case REGEX, NEWLINE, END -> throw new Unclear("awk syntax: an operand expected");
    };
  }

  private AwkValue operator(AwkToken token) throws Unclear {
    switch (token.text()) {
      case "/", "/=" -> cursor.regex();
      case "@" -> {
        cursor.advance();
        if (!cursor.at("/")) {
          throw new Unclear("calls a function by a name that is computed");
        }
        cursor.regex();
      }
      case "(" -> {
        cursor.advance();
        boolean outer = redirects;
        redirects = false;
        List<AwkValue> values = list();
        redirects = outer;
        cursor.expect(")");
        return values.size() == 1 ? values.getFirst().grouped() : AwkValue.unknown();
      }
      case "$" -> {
        cursor.advance();
        while (cursor.at("-") || cursor.at("+") || cursor.at("!")) {
          cursor.advance();
        }
        postfix(true);
      }
      case "++", "--" -> {
        cursor.advance();
        AwkToken variable = cursor.token();
        if (!variable.is("$") && variable.kind() != Kind.NAME) {
          throw new Unclear("awk syntax: a variable expected");
        }
        postfix(true);
        scope.assigned(variable, AwkValue.unknown());
      }
      default -> throw new Unclear("awk syntax: an operand expected");
    }
    return AwkValue.unknown();
  }

  private AwkValue named(AwkToken token) throws Unclear {
    String name = token.text();
    if (name.equals("getline")) {
      cursor.advance();
      getline(token);
      return AwkValue.unknown();
    }
    if (AwkProgram.KEYWORDS.contains(name)) {
      throw new Unclear("awk syntax: " + name + " where an operand belongs");
    }
    cursor.advance();
    if (AwkFunctions.isKnown(name)) {
      builtin(token);
      return AwkValue.unknown();
    }
    if (token.kind() == Kind.CALL) {
      effects.calls(name);
      arguments(name);
      return AwkValue.unknown();
    }
    boolean element = cursor.at("[");
    scope.special(name, element);
    while (cursor.skip("[")) {
      boolean outer = redirects;
      redirects = false;
      List<AwkValue> subscripts = list();
      redirects = outer;
      cursor.expect("]");
      scope.subscript(name, subscripts.getFirst());
    }
    return element || scope.isLocal(name) ? AwkValue.unknown() : new AwkValue.Name(name);
  }

  private void builtin(AwkToken function) throws Unclear {
    String name = function.text();
    if (AwkFunctions.loadsCatalogue(name)) {
      effects.notes.unsure("loads a catalogue of messages");
    }
    if (!cursor.at("(")) {
      if (!name.equals("length")) {
        throw new Unclear("awk syntax: " + name + " without parentheses");
      }
      return;
    }
    List<AwkValue> values = arguments(name);
    if (name.equals("system")) {
      AwkValue line = values.size() == 1 ? values.getFirst() : AwkValue.unknown();
      effects.opens(Use.COMMAND, line, scope.here(function));
    } else if (AwkFunctions.callsByName(name)
        && values.size() > 2
        && !(values.get(2) instanceof AwkValue.Text)) {
      effects.notes.unsure("calls a function by a name that is computed");
    }
  }

  private List<AwkValue> arguments(String function) throws Unclear {
    boolean outer = redirects;
    redirects = false;
    cursor.expect("(");
    List<AwkValue> values = new ArrayList<>();
    cursor.skipNewlines();
    while (!cursor.at(")")) {
      AwkToken first = cursor.token();
      values.add(expression());
      if (AwkFunctions.changesArgument(function)) {
        scope.assigned(first, AwkValue.unknown());
        if (values.size() > 2 && first.kind() != Kind.NAME && !first.is("$")) {
          effects.notes.unsure("changes something that is not plainly a variable");
        }
      }
      cursor.skipNewlines();
      if (!cursor.skip(",")) {
        break;
      }
      cursor.skipNewlines();
    }
    cursor.expect(")");
    redirects = outer;
    return values;
  }

  private void getline(AwkToken getline) throws Unclear {
    getlineVariable();
    if (!cursor.at("<")) {
      effects.readsOperands();
      return;
    }
    cursor.advance();
    AwkValue file = postfix(true);
    if (startsOperand() || atArithmetic()) {
      effects.notes.unsure("a file or command name without parentheses");
      file = AwkValue.unknown();
    }
    effects.opens(Use.READ, file, scope.here(getline));
  }

  private void getlineVariable() throws Unclear {
    AwkToken variable = cursor.token();
    if (cursor.at("(") || cursor.at("++") || cursor.at("--")) {
      throw new Unclear("something behind getline that versions of awk read differently");
    }
    if (variable.is("$") || (variable.kind() == Kind.NAME && startsOperand())) {
      postfix(true);
      scope.assigned(variable, AwkValue.unknown());
    }
  }
}
