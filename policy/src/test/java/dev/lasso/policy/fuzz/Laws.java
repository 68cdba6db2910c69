package dev.lasso.policy.fuzz;

import dev.lasso.contracts.Profile.Asking;
import dev.lasso.contracts.Verdict;
import dev.lasso.policy.CommandGate;
import dev.lasso.policy.Opinion;
import dev.lasso.policy.Policy;
import dev.lasso.policy.eval.Lowering;
import dev.lasso.policy.profile.BuiltInProfiles;
import dev.lasso.policy.proof.Mutants;
import dev.lasso.policy.proof.Mutants.Mutant;
import dev.lasso.policy.shell.Outline;
import dev.lasso.policy.shell.ShellParser;
import dev.lasso.policy.shell.ShellPrinter;
import dev.lasso.policy.shell.Span;
import dev.lasso.policy.shell.Statement;
import dev.lasso.policy.shell.Statement.Simple;
import dev.lasso.policy.shell.SyntaxException;
import dev.lasso.policy.shell.Word;
import dev.lasso.policy.shell.Word.Quoted;
import dev.lasso.policy.text.TextRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What holds of the gate for any input. Each throws a {@link Broken} that shows where it does not.
 * For any thread.
 */
public final class Laws {
  /** The gates of the built-in profiles. */
  public static final List<CommandGate> GATES =
      BuiltInProfiles.NAMES.stream()
          .map(name -> new CommandGate(Policy.of(BuiltInProfiles.named(name))))
          .toList();

  /** No decision on so little text may take longer, on however slow a machine. */
  private static final long MOST_NANOS = 5_000_000_000L;

  private static final int MAX_LINE = 4_000;

  private Laws() {}

  /** A law that does not hold. */
  public static final class Broken extends RuntimeException {
    Broken(String law) {
      super(law);
    }
  }

  /** What was parsed is printed as a text that is parsed to the same tree, and printed the same. */
  public static void printsWhatItParsed(String text) {
    Statement tree;
    try {
      tree = ShellParser.parse(text);
    } catch (SyntaxException e) {
      return;
    }
    String printed = ShellPrinter.print(tree);
    Statement again;
    try {
      again = ShellParser.parse(printed);
    } catch (SyntaxException e) {
      throw new Broken(
          "'%s' is printed as '%s', which is not read: %s".formatted(text, printed, e));
    }
    if (!Outline.of(again).equals(Outline.of(tree))) {
      throw new Broken("'%s' is printed as '%s', which is something else".formatted(text, printed));
    }
    if (!ShellPrinter.print(again).equals(printed)) {
      throw new Broken("'%s' is printed as '%s', and then otherwise".formatted(text, printed));
    }
  }

  /** There is one answer, soon, and it is none by mistake. */
  public static void answers(String text) {
    for (CommandGate gate : GATES) {
      long start = System.nanoTime();
      Opinion opinion = judge(gate, text);
      if (System.nanoTime() - start > MOST_NANOS) {
        throw new Broken("%s is too slow with '%s'".formatted(gate.profile().name(), text));
      }
      Opinion again = judge(gate, text);
      if (again.verdict() != opinion.verdict() || !again.points().equals(opinion.points())) {
        throw new Broken("%s has two answers to '%s'".formatted(gate.profile().name(), text));
      }
      if (opinion.verdict() == Verdict.ALLOW) {
        if (opinion.script() == null) {
          throw new Broken("%s allows '%s' without a plan".formatted(gate.profile().name(), text));
        }
        holdsOfThePlan(gate, text, Lowering.argv(opinion.script()));
      }
    }
  }

  /** What is executed is itself allowed. */
  private static void holdsOfThePlan(CommandGate gate, String text, List<String> plan) {
    boolean shell = plan.getFirst().equals("/bin/bash") && plan.size() == 5;
    if (shell && judge(gate, plan.getLast()).verdict() != Verdict.ALLOW) {
      throw new Broken(
          "%s allows '%s', and not its plan '%s'"
              .formatted(gate.profile().name(), text, plan.getLast()));
    }
  }

  /** The words of a command that no shell reads: one answer, and for a line of them the same. */
  public static void answersWords(List<String> argv) {
    for (CommandGate gate : GATES) {
      Opinion words = gate.words(argv, null, null);
      check(gate, argv.toString(), words);
      if (argv.stream()
          .anyMatch(word -> TextRules.inWord(word, CommandGate.MAX_LINE).isPresent())) {
        // a line can spell such a character; the word has it
        continue;
      }
      // the shell's own commands are not the programs of their names
      List<String> program = new ArrayList<>(List.of("/usr/bin/env"));
      program.addAll(argv);
      Verdict asWords = gate.words(program, null, null).verdict();
      Verdict asLine = judge(gate, line(program)).verdict();
      if (asWords == Verdict.ALLOW ? asLine == Verdict.DENY : asLine == Verdict.ALLOW) {
        throw new Broken(
            "%s: %s as words, %s as a line: %s"
                .formatted(gate.profile().name(), asWords, asLine, program));
      }
    }
  }

  /**
   * Whether it means something else within a loop or a function. One change of it makes neither; a
   * second one, of a text in which the first has hidden it, could.
   */
  private static boolean isBoundToItsPlace(String text) {
    return Stream.of("break", "continue", "return", "local", "declare", "typeset")
        .anyMatch(text::contains);
  }

  /**
   * What is not allowed is not allowed either however it is written. Not for a profile that allows
   * what the gate is not sure of: there it is enough to write it so that nothing can be said of it.
   *
   * @param changes how many of its mutants are tried, each with changes of its own
   */
  public static void refusesWhateverItLooksLike(String text, int changes, Random random) {
    for (CommandGate gate : GATES) {
      if (gate.profile().commands().ask() == Asking.ALLOW) {
        continue;
      }
      Opinion opinion = judge(gate, text);
      if (opinion.verdict() == Verdict.ALLOW || text.length() > MAX_LINE) {
        continue;
      }
      for (int i = 0; i < changes; i++) {
        String how = "";
        String line = text;
        Opinion of = opinion;
        for (int depth = isBoundToItsPlace(text) ? 0 : random.nextInt(3);
            depth >= 0 && line.length() < MAX_LINE;
            depth--) {
          List<Mutant> mutants = Mutants.of(line, of);
          if (mutants.isEmpty()) {
            break;
          }
          Mutant mutant = mutants.get(random.nextInt(mutants.size()));
          line = mutant.line();
          how += (how.isEmpty() ? "" : ", ") + mutant.how();
          of = judge(gate, line);
          if (of.verdict() == Verdict.ALLOW) {
            throw new Broken(
                "%s: %s for '%s', and it allows '%s' (%s)"
                    .formatted(gate.profile().name(), opinion.verdict(), text, line, how));
          }
        }
      }
    }
  }

  /** A line of which a shell makes exactly these words. */
  public static String line(List<String> argv) {
    List<Word> words =
        argv.stream().map(word -> new Word(List.of(new Quoted(word)), Span.NONE)).toList();
    return ShellPrinter.print(new Simple(List.of(), words, List.of(), Span.NONE));
  }

  private static Opinion judge(CommandGate gate, String line) {
    Opinion opinion = gate.line(line, null, null, Map.of());
    check(gate, line, opinion);
    return opinion;
  }

  private static void check(CommandGate gate, String shown, Opinion opinion) {
    if (opinion.rule().equals(CommandGate.INTERNAL_ERROR)) {
      throw new Broken("%s failed with '%s'".formatted(gate.profile().name(), shown));
    }
  }
}
