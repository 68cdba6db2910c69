package dev.lasso.policy.command.language;

import dev.lasso.policy.command.language.AwkToken.Kind;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an awk program does, whichever awk runs it: gawk, mawk or Kernighan's.
 *
 * <p>What these read differently is unsure. Pure, linear, of bounded depth; safe for any thread.
 */
public final class AwkProgram {
  static final Set<String> KEYWORDS =
      Set.of(
          "BEGIN",
          "BEGINFILE",
          "END",
          "ENDFILE",
          "break",
          "case",
          "continue",
          "default",
          "delete",
          "do",
          "else",
          "exit",
          "for",
          "func",
          "function",
          "getline",
          "if",
          "in",
          "next",
          "nextfile",
          "print",
          "printf",
          "return",
          "switch",
          "while");

  private final AwkCursor cursor;
  private final AwkEffects effects;
  private final AwkScope scope;
  private final AwkExpressions expressions;
  private int blocks;

  private AwkProgram(AwkCursor cursor, AwkEffects effects) {
    this.cursor = cursor;
    this.effects = effects;
    this.scope = new AwkScope(cursor, effects);
    this.expressions = new AwkExpressions(cursor, effects, scope);
  }

  /** Reads a program of whose variables nothing is known: {@code -v} and operands may set them. */
  public static ProgramEffects parse(String program) {
    return read(program, null);
  }

  /**
   * Reads a program.
   *
   * @param program all of it, its parts joined by newlines
   * @param variables all that is set from outside: the value that {@code -v name=value} gives, as
   *     written; null if it isn't known, is given twice, or stands among the operands
   */
  public static ProgramEffects parse(String program, Map<String, @Nullable String> variables) {
    return read(program, variables);
  }

  private static ProgramEffects read(
      String program, @Nullable Map<String, @Nullable String> variables) {
    AwkEffects effects = new AwkEffects();
    try {
      new AwkProgram(new AwkCursor(program), effects).items();
    } catch (Unclear e) {
      effects.notes.unsure(e.why());
    }
    return effects.findings(variables);
  }

  private void items() throws Unclear {
    while (true) {
      cursor.skipTerminators();
      if (cursor.at(Kind.END)) {
        return;
      }
      scope.enter(false, Set.of());
      if (cursor.at("@")) {
        directive();
      } else if (cursor.at("function") || cursor.at("func")) {
        function();
      } else if (cursor.at("BEGIN")) {
        cursor.advance();
        scope.enter(true, Set.of());
        action();
      } else if (cursor.at("END") || cursor.at("BEGINFILE") || cursor.at("ENDFILE")) {
        cursor.advance();
        action();
      } else if (cursor.at("{")) {
        action();
      } else {
        pattern();
      }
    }
  }

  private void pattern() throws Unclear {
    expressions.expression();
    if (cursor.skip(",")) {
      cursor.skipNewlines();
      expressions.expression();
    }
    if (cursor.at("{")) {
      action();
    } else if (!cursor.at(Kind.NEWLINE) && !cursor.at(";") && !cursor.at(Kind.END)) {
      throw new Unclear("awk syntax: something behind a pattern");
    }
  }

  private void directive() throws Unclear {
    cursor.advance();
    String name = cursor.advance().text();
    AwkToken file = cursor.advance();
    String value = file.value();
    if (value == null || !(name.equals("include") || name.equals("load"))) {
      throw new Unclear("an unknown directive of gawk");
    }
    if (name.equals("include")) {
      effects.notes.reads(value);
      effects.notes.hazard("runs a file of awk code: " + value);
    } else {
      effects.notes.hazard("loads an extension: " + value);
    }
  }

  private void function() throws Unclear {
    cursor.advance();
    AwkToken name = cursor.advance();
    if (!name.isName() || KEYWORDS.contains(name.text()) || AwkFunctions.isKnown(name.text())) {
      throw new Unclear("awk syntax: a function without a name of its own");
    }
    effects.defines(name.text());
    cursor.expect("(");
    Set<String> parameters = new HashSet<>();
    cursor.skipNewlines();
    while (!cursor.at(")")) {
      AwkToken parameter = cursor.advance();
      if (parameter.kind() != Kind.NAME || KEYWORDS.contains(parameter.text())) {
        throw new Unclear("awk syntax: a parameter expected");
      }
      parameters.add(parameter.text());
      cursor.skipNewlines();
      if (!cursor.skip(",")) {
        break;
      }
      cursor.skipNewlines();
    }
    cursor.expect(")");
    cursor.skipNewlines();
    scope.enter(false, parameters);
    action();
  }

  private void action() throws Unclear {
    if (!cursor.at("{")) {
      throw new Unclear("awk syntax: an action expected");
    }
    blocks = 0;
    statement();
  }

  private void statement() throws Unclear {
    cursor.enter();
    if (cursor.at("{")) {
      block();
    } else if (cursor.at(Kind.NAME) || cursor.at(Kind.CALL)) {
      switch (cursor.token().text()) {
        case "if" -> {
          condition();
          body();
          alternative();
        }
        case "while" -> {
          condition();
          if (!cursor.at(";")) {
            body();
          }
        }
        case "for" -> loop();
        case "do" -> {
          cursor.advance();
          body();
          cursor.skipTerminators();
          if (!cursor.at("while")) {
            throw new Unclear("awk syntax: do without while");
          }
          condition();
          end();
        }
        case "switch" -> choice();
        default -> {
          simple();
          end();
        }
      }
    } else if (!cursor.at(";")) {
      simple();
      end();
    }
    cursor.leave();
  }

  private void block() throws Unclear {
    cursor.advance();
    blocks++;
    cursor.skipTerminators();
    while (!cursor.at("}")) {
      if (blocks == 1) {
        scope.statementBegins();
      }
      statement();
      cursor.skipTerminators();
    }
    blocks--;
    cursor.advance();
  }

  private void condition() throws Unclear {
    cursor.advance();
    cursor.expect("(");
    expressions.expression();
    cursor.expect(")");
  }

  private void body() throws Unclear {
    cursor.skipNewlines();
    statement();
  }

  private void alternative() throws Unclear {
    cursor.skipTerminators();
    if (cursor.skip("else")) {
      body();
    }
  }

  private void loop() throws Unclear {
    cursor.advance();
    cursor.expect("(");
    AwkToken variable = cursor.token();
    if (!cursor.at(";")) {
      simple();
    }
    if (cursor.at(")")) {
      if (variable.kind() != Kind.NAME) {
        throw new Unclear("awk syntax: a loop without a variable");
      }
      scope.assigned(variable, AwkValue.unknown());
    } else {
      cursor.expect(";");
      cursor.skipNewlines();
      if (!cursor.at(";")) {
        expressions.expression();
      }
      cursor.expect(";");
      cursor.skipNewlines();
      if (!cursor.at(")")) {
        simple();
      }
    }
    cursor.expect(")");
    if (!cursor.at(";")) {
      body();
    }
  }

  private void choice() throws Unclear {
    condition();
    cursor.skipNewlines();
    if (!cursor.at("{")) {
      throw new Unclear("awk syntax: switch without cases");
    }
    cursor.advance();
    cursor.skipTerminators();
    while (!cursor.at("}")) {
      if (cursor.at("case")) {
        cursor.advance();
        expressions.expression();
        cursor.expect(":");
      } else if (cursor.skip("default")) {
        cursor.expect(":");
      } else {
        statement();
      }
      cursor.skipTerminators();
    }
    cursor.advance();
  }

  private void simple() throws Unclear {
    AwkToken token = cursor.token();
    switch (token.text()) {
      case "print", "printf" -> {
        cursor.advance();
        expressions.output();
      }
      case "next", "nextfile", "break", "continue" -> cursor.advance();
      case "exit", "return" -> {
        cursor.advance();
        if (!expressions.ended()) {
          expressions.expression();
        }
      }
      case "delete" -> {
        cursor.advance();
        AwkToken array = cursor.token();
        scope.assigned(array, AwkValue.unknown());
        expressions.expression();
      }
      default -> expressions.expression();
    }
  }

  private void end() throws Unclear {
    if (!expressions.ended()) {
      throw new Unclear("awk syntax: something behind a statement");
    }
  }
}
