package dev.lasso.policy.eval;

import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.AndOr;
import dev.lasso.policy.shell.Statement.Arm;
import dev.lasso.policy.shell.Statement.Branch;
import dev.lasso.policy.shell.Statement.Group;
import dev.lasso.policy.shell.Statement.Sequence;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.Glob;
import dev.lasso.policy.shell.Word.Literal;
import dev.lasso.policy.shell.Word.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the plan does more carefully than the line that was sent: a directory that can't be entered
 * ends the script, since what follows would run somewhere else; and a pattern that begins a word
 * begins with {@code ./}, so that no file's name is taken for an option.
 *
 * <p>The script is judged and run with these in place.
 */
final class Obligations {
  /** Commands whose words are no file names, or that print them. */
  private static final Set<String> KEEP_PATTERNS =
      Set.of(
          "echo",
          "printf",
          "test",
          "[",
          "expr",
          "find",
          "ls",
          "export",
          "declare",
          "typeset",
          "local",
          "readonly",
          "unset",
          "let",
          "read",
          "case",
          "unzip",
          "apt",
          "dnf",
          "yum",
          "pip",
          "npm",
          "set",
          "compgen",
          "fd",
          "rg",
          "cd");

  private Obligations() {}

  static Statement apply(Statement statement) {
    return within(statement, false);
  }

  /** With what follows looked after by somebody: a condition, or the left side of {@code ||}. */
  private static Statement within(Statement statement, boolean handled) {
    return switch (statement) {
      case Simple command -> {
        Simple safe = withPatterns(command);
        yield !handled && entersDirectory(safe) ? orExit(safe) : safe;
      }
      case Statement.Pipeline pipeline ->
          new Statement.Pipeline(
              pipeline.stages().stream()
                  .map(stage -> within(stage, pipeline.negated() || pipeline.stages().size() > 1))
                  .toList(),
              pipeline.withErrors(),
              pipeline.negated(),
              pipeline.timed(),
              pipeline.span());
      case AndOr list when !handled && makesAndEnters(list) -> orExit(list);
      case AndOr list -> {
        Statement left = within(list.left(), !list.and() || handled);
        yield new AndOr(left, list.and(), within(list.right(), handled), list.span());
      }
      case Sequence sequence -> {
        List<Statement> all = new ArrayList<>();
        for (int i = 0; i < sequence.statements().size(); i++) {
          boolean last = i == sequence.statements().size() - 1;
          all.add(within(sequence.statements().get(i), handled && last));
        }
        yield new Sequence(all, sequence.span());
      }
      case Statement.Background background ->
          new Statement.Background(within(background.body(), false), background.span());
      case Group group -> new Group(within(group.body(), handled), group.redirects(), group.span());
      case Statement.Subshell shell ->
          new Statement.Subshell(within(shell.body(), false), shell.redirects(), shell.span());
      case Statement.If branches ->
          new Statement.If(
              branches.branches().stream()
                  .map(each ->
                      new Branch(within(each.condition(), true), within(each.body(), false)))
                  .toList(),
              optional(branches.otherwise()),
              branches.redirects(),
              branches.span());
      case Statement.While loop ->
          new Statement.While(
              within(loop.condition(), true),
              loop.until(),
              within(loop.body(), false),
              loop.redirects(),
              loop.span());
      case Statement.For loop -> {
        List<Word> words = loop.words();
        yield new Statement.For(
            loop.name(),
            words == null ? null : words.stream().map(Obligations::withPattern).toList(),
            loop.select(),
            within(loop.body(), false),
            loop.redirects(),
            loop.span());
      }
      case Statement.ArithmeticFor loop ->
          new Statement.ArithmeticFor(
              loop.expressions(), within(loop.body(), false), loop.redirects(), loop.span());
      case Statement.Case choice ->
          new Statement.Case(
              choice.subject(),
              choice.arms().stream()
                  .map(arm -> new Arm(arm.patterns(), within(arm.body(), false), arm.terminator()))
                  .toList(),
              choice.redirects(),
              choice.span());
      case Statement.Function function ->
          new Statement.Function(function.name(), within(function.body(), false), function.span());
      case Statement.Declaration declaration -> declaration;
      case Statement.Test test -> test;
      case Statement.ArithmeticCommand command -> command;
    };
  }

  private static @Nullable Statement optional(@Nullable Statement statement) {
    return statement == null ? null : within(statement, false);
  }

  private static boolean entersDirectory(Simple command) {
    return !command.words().isEmpty() && isNamed(command, "cd", "pushd");
  }

  /** {@code mkdir x && cd x}, after which everything is meant for x. */
  private static boolean makesAndEnters(AndOr list) {
    return list.and()
        && list.left() instanceof Simple left
        && list.right() instanceof Simple right
        && !left.words().isEmpty()
        && isNamed(left, "mkdir")
        && entersDirectory(right);
  }

  private static boolean isNamed(Simple command, String... names) {
    return Set.of(names).contains(String.valueOf(command.words().getFirst().text()));
  }

  private static Statement orExit(Statement command) {
    Span span = command.span();
    Simple exit =
        new Simple(
            List.of(),
            List.of(
                new Word(List.of(new Literal("exit")), span),
                new Word(List.of(new Literal("1")), span)),
            List.of(),
            span);
    return new Group(
        new Sequence(List.of(new AndOr(command, false, exit, span)), span), List.of(), span);
  }

  private static Simple withPatterns(Simple command) {
    if (command.words().size() < 2
        || KEEP_PATTERNS.contains(String.valueOf(command.words().getFirst().text()))
        || command.words().stream().noneMatch(Obligations::beginsWithPattern)) {
      return command;
    }
    List<Word> words = new ArrayList<>();
    words.add(command.words().getFirst());
    command
        .words()
        .subList(1, command.words().size())
        .forEach(word -> words.add(withPattern(word)));
    return new Simple(command.assignments(), words, command.redirects(), command.span());
  }

  private static boolean beginsWithPattern(Word word) {
    return !word.parts().isEmpty() && word.parts().getFirst() instanceof Glob;
  }

  private static Word withPattern(Word word) {
    if (!beginsWithPattern(word)) {
      return word;
    }
    List<Part> parts = new ArrayList<>();
    parts.add(new Literal("./"));
    parts.addAll(word.parts());
    return new Word(parts, word.span());
  }
}
