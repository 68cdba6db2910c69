package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Background;
import dev.lasso.policy.shell.Statement.Pipeline;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists, pipelines and simple commands. */
final class CommandParser {
  /** Reserved in bash where a command begins. */
  static final Set<String> RESERVED =
      Set.of(
          "if",
          "then",
          "elif",
          "else",
          "fi",
          "for",
          "select",
          "while",
          "until",
          "do",
          "done",
          "case",
          "esac",
          "in",
          "function",
          "time",
          "coproc",
          "{",
          "}",
          "!",
          "[[",
          "]]");

  private static final Set<String> DECLARING = Set.of("declare", "typeset", "local");
  private static final Set<String> DECLARING_OPTIONS = Set.of("-a", "-A");

  private static final Set<String> CLOSING =
      Set.of("then", "elif", "else", "fi", "do", "done", "esac", "}");

  private static final int LONGEST_RESERVED = 8;
  private static final int MAX_CHAIN = Budget.MAX_DEPTH;

  private final Parsing parsing;
  private final Cursor in;

  /** Where {@link #keyword} looked last, and what was there: it is asked several times in a row. */
  private int looked = -1;

  private @Nullable String lookedAt;

  CommandParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  /** The inside of a substitution, where some versions of bash take {@code time} for a program. */
  Sequence substituted() throws SyntaxException {
    parsing.skipNewlines();
    if ("time".equals(keyword())) {
      throw in.fail("'time' at the start of a substitution");
    }
    return list();
  }

  /** The same, where it is a text of its own. */
  Sequence substitutedProgram() throws SyntaxException {
    Sequence all = substituted();
    if (in.peek() != Cursor.END) {
      throw in.fail("what closes something that is not open");
    }
    return all;
  }

  /** All there is. */
  Sequence program() throws SyntaxException {
    Sequence all = list();
    if (in.peek() != Cursor.END) {
      throw in.fail("what closes something that is not open");
    }
    return all;
  }

  /** Commands up to what closes them, which is left to the caller. */
  Sequence list() throws SyntaxException {
    int start = in.at();
    List<Statement> statements = new ArrayList<>();
    parsing.skipNewlines();
    boolean separated = true;
    while (!atEnd()) {
      if (!separated) {
        throw in.fail("something after the end of a command");
      }
      int begin = in.at();
      Statement statement = andOr();
      in.skipBlanks();
      separated = true;
      switch (in.peek()) {
        case '&' -> {
          in.next();
          in.endOperator();
          statement = in.node(new Background(statement, in.from(begin)));
          parsing.skipNewlines();
        }
        case ';' -> {
          if (in.peek(1) != ';' && in.peek(1) != '&') {
            in.next();
            in.endOperator();
            parsing.skipNewlines();
          }
        }
        case '\n' -> parsing.skipNewlines();
        default -> separated = false;
      }
      statements.add(statement);
    }
    if (!separated && in.peek() != Cursor.END && in.peek() != ')') {
      throw in.fail("something after the end of a command");
    }
    return in.node(new Sequence(statements, in.from(start)));
  }

  private boolean atEnd() {
    int c = in.peek();
    if (c == Cursor.END || c == ')') {
      return true;
    }
    if (c == ';' && (in.peek(1) == ';' || in.peek(1) == '&')) {
      return true;
    }
    String keyword = keyword();
    return keyword != null && CLOSING.contains(keyword);
  }

  /** The reserved word that stands here, all of it unquoted. */
  @Nullable String keyword() {
    if (looked != in.at()) {
      lookedAt = keywordHere();
      looked = in.at();
    }
    return lookedAt;
  }

  private @Nullable String keywordHere() {
    int length = 0;
    while (length <= LONGEST_RESERVED && !Cursor.endsWord(in.peek(length))) {
      length++;
    }
    if (length == 0 || length > LONGEST_RESERVED) {
      return null;
    }
    String word = in.source().substring(in.at(), in.at() + length);
    if (!RESERVED.contains(word)) {
      return null;
    }
    int after = in.peek(length);
    boolean needsSpace = word.equals("{") || word.equals("!") || word.equals("[[");
    return needsSpace && !Cursor.isBlank(after) && after != '\n' ? null : word;
  }

  /** Takes a reserved word that has to be here. */
  void expectKeyword(String word) throws SyntaxException {
    if (!word.equals(keyword())) {
      throw in.fail("'" + word + "' is missing");
    }
    in.skip(word.length());
  }

  private Statement andOr() throws SyntaxException {
    int start = in.at();
    Statement left = pipeline();
    int links = 0;
    while (true) {
      in.skipBlanks();
      boolean and = in.looksAt("&&");
      if (!and && !in.looksAt("||")) {
        return left;
      }
      if (++links > MAX_CHAIN) {
        throw in.fail("too many commands that depend on each other");
      }
      in.skip(2);
      in.endOperator();
      parsing.skipNewlines();
      Statement right = pipeline();
      left = in.node(new AndOr(left, and, right, in.from(start)));
    }
  }

  private Statement pipeline() throws SyntaxException {
    int start = in.at();
    boolean timed = "time".equals(keyword());
    if (timed) {
      in.skip(4);
      in.skipBlanks();
      if (in.peek() == '-') {
        throw in.fail("an option of the reserved word 'time'");
      }
    }
    boolean negated = "!".equals(keyword());
    if (negated) {
      in.skip(1);
      in.skipBlanks();
    }
    List<Statement> stages = new ArrayList<>();
    List<Boolean> withErrors = new ArrayList<>();
    stages.add(command());
    while (true) {
      in.skipBlanks();
      if (in.peek() != '|' || in.peek(1) == '|') {
        break;
      }
      in.next();
      boolean errors = in.peek() == '&';
      if (errors) {
        in.next();
      }
      in.endOperator();
      parsing.skipNewlines();
      withErrors.add(errors);
      stages.add(command());
    }
    if (stages.size() == 1 && !timed && !negated) {
      return stages.getFirst();
    }
    return in.node(new Pipeline(stages, withErrors, negated, timed, in.from(start)));
  }

  private Statement command() throws SyntaxException {
    if (in.peek() == '(') {
      return in.peek(1) == '(' ? parsing.compounds.arithmetic() : parsing.compounds.subshell();
    }
    String keyword = keyword();
    if (keyword == null) {
      return simple();
    }
    return switch (keyword) {
      case "{" -> parsing.compounds.group();
      case "if" -> parsing.compounds.branches();
      case "while", "until" -> parsing.compounds.loop();
      case "for", "select" -> parsing.compounds.iteration();
      case "case" -> parsing.compounds.choice();
      case "function" -> parsing.compounds.function();
      case "[[" -> parsing.tests.test();
      default -> throw in.fail("a reserved word where a command begins");
    };
  }

  private Statement simple() throws SyntaxException {
    int start = in.at();
    List<Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Redirect> redirects = new ArrayList<>();
    int end = start;
    while (true) {
      if (parsing.redirects.startsHere()) {
        redirects.add(parsing.redirects.redirect());
      } else if (in.peek() == '(') {
        return functionOf(words, assignments.isEmpty() && redirects.isEmpty(), start);
      } else if (Cursor.endsWord(in.peek()) && !parsing.words.startsProcess()) {
        break;
      } else {
        if (assignments.isEmpty() && redirects.isEmpty() && declaresArrays(words)) {
          return declaration(words, start);
        }
        Assignment assignment = words.isEmpty() ? parsing.words.assignment() : null;
        if (assignment != null) {
          assignments.add(assignment);
        } else {
          words.add(argument(words.isEmpty()));
        }
      }
      end = in.at();
      in.skipBlanks();
    }
    if (end == start) {
      throw in.fail("a command is missing");
    }
    if (!words.isEmpty()) {
      checkPrefix(assignments, start);
    }
    return in.node(new Simple(assignments, words, redirects, in.source().span(start, end)));
  }

  /** Whether {@code name=(} comes next, after a builtin that declares and plain options of it. */
  private boolean declaresArrays(List<Word> words) {
    int length = 0;
    while (Cursor.isNamePart(in.peek(length))) {
      length++;
    }
    return length > 0
        && in.peek(length) == '='
        && in.peek(length + 1) == '('
        && !words.isEmpty()
        && DECLARING.contains(String.valueOf(words.getFirst().text()))
        && words.stream()
            .allMatch(
                word -> word.parts().size() == 1 && word.parts().getFirst() instanceof Word.Literal)
        && words.stream()
            .skip(1)
            .allMatch(word -> DECLARING_OPTIONS.contains(String.valueOf(word.text())));
  }

  /** Only arrays may follow, and nothing after them. */
  private Statement declaration(List<Word> words, int start) throws SyntaxException {
    List<Assignment> arrays = new ArrayList<>();
    int end = in.at();
    while (!Cursor.endsWord(in.peek())) {
      Assignment assignment = parsing.words.assignment();
      if (assignment == null || assignment.array() == null) {
        throw in.fail("something else than an array beside one that is declared");
      }
      arrays.add(assignment);
      end = in.at();
      in.skipBlanks();
    }
    if (in.peek() == '(' || parsing.redirects.startsHere() || parsing.words.startsProcess()) {
      throw in.fail("something else than an array beside one that is declared");
    }
    return in.node(new Statement.Declaration(words, arrays, in.source().span(start, end)));
  }

  private Word argument(boolean first) throws SyntaxException {
    int start = in.at();
    Word word = parsing.words.word(Where.ARGUMENT);
    if (first
        && word.parts().size() == 1
        && word.parts().getFirst() instanceof Word.Literal(String text)
        && RESERVED.contains(text)) {
      throw in.fail(start, "a reserved word where a command begins");
    }
    if (first
        && word.parts().size() > 1
        && word.parts().stream().skip(1).anyMatch(Word.ProcessSubstitution.class::isInstance)) {
      // after an equals sign, which would have to be quoted to print the name of a program
      throw in.fail(start, "a process substitution in such a place");
    }
    return word;
  }

  /** What bash does with arrays before a command depends on its version. */
  private void checkPrefix(List<Assignment> assignments, int start) throws SyntaxException {
    for (Assignment assignment : assignments) {
      if (assignment.array() != null || assignment.index() != null) {
        throw in.fail(start, "an array that is set for one command");
      }
    }
  }

  private Statement functionOf(List<Word> words, boolean alone, int start) throws SyntaxException {
    if (alone
        && words.size() == 1
        && words.getFirst().parts().size() == 1
        && words.getFirst().parts().getFirst() instanceof Word.Literal(String name)
        && in.looksAt("()")) {
      in.skip(2);
      in.endOperator();
      return parsing.compounds.functionBody(name, start);
    }
    throw in.fail("a parenthesis within a command");
  }

  /** A command that can be a function's body. */
  Statement compound() throws SyntaxException {
    Statement command = command();
    if (command instanceof Simple
        || command instanceof Statement.Declaration
        || command instanceof Statement.Function) {
      throw in.fail("a function's body has to be a compound command");
    }
    return command;
  }
}
