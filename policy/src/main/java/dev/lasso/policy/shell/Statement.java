package dev.lasso.policy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command of the shell's grammar. Every one has its place in the source. */
public sealed interface Statement {

  /** Where it stands. */
  Span span();

  /**
   * A simple command.
   *
   * @param assignments before its words
   * @param words the program and its arguments; empty where there are only assignments or
   *     redirections
   */
  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects, Span span)
      implements Statement {
    /** Keeps copies. */
    public Simple {
      assignments = List.copyOf(assignments);
      words = List.copyOf(words);
      redirects = List.copyOf(redirects);
    }
  }

  /**
   * {@code declare -a x=(a b)}: a declaration that sets arrays.
   *
   * @param words the builtin and its options, all of them plain
   * @param arrays what is declared; each has its elements
   */
  record Declaration(List<Word> words, List<Assignment> arrays, Span span) implements Statement {
    /** Keeps copies. */
    public Declaration {
      words = List.copyOf(words);
      arrays = List.copyOf(arrays);
    }
  }

  /**
   * Two stages at least, or one that is negated or timed.
   *
   * @param withErrors for each stage but the last, whether {@code |&} follows it
   */
  record Pipeline(
      List<Statement> stages, List<Boolean> withErrors, boolean negated, boolean timed, Span span)
      implements Statement {
    /** Keeps copies. */
    public Pipeline {
      stages = List.copyOf(stages);
      withErrors = List.copyOf(withErrors);
    }
  }

  /** {@code left && right} or {@code left || right}. */
  record AndOr(Statement left, boolean and, Statement right, Span span) implements Statement {}

  /** One after the other; none is an empty script. */
  record Sequence(List<Statement> statements, Span span) implements Statement {
    /** Keeps a copy. */
    public Sequence {
      statements = List.copyOf(statements);
    }
  }

  /** {@code body &}. */
  record Background(Statement body, Span span) implements Statement {}

  /** <code>{ body; }</code>. */
  record Group(Statement body, List<Redirect> redirects, Span span) implements Statement {
    /** Keeps a copy. */
    public Group {
      redirects = List.copyOf(redirects);
    }
  }

  /** {@code ( body )}. */
  record Subshell(Statement body, List<Redirect> redirects, Span span) implements Statement {
    /** Keeps a copy. */
    public Subshell {
      redirects = List.copyOf(redirects);
    }
  }

  /**
   * {@code if}.
   *
   * @param branches the conditions with what follows each, in order
   * @param otherwise null without {@code else}
   */
  record If(
      List<Branch> branches, @Nullable Statement otherwise, List<Redirect> redirects, Span span)
      implements Statement {
    /** Keeps copies. */
    public If {
      branches = List.copyOf(branches);
      redirects = List.copyOf(redirects);
    }
  }

  /** A condition and what follows it. */
  record Branch(Statement condition, Statement body) {}

  /** {@code while}, {@code until}. */
  record While(
      Statement condition, boolean until, Statement body, List<Redirect> redirects, Span span)
      implements Statement {
    /** Keeps a copy. */
    public While {
      redirects = List.copyOf(redirects);
    }
  }

  /**
   * {@code for name in words} and {@code select}.
   *
   * @param words null where {@code in} is not written: the positional parameters
   */
  record For(
      String name,
      @Nullable List<Word> words,
      boolean select,
      Statement body,
      List<Redirect> redirects,
      Span span)
      implements Statement {
    /** Keeps copies. */
    public For {
      words = words == null ? null : List.copyOf(words);
      redirects = List.copyOf(redirects);
    }
  }

  /** {@code for ((a; b; c))}. */
  record ArithmeticFor(List<Word> expressions, Statement body, List<Redirect> redirects, Span span)
      implements Statement {
    /** Keeps copies. */
    public ArithmeticFor {
      expressions = List.copyOf(expressions);
      redirects = List.copyOf(redirects);
    }
  }

  /** {@code case}. */
  record Case(Word subject, List<Arm> arms, List<Redirect> redirects, Span span)
      implements Statement {
    /** Keeps copies. */
    public Case {
      arms = List.copyOf(arms);
      redirects = List.copyOf(redirects);
    }
  }

  /**
   * One arm of a case.
   *
   * @param terminator {@code ;;}, {@code ;&} or {@code ;;&}
   */
  record Arm(List<Word> patterns, Statement body, String terminator) {
    /** Keeps a copy. */
    public Arm {
      patterns = List.copyOf(patterns);
    }
  }

  /** {@code name() body}, {@code function name body}. */
  record Function(String name, Statement body, Span span) implements Statement {}

  /**
   * {@code [[ ... ]]}: what it says as its words and operators, {@code && || ! ( )} among them as
   * plain words.
   */
  record Test(List<Word> words, List<Redirect> redirects, Span span) implements Statement {
    /** Keeps copies. */
    public Test {
      words = List.copyOf(words);
      redirects = List.copyOf(redirects);
    }
  }

  /** {@code ((...))}. */
  record ArithmeticCommand(Word expression, List<Redirect> redirects, Span span)
      implements Statement {
    /** Keeps a copy. */
    public ArithmeticCommand {
      redirects = List.copyOf(redirects);
    }
  }

  /**
   * {@code name=value}, {@code name+=value}, {@code name[index]=value}, {@code name=(a b)}.
   *
   * @param index null without
   * @param value empty word for none; null exactly when it is an array
   * @param array the elements; null exactly when it is not one
   */
  record Assignment(
      String name,
      @Nullable Word index,
      boolean append,
      @Nullable Word value,
      @Nullable List<Word> array,
      Span span) {
    /** Keeps a copy. */
    public Assignment {
      array = array == null ? null : List.copyOf(array);
    }
  }

  /**
   * A redirection.
   *
   * @param descriptor the number before the operator, or the operator's default (0 or 1); -1 for
   *     {@code &>} and {@code &>>}, which are 1 and 2
   * @param operator one of {@code < > >> >| <> <& >& &> &>> << <<- <<<}
   * @param target the file's name, the descriptor, or the text of a here-document or here-string
   * @param quotedDelimiter of a here-document whether its text is not expanded
   */
  record Redirect(
      int descriptor, String operator, Word target, boolean quotedDelimiter, Span span) {}
}
