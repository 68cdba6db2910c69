package dev.lasso.policy.shell;

import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.ArithmeticCommand;
import dev.lasso.policy.shell.Statement.ArithmeticFor;
import dev.lasso.policy.shell.Statement.Arm;
import dev.lasso.policy.shell.Statement.Assignment;
import dev.lasso.policy.shell.Statement.Background;
import dev.lasso.policy.shell.Statement.Branch;
import dev.lasso.policy.shell.Statement.Case;
import dev.lasso.policy.shell.Statement.For;
import dev.lasso.policy.shell.Statement.Function;
import dev.lasso.policy.shell.Statement.Group;
import dev.lasso.policy.shell.Statement.If;
import dev.lasso.policy.shell.Statement.Pipeline;
import dev.lasso.policy.shell.Statement.Redirect;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Statement.Subshell;
import dev.lasso.policy.shell.Statement.Test;
import dev.lasso.policy.shell.Statement.While;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Prints trees as bash that leaves nothing to interpretation: what is text is quoted, what is
 * expanded has its braces, and commands are on one line, so that bash has read all of them before
 * the first one runs.
 *
 * <p>What is printed parses to the same tree again, but for spans, the kind of quotes, and
 * here-documents, which become here-strings of the same content; and then prints the same.
 * Stateless, for any thread.
 */
public final class ShellPrinter {
  private final Printed out = new Printed();
  private final WordPrinter words = new WordPrinter(this, out);

  private ShellPrinter() {}

  /**
   * The text of a statement, without a newline at its end unless a here-document needs it.
   *
   * @throws IllegalArgumentException of a tree that no text has
   */
  public static String print(Statement statement) {
    ShellPrinter printer = new ShellPrinter();
    printer.list(statement, false);
    if (printer.out.hasDue()) {
      printer.out.endLine();
    }
    return printer.out.toString();
  }

  /** The inside of a substitution. */
  void inner(Statement body) {
    int start = out.text().length();
    int open = out.suspend();
    list(body, false);
    out.restore(open, start);
  }

  private void list(Statement body, boolean terminated) {
    List<Statement> statements =
        body instanceof Sequence sequence ? sequence.statements() : List.of(body);
    for (int i = 0; i < statements.size(); i++) {
      boolean last = i == statements.size() - 1;
      Statement statement = statements.get(i);
      if (statement instanceof Background background) {
        chain(background.body());
        out.add(" &");
        terminate("", last, terminated);
      } else {
        chain(statement);
        terminate(";", last, terminated);
      }
    }
  }

  private void terminate(String separator, boolean last, boolean terminated) {
    if (last && !terminated) {
      return;
    }
    if (out.hasDue()) {
      out.endLine();
    } else {
      out.add(separator).add(" ");
    }
  }

  /** The body of something that has to have one, ended so that a reserved word can follow. */
  private void body(Statement body) {
    if (body instanceof Sequence sequence && sequence.statements().isEmpty()) {
      throw new IllegalArgumentException("a body without a command");
    }
    list(body, true);
  }

  private void chain(Statement statement) {
    // the left side is as deep as the chain is long
    Deque<AndOr> links = new ArrayDeque<>();
    Statement first = statement;
    while (first instanceof AndOr link) {
      links.push(link);
      first = link.left();
    }
    pipeline(first);
    for (AndOr link : links) {
      out.add(link.and() ? " && " : " || ");
      pipeline(link.right());
    }
  }

  private void pipeline(Statement statement) {
    if (!(statement instanceof Pipeline pipeline)) {
      command(statement);
      return;
    }
    out.add(pipeline.timed() ? "time " : "").add(pipeline.negated() ? "! " : "");
    for (int i = 0; i < pipeline.stages().size(); i++) {
      if (i > 0) {
        out.add(pipeline.withErrors().get(i - 1) ? " |& " : " | ");
      }
      command(pipeline.stages().get(i));
    }
  }

  private void command(Statement statement) {
    switch (statement) {
      case Simple simple -> simple(simple);
      case Statement.Declaration declaration -> declaration(declaration);
      case Function function -> {
        if (!CompoundParser.isFunctionName(function.name())) {
          throw new IllegalArgumentException("a function with such a name");
        }
        out.add(function.name()).add("() ");
        if (function.body() instanceof Simple || function.body() instanceof Function) {
          group(function.body(), List.of());
        } else {
          command(function.body());
        }
      }
      case Group group -> group(group.body(), group.redirects());
      case Subshell shell -> {
        out.add("( ");
        body(shell.body());
        out.add(")");
        redirects(shell.redirects());
      }
      case If branches -> branches(branches);
      case While loop -> {
        out.add(loop.until() ? "until " : "while ");
        body(loop.condition());
        doBody(loop.body(), loop.redirects());
      }
      case For loop -> iteration(loop);
      case ArithmeticFor loop -> {
        out.add("for ((");
        for (int i = 0; i < loop.expressions().size(); i++) {
          out.add(i > 0 ? ";" : "");
          words.arithmetic(loop.expressions().get(i));
        }
        out.add(")); ");
        doBody(loop.body(), loop.redirects());
      }
      case Case choice -> choice(choice);
      case Test test -> {
        out.add("[[ ");
        for (Word word : test.words()) {
          words.ofTest(word);
          out.add(" ");
        }
        out.add("]]");
        redirects(test.redirects());
      }
      case ArithmeticCommand command -> {
        out.add("((");
        words.arithmetic(command.expression());
        out.add("))");
        redirects(command.redirects());
      }
      // not commands: they bind less tightly
      case Pipeline p -> group(p, List.of());
      case AndOr a -> group(a, List.of());
      case Sequence s -> group(s, List.of());
      case Background b -> group(b, List.of());
    }
  }

  private void group(Statement body, List<Redirect> redirects) {
    out.add("{ ");
    body(body);
    out.add("}");
    redirects(redirects);
  }

  private void branches(If branches) {
    String word = "if ";
    for (Branch branch : branches.branches()) {
      out.add(word);
      body(branch.condition());
      out.add("then ");
      body(branch.body());
      word = "elif ";
    }
    Statement otherwise = branches.otherwise();
    if (otherwise != null) {
      out.add("else ");
      body(otherwise);
    }
    out.add("fi");
    redirects(branches.redirects());
  }

  private void doBody(Statement body, List<Redirect> redirects) {
    out.add("do ");
    body(body);
    out.add("done");
    redirects(redirects);
  }

  private void iteration(For loop) {
    checkName(loop.name());
    out.add(loop.select() ? "select " : "for ").add(loop.name());
    List<Word> all = loop.words();
    if (all != null) {
      out.add(" in");
      for (Word word : all) {
        out.add(" ");
        words.word(word);
      }
    }
    out.add("; ");
    doBody(loop.body(), loop.redirects());
  }

  private void choice(Case choice) {
    out.add("case ");
    words.word(choice.subject());
    out.add(" in ");
    for (Arm arm : choice.arms()) {
      out.add("(");
      for (int i = 0; i < arm.patterns().size(); i++) {
        out.add(i > 0 ? " | " : "");
        words.word(arm.patterns().get(i));
      }
      out.add(") ");
      list(arm.body(), false);
      if (out.hasDue()) {
        out.endLine();
      }
      out.add(" ").add(arm.terminator()).add(" ");
    }
    out.add("esac");
    redirects(choice.redirects());
  }

  private void simple(Simple simple) {
    int start = out.text().length();
    for (Assignment assignment : simple.assignments()) {
      space(start);
      assignment(assignment);
    }
    for (int i = 0; i < simple.words().size(); i++) {
      space(start);
      if (i == 0) {
        words.program(simple.words().getFirst());
      } else {
        words.word(simple.words().get(i));
      }
    }
    for (Redirect redirect : simple.redirects()) {
      space(start);
      redirect(redirect);
    }
    if (out.text().length() == start) {
      throw new IllegalArgumentException("a command without anything");
    }
  }

  private void declaration(Statement.Declaration declaration) {
    int start = out.text().length();
    for (Word word : declaration.words()) {
      space(start);
      words.word(word);
    }
    for (Assignment assignment : declaration.arrays()) {
      out.add(" ");
      assignment(assignment);
    }
  }

  private void space(int start) {
    if (out.text().length() > start) {
      out.add(" ");
    }
  }

  private void assignment(Assignment assignment) {
    checkName(assignment.name());
    out.add(assignment.name());
    Word index = assignment.index();
    if (index != null) {
      words.index(index);
    }
    out.add(assignment.append() ? "+=" : "=");
    List<Word> array = assignment.array();
    Word value = assignment.value();
    if (array != null) {
      out.add("(");
      for (int i = 0; i < array.size(); i++) {
        out.add(i > 0 ? " " : "");
        words.word(array.get(i));
      }
      out.add(")");
    } else if (value != null) {
      words.partsOf(value);
    }
  }

  private static void checkName(String name) {
    if (!Cursor.isName(name)) {
      throw new IllegalArgumentException("a variable with such a name");
    }
  }

  private void redirects(List<Redirect> redirects) {
    for (Redirect redirect : redirects) {
      out.add(" ");
      redirect(redirect);
    }
  }

  private void redirect(Redirect redirect) {
    String operator = redirect.operator();
    int usual = operator.startsWith("<") ? 0 : 1;
    boolean document = operator.equals("<<") || operator.equals("<<-");
    if (redirect.descriptor() >= 0 && (redirect.descriptor() != usual || operator.endsWith("&"))) {
      out.add(Integer.toString(redirect.descriptor()));
    }
    if (!document) {
      out.add(operator);
      if (WordPrinter.startsWithProcess(redirect.target())) {
        out.add(" ");
      }
      words.word(redirect.target());
    } else if (WordPrinter.isEmptyText(redirect.target())) {
      out.add("<<");
      out.emptyDocument();
    } else {
      out.add("<<<");
      words.document(redirect.target());
    }
  }
}
