package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.Arm;
import dev.lasso.policy.shell.Statement.Branch;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.shell.Statement.Sequence;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Commands that contain commands. */
final class CompoundParser {
  private final Parsing parsing;
  private final Cursor in;

  CompoundParser(Parsing parsing) {
    this.parsing = parsing;
    this.in = parsing.in;
  }

  Statement group() throws SyntaxException {
    int start = in.at();
    in.enter();
    in.skip(1);
    Sequence body = body();
    parsing.commands.expectKeyword("}");
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.Group(body, redirects, in.from(start)));
  }

  Statement subshell() throws SyntaxException {
    int start = in.at();
    in.enter();
    in.skip(1);
    in.endOperator();
    Sequence body = body();
    in.expect(')', "a subshell that is not closed");
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.Subshell(body, redirects, in.from(start)));
  }

  /** Two parentheses: arithmetic, or refused where they might be two subshells. */
  Statement arithmetic() throws SyntaxException {
    int start = in.at();
    in.enter();
    in.skip(2);
    Word expression = parsing.arithmetic.command();
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.ArithmeticCommand(expression, redirects, in.from(start)));
  }

  Statement branches() throws SyntaxException {
    int start = in.at();
    in.enter();
    in.skip(2);
    List<Branch> branches = new ArrayList<>();
    branches.add(branch());
    while ("elif".equals(parsing.commands.keyword())) {
      in.skip(4);
      branches.add(branch());
    }
    Sequence otherwise = null;
    if ("else".equals(parsing.commands.keyword())) {
      in.skip(4);
      otherwise = body();
    }
    parsing.commands.expectKeyword("fi");
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.If(branches, otherwise, redirects, in.from(start)));
  }

  private Branch branch() throws SyntaxException {
    Sequence condition = body();
    parsing.commands.expectKeyword("then");
    return new Branch(condition, body());
  }

  Statement loop() throws SyntaxException {
    int start = in.at();
    in.enter();
    boolean until = "until".equals(parsing.commands.keyword());
    in.skip(5);
    Sequence condition = body();
    Sequence body = doBody();
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.While(condition, until, body, redirects, in.from(start)));
  }

  Statement iteration() throws SyntaxException {
    int start = in.at();
    in.enter();
    boolean select = "select".equals(parsing.commands.keyword());
    in.skip(select ? 6 : 3);
    in.skipBlanks();
    if (in.peek() == '(') {
      if (select || in.peek(1) != '(') {
        throw in.fail("a loop without a variable");
      }
      return counting(start);
    }
    String name = variable();
    in.skipBlanks();
    List<Word> words = in.peek() == '\n' || in.peek() == ';' ? null : wordsOfLoop();
    if (in.peek() == ';') {
      in.next();
      in.endOperator();
    }
    parsing.skipNewlines();
    Sequence body = doBody();
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.For(name, words, select, body, redirects, in.from(start)));
  }

  private String variable() throws SyntaxException {
    int begin = in.at();
    String name = in.name();
    if (name.isEmpty()
        || CommandParser.RESERVED.contains(name)
        || (!Cursor.isBlank(in.peek()) && in.peek() != '\n' && in.peek() != ';')) {
      throw in.fail(begin, "a loop's variable that is not a name");
    }
    return name;
  }

  /** What comes after {@code in}; null where a loop's body comes at once. */
  private @Nullable List<Word> wordsOfLoop() throws SyntaxException {
    String keyword = parsing.commands.keyword();
    if ("do".equals(keyword)) {
      return null;
    }
    if (!"in".equals(keyword)) {
      throw in.fail("'in' is missing");
    }
    in.skip(2);
    in.skipBlanks();
    List<Word> words = new ArrayList<>();
    while (!Cursor.endsWord(in.peek()) || parsing.words.startsProcess()) {
      words.add(parsing.words.word(Where.ARGUMENT));
      in.skipBlanks();
    }
    if (in.peek() != ';' && in.peek() != '\n') {
      throw in.fail("a loop's words that do not end");
    }
    return words;
  }

  private Statement counting(int start) throws SyntaxException {
    in.skip(2);
    List<Word> expressions = parsing.arithmetic.three();
    in.skipBlanks();
    if (in.peek() == ';') {
      in.next();
      in.endOperator();
    }
    parsing.skipNewlines();
    Sequence body = doBody();
    in.leave();
    List<Redirect> redirects = redirects();
    return in.node(new Statement.ArithmeticFor(expressions, body, redirects, in.from(start)));
  }

  Statement choice() throws SyntaxException {
    int start = in.at();
    in.enter();
    in.skip(4);
    in.skipBlanks();
    Word subject = parsing.words.word(Where.SUBJECT);
    parsing.skipNewlines();
    parsing.commands.expectKeyword("in");
    parsing.skipNewlines();
    List<Arm> arms = new ArrayList<>();
    while (!"esac".equals(parsing.commands.keyword())) {
      Arm arm = arm();
      arms.add(arm);
      parsing.skipNewlines();
      if (arm.terminator().isEmpty()) {
        break;
      }
    }
    parsing.commands.expectKeyword("esac");
    in.leave();
    List<Redirect> redirects = redirects();
    arms.replaceAll(
        arm -> arm.terminator().isEmpty() ? new Arm(arm.patterns(), arm.body(), ";;") : arm);
    return in.node(new Statement.Case(subject, arms, redirects, in.from(start)));
  }

  /** An arm, its terminator empty where it has none, which only the last may. */
  private Arm arm() throws SyntaxException {
    if (in.peek() == '(') {
      in.next();
      in.endOperator();
      in.skipBlanks();
    }
    List<Word> patterns = new ArrayList<>();
    do {
      if (!patterns.isEmpty()) {
        in.next();
        in.endOperator();
      }
      in.skipBlanks();
      int begin = in.at();
      Word pattern = parsing.words.word(Where.PATTERN);
      if (pattern.parts().getFirst() instanceof Word.Literal(String text)
          && pattern.parts().size() == 1
          && text.equals("esac")) {
        throw in.fail(begin, "'esac' as a pattern");
      }
      patterns.add(pattern);
      in.skipBlanks();
    } while (in.peek() == '|');
    in.expect(')', "a pattern that is not closed");
    in.endOperator();
    Sequence body = parsing.commands.list();
    String terminator = "";
    for (String each : List.of(";;&", ";;", ";&")) {
      if (in.looksAt(each)) {
        in.skip(each.length());
        in.endOperator();
        terminator = each;
        break;
      }
    }
    return new Arm(patterns, body, terminator);
  }

  /** {@code function name [()] body}. */
  Statement function() throws SyntaxException {
    int start = in.at();
    in.skip(8);
    in.skipBlanks();
    int begin = in.at();
    while (!Cursor.endsWord(in.peek())) {
      in.next();
    }
    String name = in.source().substring(begin, in.at());
    in.skipBlanks();
    if (in.looksAt("()")) {
      in.skip(2);
      in.endOperator();
    }
    return functionBody(name, start);
  }

  Statement functionBody(String name, int start) throws SyntaxException {
    if (!isFunctionName(name)) {
      throw in.fail(start, "a function with such a name");
    }
    in.enter();
    parsing.skipNewlines();
    Statement body = parsing.commands.compound();
    in.leave();
    return in.node(new Statement.Function(name, body, in.from(start)));
  }

  static boolean isFunctionName(String name) {
    if (name.isEmpty()
        || !Cursor.isNameStart(name.charAt(0))
        || CommandParser.RESERVED.contains(name)) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Cursor.isNamePart(c) && c != '-' && c != '.' && c != ':') {
        return false;
      }
    }
    return true;
  }

  private Sequence doBody() throws SyntaxException {
    parsing.commands.expectKeyword("do");
    Sequence body = body();
    parsing.commands.expectKeyword("done");
    return body;
  }

  /** Commands, one at least. */
  private Sequence body() throws SyntaxException {
    Sequence body = parsing.commands.list();
    if (body.statements().isEmpty()) {
      throw in.fail("a command is missing");
    }
    return body;
  }

  private List<Redirect> redirects() throws SyntaxException {
    List<Redirect> redirects = new ArrayList<>();
    in.skipBlanks();
    while (parsing.redirects.startsHere()) {
      redirects.add(parsing.redirects.redirect());
      in.skipBlanks();
    }
    return redirects;
  }
}
